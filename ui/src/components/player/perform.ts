/** Carries out what a key means for a track. True when it meant something. */
import type { Player } from '../../state/player.svelte';
import type { Track } from '../../state/track.svelte';
import type { PlayerAction } from './keys';

export function perform(player: Player, track: Track, action: PlayerAction): boolean {
  switch (action.do) {
    case 'toggle':
      player.toggle(track);
      return true;
    case 'seekBy':
      player.seekBy(track, action.seconds);
      return true;
    case 'begin':
      player.seek(track, 0);
      return true;
    case 'end':
      player.seek(track, track.seconds);
      return true;
    case 'faster':
    case 'slower':
      player.changeRate(track, action.do);
      return true;
    case 'mute':
      player.toggleMuted();
      return true;
    case 'volumeBy':
      player.setVolume(player.volume + action.part);
      return true;
    case 'fullscreen':
      return false;
  }
}
