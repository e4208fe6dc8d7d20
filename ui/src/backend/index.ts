/** Chooses the way to the core: the native window's, when the page runs in it. */
import type { Backend } from './contract';
import { httpBackend } from './http';
import { tauriBackend } from './tauri';

export { CallFailed, type Backend, type Stale } from './contract';

export function chooseBackend(): Backend {
  return '__TAURI_INTERNALS__' in window ? tauriBackend() : httpBackend(window.location);
}
