/** Which parts of the window are shown: the context sidebar, and the dialogs that lie over everything. */
import type { RepSettings } from './settings.svelte';

/** Below this width the context lies over the thread instead of beside it. */
export const narrow = 1180;

export class Panels {
  dialog = $state<'settings' | 'help' | 'insertSnippet' | 'snippets' | 'rules' | null>(null);
  /** The window is too narrow for four zones side by side. */
  tight = $state(false);
  #over = $state(false);
  readonly contextShown = $derived.by(() => (this.tight ? this.#over : this.settings.current.contextOpen));

  constructor(private readonly settings: RepSettings) {
    const query = matchMedia(`(max-width: ${narrow - 1}px)`);
    const follow = () => {
      this.tight = query.matches;
      this.#over = false;
    };
    query.addEventListener('change', follow);
    follow();
  }

  /** In a narrow window the sidebar is a look aside: it is not remembered. */
  toggleContext(): void {
    if (this.tight) this.#over = !this.#over;
    else this.settings.change({ contextOpen: !this.settings.current.contextOpen });
  }

  /** Takes the sidebar away where it lies over the thread. True when it did. */
  closeOverlay(): boolean {
    const was = this.tight && this.#over;
    this.#over = false;
    return was;
  }
}
