/** Properties that are edited, in words: our own label where we know the property, and what is wrong with a value. */
import type { FieldView } from '../bindings/FieldView';
import type { OptionView } from '../bindings/OptionView';
import { known, t, type Key } from '../i18n/index.svelte';

export function fieldLabel({ name, label }: Pick<FieldView, 'name' | 'label'>): string {
  const own = `property.${name}`;
  return known(own) ? t(own) : label;
}

export function optionLabel(name: string, { value, label }: OptionView): string {
  const own = `value.${name}.${value}`;
  return known(own) ? t(own) : label;
}

/** The chosen values of a field that takes several. */
export function chosen(value: string): string[] {
  return value.split(';').filter((part) => part !== '');
}

/** What is wrong with a value, or nothing. An empty one is wrong only where a value is demanded. */
export function problemWith({ kind }: Pick<FieldView, 'kind'>, value: string, demanded: boolean): Key | null {
  if (value.trim() === '') return demanded ? 'form.needed' : null;
  if (kind === 'number' && !Number.isFinite(Number(value.trim().replace(',', '.')))) return 'form.notANumber';
  if (kind === 'date' && Number.isNaN(Date.parse(value))) return 'form.notADay';
  if (kind === 'dateTime' && Number.isNaN(Date.parse(value))) return 'form.notADay';
  return null;
}

/** The value as it is stored: a comma in a number is a point to the remote. */
export function stored({ kind }: Pick<FieldView, 'kind'>, value: string): string {
  const bare = value.trim();
  return kind === 'number' ? bare.replace(',', '.') : bare;
}

/** A moment as the browser's own field wants it: local, without a zone. */
export function localMoment(value: string): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return '';
  const two = (part: number) => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
