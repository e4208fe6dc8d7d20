/** What the editor's document is made of: exactly the styles that the thread's channel can show, and nothing else. */
import type { Extensions } from '@tiptap/core';
import { Mention } from '@tiptap/extension-mention';
import { Placeholder } from '@tiptap/extensions';
import StarterKit from '@tiptap/starter-kit';

import type { TextStyle } from '../../../bindings/TextStyle';
import { Picture, type Shelf } from './picture';

/** A place in a text that says itself that it is one; a file name that ends like a country is none. */
const namesPlace = /^(?:https?:|mailto:|www\.)/i;

/** HubSpot keeps no other kind of address. */
const leadsSomewhere = /^(?:https?|mailto|tel):/i;

/** A colleague in a comment. Who it is stays in the draft; what leaves is the name. The list comes from `signs`. */
const Somebody = Mention.extend({ addProseMirrorPlugins: () => [] }).configure({ HTMLAttributes: { class: 'mention' } });

/** `shelf` has the pictures that can stand in the text, where the channel shows any. */
export function extensionsFor(styles: readonly TextStyle[], placeholder: () => string, shelf: Shelf | null = null): Extensions {
  const has = (style: TextStyle) => (styles.includes(style) ? {} : (false as const));
  return [
    StarterKit.configure({
      heading: false,
      strike: false,
      codeBlock: false,
      horizontalRule: false,
      gapcursor: false,
      dropcursor: false,
      trailingNode: false,
      bold: has('bold'),
      italic: has('italic'),
      underline: has('underline'),
      code: has('code'),
      blockquote: has('quote'),
      bulletList: has('list'),
      orderedList: has('list'),
      listItem: has('list'),
      listKeymap: has('list'),
      link: styles.includes('link') && {
        openOnClick: false,
        isAllowedUri: (url) => leadsSomewhere.test(url),
        HTMLAttributes: { target: null, rel: null, class: null },
        shouldAutoLink: (url) => namesPlace.test(url),
      },
    }),
    Somebody,
    ...(shelf === null ? [] : [Picture.configure({ shelf })]),
    Placeholder.configure({ placeholder }),
  ];
}
