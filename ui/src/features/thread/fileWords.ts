/** What a file says of itself: its kind, how far it is, why it is not shown, and what would open it. Pure. */
import type { FileState } from '../../bindings/FileState';
import type { FileView } from '../../bindings/FileView';
import type { ReaderKind } from '../../bindings/ReaderKind';
import { language, t, type Key } from '../../i18n/index.svelte';

/** The part of a download that is here, from 0 to 1; nothing while the remote does not tell how much there is. */
export function partOf(state: FileState): number | undefined {
  return state.type === 'downloading' && state.total !== null && state.total > 0 ? Math.min(1, state.received / state.total) : undefined;
}

/** Why a file is not shown or cannot be had. */
export function whyNot({ state, unshown }: FileView): string | null {
  if (state.type === 'gone') return t('file.gone');
  if (state.type === 'refused') return t(`file.refused.${state.why}`);
  return unshown === null ? null : t(`file.unshown.${unshown}`);
}

export const extensionOf = (name: string | null) => /\.([a-z0-9]{1,8})$/i.exec(name?.trim() ?? '')?.[1]?.toLowerCase() ?? '';

/** Its kind in a word, as people say it: by its extension, which is what they know it by. */
export function kindOf(file: FileView): string {
  const extension = extensionOf(file.name);
  return file.media === 'document' && extension !== '' ? extension.toUpperCase() : t(`media.${file.media}`);
}

/** Kind and size, or how far it is. */
export function detailsOf(file: FileView): string {
  const kind = file.name === null ? null : kindOf(file);
  const { state, size } = file;
  const { clock } = language;
  const rest =
    state.type === 'downloading'
      ? state.total === null
        ? clock.bytes(state.received)
        : t('file.received', { part: clock.bytes(state.received), total: clock.bytes(state.total) })
      : size !== null
        ? clock.bytes(size)
        : state.type === 'absent'
          ? t('thread.sizeUnknown')
          : null;
  return [kind, rest].filter((part) => part !== null).join(' · ');
}

const readers: Record<ReaderKind, RegExp> = {
  pdf: /^pdf$/,
  table: /^(csv|tsv)$/,
  text: /^(txt|log|md|json|xml|ya?ml|ini|srt|vtt)$/,
};

/** How it can be read in the window; by its name while its bytes are not here. */
export function readerOf(file: FileView): ReaderKind | null {
  if (file.reader !== null || file.unshown !== null) return file.unshown === null ? file.reader : null;
  if (file.state.type !== 'absent' && file.state.type !== 'downloading') return null;
  const extension = extensionOf(file.name);
  return (Object.keys(readers) as ReaderKind[]).find((kind) => readers[kind].test(extension)) ?? null;
}

const programs: [RegExp, Key][] = [
  [/^pdf$/, 'open.program.pdf'],
  [/^(docx?|odt|rtf|pages)$/, 'open.program.words'],
  [/^(xlsx?|ods|csv|tsv|numbers)$/, 'open.program.sheets'],
  [/^(pptx?|odp|key)$/, 'open.program.slides'],
  [/^(zip|rar|7z|tar|t?gz|bz2|xz)$/, 'open.program.archive'],
  [/^(txt|log|md|json|xml|ya?ml|ini)$/, 'open.program.text'],
  [/^(eml|msg)$/, 'open.program.mail'],
  [/^(ics|vcs|vcf)$/, 'open.program.people'],
];

/** The kind of program that a desktop usually has for it. */
export function programOf(file: FileView): string {
  const extension = extensionOf(file.name);
  const byName = programs.find(([pattern]) => pattern.test(extension))?.[1];
  if (byName !== undefined) return t(byName);
  if (file.media === 'image' || file.media === 'sticker') return t('open.program.picture');
  if (file.media === 'audio' || file.media === 'voice' || file.media === 'video') return t('open.program.player');
  return extension === '' ? t('open.program.any') : t('open.program.named', { extension: `.${extension}` });
}
