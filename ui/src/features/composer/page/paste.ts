/**
 * What is pasted, cut to what can be shown and kept. It is weighed before anything reads it: markup that is very large, or has
 * very many elements, would freeze the window while it is parsed, so its text alone is taken; a text that no message
 * holds is not taken at all.
 */
import type { TextStyle } from '../../../bindings/TextStyle';

/** Characters of a text that is pasted. */
export const mostText = 100_000;
/** Characters and elements of markup that is read. */
const mostMarkup = 500_000;
const mostElements = 10_000;

export interface Pasted {
  html: string;
  text: string;
}

export type Verdict =
  /** The editor takes it. */
  | 'whole'
  /** The editor takes it, and something of it is left behind. */
  | 'reduced'
  /** Only its text is taken. */
  | 'plain'
  | 'tooMuch';

export function weigh({ html, text }: Pasted, styles: readonly TextStyle[]): Verdict {
  const readable = html.length <= mostMarkup && elements(html) <= mostElements;
  if (text.length > mostText || (text === '' && !readable)) return 'tooMuch';
  if (!readable) return 'plain';
  return html !== '' && loses(html, styles) ? 'reduced' : 'whole';
}

function elements(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0 && count <= mostElements; at = html.indexOf('<', at + 1)) count++;
  return count;
}

/** What no message keeps. Fonts and colours are not counted: every copied page has them. */
const never = ['table', 'img', 'picture', 'video', 'audio', 'iframe', 'svg', 'canvas', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 's', 'del', 'strike', 'hr', 'pre', 'sup', 'sub', 'input', 'button', 'select', 'textarea'];
const tags: Record<TextStyle, string[]> = {
  bold: ['b', 'strong'],
  italic: ['i', 'em'],
  underline: ['u'],
  list: ['ul', 'ol'],
  quote: ['blockquote'],
  code: ['code'],
  link: ['a'],
};

/** A picture of a draft, copied from its text. */
const own = /<img data-file="[^"]*"[^>]*>/gi;

function loses(html: string, styles: readonly TextStyle[]): boolean {
  const kept = new Set(styles);
  const lost = new Set([...never, ...Object.entries(tags).flatMap(([style, names]) => (kept.has(style as TextStyle) ? [] : names))]);
  for (const [, name = ''] of html.replace(own, '').matchAll(/<([a-z][a-z0-9]*)\b/gi)) if (lost.has(name.toLowerCase())) return true;
  return false;
}

/** Style sheets are not applied to what is pasted: many rules on many elements take minutes. As objects they are passed over. */
export const withoutSheets = (html: string): string => html.replace(/<(\/?)style\b/gi, '<$1object');
