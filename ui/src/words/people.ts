/** E-mail addresses as people type and paste them. Pure. */
import type { EmailPerson } from '../bindings/EmailPerson';

const host = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
const local = /^[^\s\p{C}()<>[\]\\,;:"@.]+(?:\.[^\s\p{C}()<>[\]\\,;:"@.]+)*$/u;
const bytes = new TextEncoder();

/** True for what can be an e-mail address. The desk looks once more before anything is queued. */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const before = text.slice(0, at);
  return at > 0 && bytes.encode(text).length <= 254 && bytes.encode(before).length <= 64 && local.test(before) && host.test(text.slice(at + 1));
}

/** The people in a text: addresses apart by commas, semicolons or lines, with or without a name before `<`. */
export function peopleIn(text: string): EmailPerson[] {
  const parts = text.match(/(?:"[^"]*"|<[^>]*>|[^,;\r\n])+/g) ?? [];
  return parts.map((part) => personIn(part)).filter((person) => person.address !== '');
}

function personIn(part: string): EmailPerson {
  const named = /^(.*?)<([^<>]*)>\s*$/.exec(part.trim());
  const address = (named?.[2] ?? part).trim().replace(/^mailto:/i, '');
  const name = (named?.[1] ?? '').trim().replace(/^["']|["']$/g, '').trim();
  return { address, name: name === '' || name === address ? null : name };
}

/** The people with others after them; nobody twice. */
export function withPeople(people: readonly EmailPerson[], more: readonly EmailPerson[]): EmailPerson[] {
  const all = [...people];
  for (const person of more) if (!all.some((known) => isSame(known, person))) all.push(person);
  return all;
}

export function isSame(one: EmailPerson, other: EmailPerson): boolean {
  return one.address.toLowerCase() === other.address.toLowerCase();
}

/** A telephone number as it is dialled. */
export function dialled(phone: string): string {
  return `tel:${phone.replace(/[^+\d]/g, '')}`;
}
