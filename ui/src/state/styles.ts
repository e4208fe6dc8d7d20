/** The styles that a text can have in a message, and the controls that give them. */
import type { TextStyle } from '../bindings/TextStyle';

/** What a comment for the team shows. */
export const allStyles: readonly TextStyle[] = ['bold', 'italic', 'underline', 'list', 'quote', 'code', 'link'];

/** A control of the editor. */
export type StyleControl = 'bold' | 'italic' | 'underline' | 'bullets' | 'numbers' | 'quote' | 'code' | 'link';

const controls: Record<TextStyle, StyleControl[]> = {
  bold: ['bold'],
  italic: ['italic'],
  underline: ['underline'],
  list: ['bullets', 'numbers'],
  quote: ['quote'],
  code: ['code'],
  link: ['link'],
};

/** The controls of these styles, always in the same order. */
export function controlsOf(styles: readonly TextStyle[]): StyleControl[] {
  return allStyles.filter((style) => styles.includes(style)).flatMap((style) => controls[style]);
}
