/** The address that a rep meant: a page without `https://`, a mail address without `mailto:`. Null when it is none. */
export function addressOf(typed: string): string | null {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return null;
  const whole = /^(?:https?|mailto|tel):/i.test(text) ? text : /^[^/@]+@[^/@]+\.[^/@]+$/.test(text) ? `mailto:${text}` : `https://${text}`;
  if (!URL.canParse(whole)) return null;
  const { protocol, hostname } = new URL(whole);
  const isPage = protocol === 'http:' || protocol === 'https:';
  return !isPage || hostname.includes('.') || hostname === 'localhost' ? whole : null;
}

/** An address as it is read: without the part that only programs need. */
export function bareAddress(url: string): string {
  return url.replace(/^https?:\/\//i, '').replace(/\/$/, '');
}
