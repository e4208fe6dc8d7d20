/** Names that nobody filled in yet are marked in the text; Tab and Shift+Tab go from one to the next and select it. */
import { Extension, type Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

import { unresolvedIn, type Unresolved } from '../../../words/unresolved';

const key = new PluginKey<Unresolved[]>('blanks');

export const Blanks = Extension.create<{ onBlanks: (names: string[]) => void }>({
  name: 'blanks',
  // Before what Tab means in a list.
  priority: 1000,

  addOptions: () => ({ onBlanks: () => undefined }),

  addProseMirrorPlugins() {
    const { onBlanks } = this.options;
    let told = '';
    const tell = (blanks: Unresolved[]) => {
      const names = [...new Set(blanks.map((blank) => blank.name))];
      if (names.join('\n') === told) return;
      told = names.join('\n');
      onBlanks(names);
    };
    return [
      new Plugin<Unresolved[]>({
        key,
        state: {
          init: (_, state) => blanksOf(state.doc),
          apply: (transaction, before) => (transaction.docChanged ? blanksOf(transaction.doc) : before),
        },
        props: {
          decorations: (state) =>
            DecorationSet.create(state.doc, (key.getState(state) ?? []).map(({ from, to }) => Decoration.inline(from, to, { class: 'blank' }))),
        },
        view: (view) => {
          tell(key.getState(view.state) ?? []);
          return { update: ({ state }) => tell(key.getState(state) ?? []) };
        },
      }),
    ];
  },

  addKeyboardShortcuts() {
    return { Tab: ({ editor }) => walk(editor, 1), 'Shift-Tab': ({ editor }) => walk(editor, -1) };
  },
});

function blanksOf(doc: Node): Unresolved[] {
  const blanks: Unresolved[] = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    // A leaf counts as one place, so that places in the text are places in the document.
    const text = node.textBetween(0, node.content.size, undefined, '\ufffc');
    for (const { name, from, to } of unresolvedIn(text)) blanks.push({ name, from: at + 1 + from, to: at + 1 + to });
    return false;
  });
  return blanks;
}

function walk({ state, view }: Editor, by: 1 | -1): boolean {
  const blanks = key.getState(state) ?? [];
  const { from, to } = state.selection;
  const next = by === 1 ? (blanks.find((blank) => blank.from >= to) ?? blanks[0]) : (blanks.findLast((blank) => blank.to <= from) ?? blanks.at(-1));
  if (next === undefined) return false;
  view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, next.from, next.to)).scrollIntoView());
  return true;
}
