/** Finds addresses in plain text. Nothing becomes HTML here: a text is cut into parts, and the parts are shown as text. */

/** A part of a text: plain, or an address to open. */
export interface TextPart {
  text: string;
  /** Where it leads; absent for plain text. */
  href?: string;
}

const address = /\b(?:https?:\/\/|www\.)[^\s<>"“”„«»]+|\b[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/giu;

export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const shown = trimTail(match[0]);
    if (shown.length < 5) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: shown, href: hrefOf(shown) });
    end = match.index + shown.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** True for a message of one to three emoji and nothing else, which is shown larger. */
export function isFewEmoji(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > 40) return false;
  if (!/^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\s])+$/u.test(trimmed)) return false;
  const count = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(trimmed)].filter(({ segment }) => segment.trim()).length;
  return count <= 3;
}

/** Punctuation that ends a sentence is not part of the address, nor is a bracket that was opened before it. */
function trimTail(found: string): string {
  let shown = found;
  for (;;) {
    const last = shown.at(-1) ?? '';
    if (/[.,;:!?'…]/.test(last)) shown = shown.slice(0, -1);
    else if (last === ')' && count(shown, ')') > count(shown, '(')) shown = shown.slice(0, -1);
    else if (last === ']' && count(shown, ']') > count(shown, '[')) shown = shown.slice(0, -1);
    else return shown;
  }
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}

function hrefOf(shown: string): string {
  if (/^https?:/i.test(shown)) return shown;
  return /^www\./i.test(shown) ? `https://${shown}` : `mailto:${shown}`;
}
