/**
 * The page that the rep writes on: TipTap's editor over one draft at a time. It tells the composer that something was typed
 * and hands its words over when they are asked for; it takes up another draft without leaving the old one's undo behind.
 */
import { Editor } from '@tiptap/core';
import { EditorState } from '@tiptap/pm/state';

import type { Page } from '../../../state/composer.svelte';
import type { Words } from '../../../state/draft';
import type { TextStyle } from '../../../state/styles';
import type { Picking } from '../../../state/picking.svelte';
import { Blanks } from './blanks';
import { Expansion, type Expand } from './expansion';
import { extensionsFor } from './extensions';
import { Signs } from './signs';
import { documentOf, isBlank, putWords, wordsOf } from './words';

export interface WritingOptions {
  element: HTMLElement;
  styles: readonly TextStyle[];
  words: Words;
  placeholder: () => string;
  picking: Picking;
  expand: Expand;
  /** Told the names that nobody filled in yet, whenever they change. */
  onBlanks: (names: string[]) => void;
  /** What the text field is called, and the rest of what assistive technology hears of it. */
  attributes: () => Record<string, string>;
  /** True when the key was taken. */
  onKey: (event: KeyboardEvent) => boolean;
  onPaste: (event: ClipboardEvent) => boolean;
  onTyped: (read: () => Words, blank: boolean) => void;
  onBlur: () => void;
}

export class Writing implements Page {
  readonly editor: Editor;
  /** What the composer knows of what is shown. */
  #known: Words;

  constructor(options: WritingOptions) {
    this.#known = options.words;
    this.editor = new Editor({
      element: options.element,
      extensions: [
        ...extensionsFor(options.styles, options.placeholder),
        Signs.configure({ picking: options.picking }),
        Expansion.configure({ expand: options.expand }),
        Blanks.configure({ onBlanks: options.onBlanks }),
      ],
      injectCSS: false,
      editorProps: {
        attributes: options.attributes,
        handleKeyDown: (_, event) => options.onKey(event),
        handlePaste: (_, event) => options.onPaste(event),
      },
      onUpdate: ({ editor }) => options.onTyped(() => this.#read(), isBlank(editor.state.doc)),
      onBlur: options.onBlur,
    });
    this.#start(options.words);
  }

  /** Shows a draft, unless it is what is shown already. */
  show(words: Words): void {
    const { text, html } = this.#known;
    if (words.text === text && words.html === html) return;
    this.#known = words;
    this.#start(words);
  }

  insert(words: Words): void {
    putWords(this.editor, words, this.editor.state.selection);
  }

  /** Takes the focus to the end of the text. */
  enter(): void {
    const { view, state } = this.editor;
    // At once, so that no key is lost.
    view.focus();
    this.editor.commands.setTextSelection(state.doc.content.size);
  }

  /** Reads anew what the text field is called. */
  rename(): void {
    this.editor.view.dispatch(this.editor.state.tr.setMeta('addToHistory', false));
  }

  leave(): void {
    this.editor.destroy();
  }

  #read(): Words {
    this.#known = wordsOf(this.editor.state.doc);
    return this.#known;
  }

  #start(words: Words): void {
    const { state, view, schema } = this.editor;
    const doc = documentOf(words, schema);
    const fresh = EditorState.create({ doc, plugins: state.plugins });
    view.updateState(fresh);
    this.editor.commands.setTextSelection(doc.content.size);
  }
}
