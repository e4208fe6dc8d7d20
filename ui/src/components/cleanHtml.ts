/**
 * The last gate before a message's HTML is shown. The core cleaned it already; this cleans it again, by another hand, to a
 * short list of elements that say something: no pictures but those that the core has here (a remote picture tells its sender
 * that it was seen), no style, no form, nothing that loads or runs. Gives nodes, never a text to be parsed again.
 */
import createDOMPurify from 'dompurify';

const tags = [
  'a', 'abbr', 'b', 'blockquote', 'br', 'caption', 'code', 'dd', 'del', 'div', 'dl', 'dt', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6',
  'hr', 'i', 'img', 'ins', 'kbd', 'li', 'ol', 'p', 'pre', 'q', 's', 'samp', 'small', 'span', 'strong', 'sub', 'sup', 'table', 'tbody', 'td',
  'tfoot', 'th', 'thead', 'tr', 'u', 'ul',
];
const attributes = ['href', 'title', 'colspan', 'rowspan', 'start', 'dir', 'lang', 'src', 'alt'];

/** A picture on this machine, as the core names it. */
const own = /^own:((?:file|outgoing)\/[\w-]+)$/;

/** `media` is the start of every address of a picture on this machine. */
export function cleanHtml(html: string, media = ''): DocumentFragment {
  const purify = createDOMPurify(window);
  // Before anything could be loaded: no element has another source for a moment.
  purify.addHook('uponSanitizeAttribute', (element, attribute) => {
    if (attribute.attrName !== 'src') return;
    const place = element.nodeName === 'IMG' ? own.exec(attribute.attrValue)?.[1] : undefined;
    if (place === undefined || media === '') attribute.keepAttr = false;
    else attribute.attrValue = `${media}/${place}?size=preview`;
  });
  const fragment = purify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel):/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const picture of fragment.querySelectorAll('img:not([src])')) picture.remove();
  for (const link of fragment.querySelectorAll('a')) {
    link.setAttribute('rel', 'noreferrer noopener');
    const href = link.getAttribute('href');
    // What is shown may name another place than where it leads: the tooltip tells the truth.
    if (href === null) link.replaceWith(...link.childNodes);
    else link.setAttribute('title', href);
  }
  return fragment;
}
