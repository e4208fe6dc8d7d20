/**
 * The last gate before a message's HTML is shown. The core cleaned it already; this cleans it again, by another hand, to a
 * short list of elements that say something: no pictures (a remote picture tells its sender that it was seen), no style, no
 * form, nothing that loads or runs. Gives nodes, never a text to be parsed again.
 */
import createDOMPurify from 'dompurify';

const tags = [
  'a', 'abbr', 'b', 'blockquote', 'br', 'caption', 'code', 'dd', 'del', 'div', 'dl', 'dt', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6',
  'hr', 'i', 'ins', 'kbd', 'li', 'ol', 'p', 'pre', 'q', 's', 'samp', 'small', 'span', 'strong', 'sub', 'sup', 'table', 'tbody', 'td',
  'tfoot', 'th', 'thead', 'tr', 'u', 'ul',
];
const attributes = ['href', 'title', 'colspan', 'rowspan', 'start', 'dir', 'lang'];

export function cleanHtml(html: string): DocumentFragment {
  const purify = createDOMPurify(window);
  const fragment = purify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel):/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll('a')) {
    link.setAttribute('rel', 'noreferrer noopener');
    const href = link.getAttribute('href');
    // What is shown may name another place than where it leads: the tooltip tells the truth.
    if (href === null) link.replaceWith(...link.childNodes);
    else link.setAttribute('title', href);
  }
  return fragment;
}
