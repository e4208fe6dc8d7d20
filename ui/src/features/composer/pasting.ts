/** What becomes of something that is pasted: files of the draft, words, or a picture that the page was not given. */
import { language, t } from '../../i18n/index.svelte';
import type { App } from '../../state';
import { refusal, type Limits } from '../../state/limits';
import { filesBeside } from '../../state/pictures';
import type { TextStyle } from '../../bindings/TextStyle';
import { mostText, weigh } from './page/paste';

export interface Pasting {
  /** What can be shown where it goes to. */
  styles: readonly TextStyle[];
  onfiles: (files: File[]) => void;
  /** Something was pasted that the page was not given. */
  onclipboard: () => void;
}

/** True when it was taken; otherwise the editor takes its words. */
export function pasted(event: ClipboardEvent, { announcer, composer }: App, { styles, onfiles, onclipboard }: Pasting): boolean {
  const data = event.clipboardData;
  if (data === null) return false;
  const files = [...data.files];
  // A copied table or page brings a picture of itself along: its text is what is meant.
  if (files.length > 0 && !data.types.includes('text/plain')) {
    onfiles(files);
    return true;
  }
  const copied = { html: data.getData('text/html'), text: data.getData('text/plain') };
  if (copied.html === '' && copied.text === '') {
    onclipboard();
    return true;
  }
  const verdict = weigh(copied, styles);
  if (verdict === 'tooMuch') announcer.fail(t('paste.tooMuch', { most: language.clock.number(mostText) }));
  else if (verdict !== 'whole') announcer.tell(t(`paste.${verdict}`));
  if (verdict === 'plain') composer.insert({ text: copied.text.replace(/\r\n?/g, '\n'), html: null });
  return verdict === 'plain' || verdict === 'tooMuch';
}

/** A picture was pasted, and the web view kept it to itself (WebKitGTK does): the desktop's shell is asked for it. */
export async function pasteFromDesktop({ announcer, backend, composer, triage }: App, limits: Limits, inText: boolean): Promise<void> {
  const { thread, mode } = composer;
  if (thread === null) return;
  try {
    const kept = await backend.pastePicture();
    if (kept === null) return;
    const why = refusal(kept, filesBeside(composer.draftOf(mode)), limits);
    if (why === null) await composer.files.add(thread, mode, kept, inText);
    else announcer.fail(why);
  } catch (thrown) {
    triage.tellFailure(thrown);
  }
}
