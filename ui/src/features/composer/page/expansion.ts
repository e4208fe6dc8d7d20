/** `#key` and a space become what the key stands for, in place. Until its words are there the key stays, and typing goes on. */
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';

import type { Words } from '../../../state/draft';
import { putWords } from './words';

/** What a key stands for; null when it is none. */
export type Expand = (key: string) => Promise<Words | null> | null;

const keyBefore = /(?:^|[\s([{„"'\ufffc])#([\p{L}\p{N}_-]+)$/u;

export const Expansion = Extension.create<{ expand: Expand }>({
  name: 'expansion',

  addOptions: () => ({ expand: () => null }),

  addProseMirrorPlugins() {
    const { editor } = this;
    const { expand } = this.options;
    return [
      new Plugin({
        props: {
          handleTextInput(view, from, to, text) {
            if (text !== ' ' || from !== to) return false;
            const place = view.state.doc.resolve(from);
            const before = place.parent.textBetween(0, place.parentOffset, undefined, '\ufffc');
            const key = keyBefore.exec(before)?.[1];
            const words = key === undefined ? null : expand(key);
            if (key === undefined || words === null) return false;
            const start = from - key.length - 1;
            void words.then((given) => {
              const there = !editor.isDestroyed && from <= editor.state.doc.content.size && editor.state.doc.textBetween(start, from) === `#${key}`;
              if (given !== null && there) putWords(editor, given, { from: start, to: from });
            });
            return true;
          },
        },
      }),
    ];
  },
});
