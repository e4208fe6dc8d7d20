/**
 * Between the editor's document and a draft's words. The plain text is made from the same document as the HTML, for it is
 * what a channel without style shows, what a list previews and what is searched: a list has its marks, a quote its angle
 * brackets, a link its address.
 */
import type { Editor, Range } from '@tiptap/core';
import { DOMParser, DOMSerializer, Slice, type Node, type Schema } from '@tiptap/pm/model';

import type { Words } from '../../../state/draft';
import { pictureWord } from '../../../state/pictures';

export function wordsOf(doc: Node): Words {
  return { text: blocks(doc, '\n\n'), html: styled(doc) ? htmlOf(doc) : null };
}

/** The document that says these words, as far as the schema can. */
export function documentOf({ text, html }: Words, schema: Schema): Node {
  if (html !== null) return DOMParser.fromSchema(schema).parse(inert(html), { preserveWhitespace: true });
  return schema.node('doc', null, plainParagraphs(text, schema));
}

/** Plain text, with its spaces as they are: an empty line ends a paragraph, a single line end breaks the line. */
export function plainParagraphs(text: string, schema: Schema): Node[] {
  return text.split('\n\n').map((part) => {
    const lines = part.split('\n').map((line) => (line === '' ? [] : [schema.text(line)]));
    return schema.node('paragraph', null, lines.flatMap((line, at) => (at === 0 ? line : [schema.node('hardBreak'), ...line])));
  });
}

/** Puts words in the place of a range. Words of one paragraph go into the line; more of them split it. */
export function putWords({ state, schema, view }: Editor, words: Words, { from, to }: Range): void {
  const slice = Slice.maxOpen(documentOf(words, schema).content);
  const tr = state.tr.replaceRange(from, to, slice).scrollIntoView();
  // What is typed after a link is not part of it.
  const { link } = schema.marks;
  if (link) tr.removeStoredMark(link);
  view.dispatch(tr);
  view.focus();
}

/** Markup as elements that load nothing and run nothing. */
export function inert(html: string): HTMLElement {
  return new window.DOMParser().parseFromString(html, 'text/html').body;
}

export function isBlank(doc: Node): boolean {
  let blank = true;
  doc.descendants((node) => {
    if (node.isText ? (node.text ?? '').trim() !== '' : node.isLeaf && node.type.name !== 'hardBreak' && !node.isTextblock) blank = false;
    return blank;
  });
  return blank;
}

/** True when the document says more than its plain text. */
function styled(doc: Node): boolean {
  let more = false;
  doc.descendants((node) => {
    more ||= node.marks.length > 0 || !['paragraph', 'text', 'hardBreak'].includes(node.type.name);
    return !more;
  });
  return more;
}

function htmlOf(doc: Node): string {
  const holder = document.implementation.createHTMLDocument().createElement('div');
  holder.append(DOMSerializer.fromSchema(doc.type.schema).serializeFragment(doc.content, { document: holder.ownerDocument }));
  return holder.innerHTML;
}

function blocks(parent: Node, between: string): string {
  const parts: string[] = [];
  parent.forEach((node) => parts.push(block(node)));
  return parts.join(between);
}

function block(node: Node): string {
  switch (node.type.name) {
    case 'bulletList':
      return items(node, () => '-');
    case 'orderedList': {
      const start = Number(node.attrs.start ?? 1);
      return items(node, (at) => `${start + at}.`);
    }
    case 'blockquote':
      return blocks(node, '\n\n').split('\n').map((line) => `> ${line}`.trimEnd()).join('\n');
    default:
      return inline(node);
  }
}

function items(list: Node, mark: (at: number) => string): string {
  const lines: string[] = [];
  list.forEach((item, _, at) => {
    const start = `${mark(at)} `;
    lines.push(start + blocks(item, '\n').replaceAll('\n', `\n${' '.repeat(start.length)}`));
  });
  return lines.join('\n');
}

function inline(paragraph: Node): string {
  let text = '';
  let open: { href: string; label: string } | null = null;
  const close = () => {
    if (open !== null && !says(open.label, open.href)) text += ` (${open.href})`;
    open = null;
  };
  paragraph.forEach((node) => {
    const mark = node.marks.find((one) => one.type.name === 'link');
    const href = mark === undefined ? null : String(mark.attrs.href ?? '');
    if (open?.href !== (href ?? undefined)) close();
    const said = spoken(node);
    text += said;
    if (href) open = { href, label: (open?.label ?? '') + said };
  });
  close();
  return text;
}

function spoken(node: Node): string {
  switch (node.type.name) {
    case 'hardBreak':
      return '\n';
    case 'picture':
      return pictureWord(String(node.attrs.name));
    case 'mention':
      return `@${String(node.attrs.label ?? '')}`;
    default:
      return node.text ?? '';
  }
}

/** True when a link's label is its address. */
function says(label: string, href: string): boolean {
  const bare = (address: string) => address.replace(/^(?:https?:\/\/|mailto:|tel:)/i, '').replace(/\/$/, '');
  return bare(label.trim()) === bare(href);
}
