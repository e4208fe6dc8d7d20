/** Notices a typed sign and what follows it, and opens the list of what it offers. */
import { Extension, type Editor, type Range } from '@tiptap/core';
import { PluginKey } from '@tiptap/pm/state';
import { Suggestion, type SuggestionOptions, type SuggestionProps } from '@tiptap/suggestion';

import { signs, type Choice, type Picking, type Sign } from '../../../state/picking.svelte';
import { putWords } from './words';

export const Signs = Extension.create<{ picking: Picking | null }>({
  name: 'signs',

  addOptions: () => ({ picking: null }),

  addProseMirrorPlugins() {
    const { picking } = this.options;
    return picking === null ? [] : signs.map((sign) => Suggestion(listOf(sign, picking, this.editor)));
  },
});

function listOf(sign: Sign, picking: Picking, editor: Editor): SuggestionOptions<Choice, Choice> {
  const show = (props: SuggestionProps<Choice, Choice>) => {
    if (props.loading) return;
    const name = picking.offered(sign)?.name() ?? '';
    picking.show({ sign, name, choices: props.items, place: () => props.clientRect?.() ?? null, take: props.command });
  };
  return {
    editor,
    char: sign,
    pluginKey: new PluginKey(`sign ${sign}`),
    allow: () => picking.offered(sign) !== null,
    items: async ({ query }) => {
      const offer = picking.offered(sign);
      return offer === null || query.length < (offer.from ?? 0) ? [] : offer.choices(query);
    },
    command: ({ range, props: choice }) => void take(editor, range, choice),
    render: () => ({
      onStart: show,
      onUpdate: show,
      onKeyDown: ({ event }) => picking.press(event),
      onExit: () => {
        if (picking.open?.sign === sign) picking.hide();
      },
    }),
  };
}

/** Takes what was typed away and puts in its place what the choice gives, if it gives anything. */
async function take(editor: Editor, range: Range, choice: Choice): Promise<void> {
  editor.view.dispatch(editor.state.tr.delete(range.from, range.to));
  const words = await choice.take();
  if (words !== null && !editor.isDestroyed) putWords(editor, words, editor.state.selection);
}
