/** What a player says of itself. Pure. */
import type { FileView } from '../../bindings/FileView';
import { language, t } from '../../i18n/index.svelte';
import type { SyncView } from '../../bindings/SyncView';
import type { TrackKind, Trouble } from '../../state/track.svelte';
import { stopwatch } from '../../words/time';

/** Voice notes are known by who sent them, recordings and videos by their name as well. */
export function playerName(file: FileView, kind: TrackKind, who: string): string {
  if (kind === 'voice') return t('player.voice', { who });
  if (file.name !== null) return t('player.named', { name: file.name, who });
  return t(kind === 'video' ? 'player.video' : 'player.music', { who });
}

/** The same as the name of the group, which begins a sentence; a file's own name stays as it is. */
export function groupName(file: FileView, kind: TrackKind, who: string): string {
  const name = playerName(file, kind, who);
  return kind !== 'voice' && file.name !== null ? name : name.charAt(0).toLocaleUpperCase(language.code) + name.slice(1);
}

/** The name of the round button: what it does, to what, and how long or large that is. */
export function buttonName(file: FileView, shows: 'play' | 'pause' | 'download' | 'stop', named: { name: string; seconds: number }): string {
  const { name, seconds } = named;
  switch (shows) {
    case 'play':
      return seconds > 0 ? t('player.playLong', { name, length: stopwatch(seconds) }) : t('player.play', { name });
    case 'pause':
      return t('player.pause', { name });
    case 'download':
      return file.size === null ? t('player.download', { name }) : t('player.downloadLarge', { name, size: language.clock.bytes(file.size) });
    case 'stop':
      return t('player.stop', { name });
  }
}

/** What stands in place of a recording whose bytes are not here. */
export function awayWords(file: FileView, sync: SyncView): string {
  const { clock } = language;
  const { state } = file;
  if (state.type === 'downloading') {
    const total = state.total ?? file.size;
    return total === null ? t('player.soFar', { part: clock.bytes(state.received) }) : t('player.partOf', { part: clock.bytes(state.received), total: clock.bytes(total) });
  }
  if (isOffline(sync)) return t('player.awayOffline');
  return file.size === null ? t('player.away') : t('player.awayLarge', { size: clock.bytes(file.size) });
}

/** The part that is here, from 0 to 1; null while nobody knows. */
export function downloadedPart({ state, size }: FileView): number | null {
  if (state.type !== 'downloading') return null;
  const total = state.total ?? size;
  return total === null || total === 0 ? null : Math.min(1, state.received / total);
}

export function isOffline({ state }: SyncView): boolean {
  return state.type === 'offline' || state.type === 'hubOff';
}

/** Why it does not play, and what to do. */
export function troubleWords(trouble: Trouble, file: FileView): string {
  if (trouble !== 'unplayable') return t(`player.trouble.${trouble}`);
  return file.missingCodec === null ? t('player.trouble.unplayable') : t('player.trouble.codec', { package: file.missingCodec });
}
