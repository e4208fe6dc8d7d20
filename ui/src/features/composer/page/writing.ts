/**
 * The page that the rep writes on: TipTap's editor over one draft at a time. It tells the composer that something was typed
 * and hands its words over when they are asked for; it takes up another draft without leaving the old one's undo behind.
 */
import { Editor } from '@tiptap/core';
import { Fragment, Slice, type Node } from '@tiptap/pm/model';
import { EditorState } from '@tiptap/pm/state';
import { createSubscriber } from 'svelte/reactivity';

import type { Page } from '../../../state/page';
import type { DraftFile } from '../../../bindings/DraftFile';
import type { Words } from '../../../state/draft';
import type { TextStyle } from '../../../bindings/TextStyle';
import type { StyleControl } from '../../../state/styles';
import type { Picking } from '../../../state/picking.svelte';
import { Blanks } from './blanks';
import { Expansion, type Expand } from './expansion';
import { extensionsFor } from './extensions';
import type { Shelf } from './picture';
import { Signs } from './signs';
import { withoutSheets } from './paste';
import { documentOf, isBlank, plainParagraphs, putWords, wordsOf } from './words';

export interface WritingOptions {
  element: HTMLElement;
  styles: readonly TextStyle[];
  /** Where the channel shows pictures in a text. */
  shelf: Shelf | null;
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

/** What a control is called in the document. */
const names: Record<StyleControl, string> = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  bullets: 'bulletList',
  numbers: 'orderedList',
  quote: 'blockquote',
  code: 'code',
  link: 'link',
};

export class Writing implements Page {
  readonly editor: Editor;
  /** What the composer knows of what is shown. */
  #known: Words;
  /** What was shown at the end, which may not have been read yet. */
  #left: Node | null = null;
  readonly #follow: () => void;

  constructor(options: WritingOptions) {
    this.#known = options.words;
    this.editor = new Editor({
      // The text field stays the same when the styles change: whoever is in it, a screen reader too, stays there.
      element: { mount: options.element },
      extensions: [
        ...extensionsFor(options.styles, options.placeholder, options.shelf),
        Signs.configure({ picking: options.picking }),
        Expansion.configure({ expand: options.expand }),
        Blanks.configure({ onBlanks: options.onBlanks }),
      ],
      injectCSS: false,
      editorProps: {
        attributes: options.attributes,
        handleKeyDown: (_, event) => options.onKey(event),
        // Before anything is parsed: by the time of `handlePaste` a bomb has gone off.
        handleDOMEvents: {
          paste: (_, event) => {
            const taken = options.onPaste(event);
            if (taken) event.preventDefault();
            return taken;
          },
        },
        transformPastedHTML: withoutSheets,
        clipboardTextParser: (text, context) => Slice.maxOpen(Fragment.from(plainParagraphs(text.replace(/\r\n?/g, '\n'), context.doc.type.schema))),
      },
      onUpdate: ({ editor }) => options.onTyped(() => this.#read(), isBlank(editor.state.doc)),
      onBlur: options.onBlur,
    });
    this.#follow = createSubscriber((update) => {
      this.editor.on('transaction', update);
      return () => this.editor.off('transaction', update);
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

  insertApart(words: Words): void {
    const { state, view } = this.editor;
    const { $from } = state.selection;
    const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc');
    if (/\S$/.test(before)) view.dispatch(state.tr.insertText(' '));
    this.insert(words);
  }

  get pictures(): boolean {
    return this.editor.schema.nodes.picture !== undefined;
  }

  picture({ hash, name }: DraftFile): void {
    if (this.pictures) this.editor.chain().insertContent({ type: 'picture', attrs: { file: hash, name } }).run();
  }

  dropPicture(hash: string): void {
    const { state, view } = this.editor;
    const { tr } = state;
    state.doc.descendants((node, at) => {
      if (node.type.name === 'picture' && node.attrs.file === hash) tr.delete(tr.mapping.map(at), tr.mapping.map(at + node.nodeSize));
    });
    if (tr.docChanged) view.dispatch(tr);
  }

  breakLine(): boolean {
    const { editor } = this;
    const { $from, empty } = editor.state.selection;
    const before = $from.nodeBefore;
    // An empty line ends the paragraph, as it does in a plain text: what follows can have a style of its own.
    if (empty && before?.type.name === 'hardBreak') return editor.chain().deleteRange({ from: $from.pos - before.nodeSize, to: $from.pos }).splitBlock().run();
    return editor.isActive('listItem') && (editor.commands.splitListItem('listItem') || editor.commands.liftListItem('listItem'));
  }

  isOn(control: StyleControl): boolean {
    this.#follow();
    return this.editor.isActive(names[control]);
  }

  toggle(control: Exclude<StyleControl, 'link'>): void {
    const { commands } = this.editor;
    if (control === 'bullets') commands.toggleBulletList();
    else if (control === 'numbers') commands.toggleOrderedList();
    else if (control === 'quote') commands.toggleBlockquote();
    else commands.toggleMark(control);
    this.editor.view.focus();
  }

  cursorTo(x: number, y: number): void {
    const at = this.editor.view.posAtCoords({ left: x, top: y });
    if (at !== null) this.editor.commands.setTextSelection(at.pos);
  }

  clearStyle(): void {
    this.editor.chain().unsetAllMarks().clearNodes().run();
    this.editor.view.focus();
  }

  linkHere(): { href: string; label: string } {
    if (this.editor.isActive('link')) this.editor.commands.extendMarkRange('link');
    const { doc, selection } = this.editor.state;
    const href: unknown = this.editor.getAttributes('link').href;
    return { href: typeof href === 'string' ? href : '', label: doc.textBetween(selection.from, selection.to, ' ') };
  }

  link(href: string | null, label: string): void {
    const chain = this.editor.chain().extendMarkRange('link');
    if (href === null) chain.unsetLink().run();
    else if (this.editor.state.selection.empty) chain.insertContent({ type: 'text', text: label, marks: [{ type: 'link', attrs: { href } }] }).unsetMark('link').run();
    else chain.setLink({ href }).run();
    this.editor.view.focus();
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
    this.#left = this.editor.state.doc;
    this.editor.destroy();
  }

  #read(): Words {
    this.#known = wordsOf(this.#left ?? this.editor.state.doc);
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
