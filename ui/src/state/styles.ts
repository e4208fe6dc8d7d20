/** The styles that a text can have in a message. */
export const allStyles = ['bold', 'italic', 'underline', 'list', 'quote', 'code', 'link'] as const;

export type TextStyle = (typeof allStyles)[number];
