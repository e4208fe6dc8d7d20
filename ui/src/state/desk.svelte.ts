/**
 * What the whole window knows: the workspace, the directory, the counts of the rail, the sync state and the notices of the
 * start. Starts the window, and hears what became stale.
 *
 * If the bootstrap fails there is no window to show: `phase` is then `failed`, with the reason and a way to try again.
 */
import type { Backend } from '../backend/contract';
import { CallFailed, type Stale } from '../backend/contract';
import type { AccountView } from '../bindings/AccountView';
import type { Bootstrap } from '../bindings/Bootstrap';
import type { Change } from '../bindings/Change';
import type { ChannelView } from '../bindings/ChannelView';
import type { DirectoryView } from '../bindings/DirectoryView';
import type { Notice } from '../bindings/Notice';
import type { OwnerView } from '../bindings/OwnerView';
import type { PipelineView } from '../bindings/PipelineView';
import type { SyncView } from '../bindings/SyncView';
import type { ViewCount } from '../bindings/ViewCount';
import type { ViewKey } from '../bindings/ViewKey';
import type { WorkspaceView } from '../bindings/WorkspaceView';
import { nameOf } from '../words/viewKey';
import type { RepSettings } from './settings.svelte';

const nowhere: WorkspaceView = { name: '', kind: 'local', hub: null };
const emptyDirectory: DirectoryView = { owners: [], channels: [], accounts: [], pipelines: [], inboxes: [] };

export class Desk {
  phase = $state<'starting' | 'failed' | 'ready'>('starting');
  failure = $state.raw<CallFailed | null>(null);
  workspace = $state.raw<WorkspaceView>(nowhere);
  directory = $state.raw<DirectoryView>(emptyDirectory);
  sync = $state.raw<SyncView>({ state: { type: 'working' }, syncedAt: null, waiting: 0, stuck: 0 });
  notices = $state.raw<Notice[]>([]);
  media = $state('');
  version = $state('');
  /** Who the rep is, once the owners were read. */
  readonly me = $derived(this.directory.owners.find((owner) => owner.me) ?? null);
  /** Nothing was ever read yet, and something is on its way: an empty list does not mean that there is nothing. */
  readonly filling = $derived(
    this.sync.state.type === 'firstSync' || (this.sync.state.type === 'working' && this.sync.syncedAt === null),
  );
  /** Nothing can be written: the desk is of a newer version. */
  readonly readOnly = $derived(this.notices.some((notice) => notice.code === 'deskNewer'));

  #counts = $state.raw(new Map<string, ViewCount>());
  readonly #owners = $derived(byId<OwnerView>(this.directory.owners));
  readonly #channels = $derived(byId<ChannelView>(this.directory.channels));
  readonly #accounts = $derived(byId<AccountView>(this.directory.accounts));
  readonly #pipelines = $derived(byId<PipelineView>(this.directory.pipelines));
  #hearers = new Set<(stale: Stale) => void>();
  #stop: (() => void) | null = null;

  constructor(
    readonly backend: Backend,
    readonly settings: RepSettings,
  ) {}

  /** Listens first, then asks: nothing that changes in between is missed. What else the first paint needs is asked alongside. */
  async start(alongside: () => Promise<void>): Promise<void> {
    this.phase = 'starting';
    try {
      this.#stop ??= await this.backend.onChanged((stale) => this.#hear(stale));
      // Without the numbers the window opens all the same.
      const rest = Promise.allSettled([this.refreshCounts(), alongside()]);
      this.#take(await this.backend.call('bootstrap', null));
      this.phase = 'ready';
      await rest;
    } catch (thrown) {
      this.failure = CallFailed.from(thrown);
      if (this.phase !== 'ready') this.phase = 'failed';
    }
  }

  /** Lets a controller hear what became stale. */
  whenStale(hearer: (stale: Stale) => void): void {
    this.#hearers.add(hearer);
  }

  owner(id: string | null): OwnerView | null {
    return id === null ? null : (this.#owners.get(id) ?? null);
  }

  channel(id: string): ChannelView | null {
    return this.#channels.get(id) ?? null;
  }

  account(id: string): AccountView | null {
    return this.#accounts.get(id) ?? null;
  }

  pipeline(id: string | null): PipelineView | null {
    return id === null ? null : (this.#pipelines.get(id) ?? null);
  }

  count(key: ViewKey): ViewCount | null {
    return this.#counts.get(nameOf(key)) ?? null;
  }

  dismissNotice(notice: Notice): void {
    this.notices = this.notices.filter((other) => other !== notice);
    // One that could not be taken away comes back with the next look around.
    this.backend.call('dismiss', notice).catch(() => undefined);
  }

  async syncNow(): Promise<void> {
    await this.backend.call('syncNow', null);
  }

  /** Starts or stops the embedded hub, and learns where its web chat is now. */
  async switchHub(on: boolean): Promise<void> {
    await this.backend.call('setHub', { on });
    await this.#lookAround();
  }

  async refreshCounts(): Promise<void> {
    const { views } = await this.backend.call('counts', null);
    this.#counts = new Map(views.map((view) => [nameOf(view.key), view]));
  }

  #take(boot: Bootstrap): void {
    this.settings.take(boot.settings);
    this.#takeAround(boot);
  }

  /** Takes everything but the settings, which the rep may be changing right now. */
  #takeAround(boot: Bootstrap): void {
    this.workspace = boot.workspace;
    this.directory = boot.directory;
    this.sync = boot.sync;
    this.notices = boot.notices;
    this.media = boot.media;
    this.version = boot.version;
  }

  /** Learns anew where the hub is, who and what there is, and what went wrong meanwhile. */
  async #lookAround(): Promise<void> {
    this.#takeAround(await this.backend.call('bootstrap', null));
  }

  #hear(stale: Stale): void {
    if (this.phase !== 'ready') return;
    const any = (...types: Change['type'][]) => concerns(stale, ...types);
    const asked: Promise<unknown>[] = [];
    if (any('threads', 'outbox', 'drafts')) asked.push(this.refreshCounts());
    if (any('directory', 'settings')) asked.push(this.#lookAround());
    if (any('sync')) asked.push(this.#refreshSync());
    if (any('settings')) asked.push(this.settings.refresh());
    // What is stale and cannot be read now is read with the next change; the window keeps what it has.
    void Promise.allSettled(asked);
    for (const hearer of this.#hearers) hearer(stale);
  }

  async #refreshSync(): Promise<void> {
    const before = this.sync.state.type;
    this.sync = await this.backend.call('sync', null);
    const hub = this.workspace.hub;
    // The hub's address changes when it starts again, by whoever's hand.
    if (hub && (before === 'hubOff') !== (this.sync.state.type === 'hubOff')) await this.#lookAround();
  }
}

/** True when a change of one of these kinds is among what became stale. */
export function concerns(stale: Stale, ...types: Change['type'][]): boolean {
  return stale === 'everything' || stale.some((change) => types.includes(change.type));
}

/** True when this very conversation is among what became stale. */
export function concernsThread(stale: Stale, id: string): boolean {
  return stale === 'everything' || stale.some((change) => change.type === 'thread' && change.id === id);
}

function byId<T extends { id: string }>(all: T[]): Map<string, T> {
  return new Map(all.map((one) => [one.id, one]));
}
