/** A picture of the draft that stands in the text. It is shown from the files that the rep attached, and known by nothing else. */
import { Node } from '@tiptap/core';

/** The pictures that the draft has. */
export interface Shelf {
  /** Null when the draft has no such picture: it was copied from another draft, or from nowhere. */
  nameOf: (hash: string) => string | null;
  sourceOf: (hash: string) => string;
}

export const Picture = Node.create<{ shelf: Shelf }>({
  name: 'picture',
  group: 'inline',
  inline: true,
  atom: true,
  draggable: true,

  addOptions: () => ({ shelf: { nameOf: () => null, sourceOf: () => '' } }),

  addAttributes() {
    const { shelf } = this.options;
    return {
      file: { default: '', parseHTML: hashOf },
      name: { default: '', parseHTML: (element) => shelf.nameOf(hashOf(element)) },
    };
  },

  parseHTML() {
    const { shelf } = this.options;
    return [{ tag: 'img[data-file]', getAttrs: (element) => (shelf.nameOf(hashOf(element)) === null ? false : {}) }];
  },

  renderHTML: ({ node }) => ['img', { 'data-file': String(node.attrs.file) }],

  addNodeView() {
    const { shelf } = this.options;
    return ({ node }) => {
      const dom = document.createElement('img');
      dom.className = 'picture';
      dom.src = shelf.sourceOf(String(node.attrs.file));
      dom.alt = String(node.attrs.name);
      dom.title = dom.alt;
      return { dom };
    };
  },
});

const hashOf = (element: HTMLElement) => element.getAttribute('data-file') ?? '';
