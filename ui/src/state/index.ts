/** Puts the controllers together and hands them to the components. */
import { getContext, setContext } from 'svelte';

import type { Backend, Stale } from '../backend/contract';
import { t } from '../i18n/index.svelte';
import { Addressing } from './addressing.svelte';
import { Announcer } from './announcer.svelte';
import { Arrivals } from './arrivals';
import { Calls } from './calls.svelte';
import { Composer } from './composer.svelte';
import { Desk } from './desk.svelte';
import { Files } from './files.svelte';
import { Focus } from './focus';
import { Insertables } from './insertables.svelte';
import { ConversationList } from './list.svelte';
import { LongHidden } from './longHidden';
import { Now } from './now.svelte';
import { Recorder } from './recorder.svelte';
import { RepSettings } from './settings.svelte';
import { checkSpellingOnceWriting } from './spelling';
import { Departures } from './departures.svelte';
import { Newer } from './newer.svelte';
import { together } from './picking.svelte';
import { carriedBy } from './reach';
import { StatusForm } from './statusForm.svelte';
import { OpenThread } from './thread.svelte';
import { Triage } from './triage';
import { Panels } from './panels.svelte';
import { PastDrafts } from './pastDrafts.svelte';
import { Player, type Deck } from './player.svelte';
import { Snippets } from './snippets.svelte';
import { Posters } from './posters';
import { takeWhereabouts, type Whereabouts } from './whereabouts';

export class App {
  readonly announcer = new Announcer();
  readonly focus = new Focus();
  readonly now = new Now();
  readonly panels: Panels;
  readonly settings: RepSettings;
  readonly desk: Desk;
  readonly list: ConversationList;
  readonly thread: OpenThread;
  readonly composer: Composer;
  readonly addressing: Addressing;
  readonly pastDrafts: PastDrafts;
  readonly calls: Calls;
  readonly snippets: Snippets;
  readonly insertables: Insertables;
  readonly files: Files;
  readonly player: Player;
  readonly posters: Posters;
  readonly recorder: Recorder;
  readonly statusForm: StatusForm;
  readonly departures: Departures;
  readonly newer: Newer;
  readonly triage: Triage;
  readonly arrivals: Arrivals;
  readonly longHidden: LongHidden;

  /** `element` makes what plays, where it is not the browser's own. */
  constructor(
    readonly backend: Backend,
    element?: Deck['element'],
  ) {
    this.settings = new RepSettings(backend, (thrown) => this.triage.tellFailure(thrown));
    this.panels = new Panels(this.settings);
    this.desk = new Desk(backend, this.settings);
    this.list = new ConversationList(backend);
    this.thread = new OpenThread(backend);
    this.composer = new Composer(backend, () => this.desk.media);
    this.addressing = new Addressing(backend, this.composer);
    this.pastDrafts = new PastDrafts(backend, this);
    this.calls = new Calls(backend, this.composer);
    this.snippets = new Snippets(backend, { composer: this.composer, announcer: this.announcer });
    this.insertables = new Insertables(backend, { composer: this.composer, here: () => carriedBy(this), media: () => this.desk.media });
    this.composer.picking.offer('#', this.snippets.offer());
    this.composer.picking.offer('/', together(this.snippets.offer(), this.insertables.offer()));
    this.files = new Files(backend, (thrown) => this.triage.tellFailure(thrown));
    this.player = new Player({
      media: () => this.desk.media,
      settings: this.settings,
      onTurn: () => this.posters.goOn(),
      onTrouble: ({ origin, inSight }) => this.triage.tellSilence(origin, inSight > 0),
      ...(element && { element }),
    });
    this.posters = new Posters({ media: () => this.desk.media, busy: () => this.player.current?.kind === 'video' });
    this.recorder = new Recorder(backend, {
      onStart: () => this.player.pause(),
      onFile: ({ thread, mode }, file) => {
        this.composer.addFile(thread, mode, file).then(
          () => this.announcer.say(t('record.kept')),
          (thrown: unknown) => this.triage.tellFailure(thrown),
        );
      },
    });
    this.statusForm = new StatusForm(backend);
    this.departures = new Departures(this);
    this.newer = new Newer(backend, this.composer);
    this.triage = new Triage(this);
    this.arrivals = new Arrivals(backend, this);
    this.longHidden = new LongHidden(backend, { holds: () => this.#holds(), flush: () => this.flush() });
    checkSpellingOnceWriting(backend);
    this.desk.whenStale((stale) => this.#hear(stale));
  }

  /** Reads what the first paint needs. */
  async start(): Promise<void> {
    const before = takeWhereabouts();
    await this.desk.start(() => {
      // The conversation that was open stands there at once, before the list beside it.
      if (before?.thread) void this.thread.open(before.thread);
      return this.list.show(before?.key ?? { view: 'open' });
    });
    if (this.desk.phase !== 'ready') return;
    if (before !== null) await this.#goBack(before);
    await this.arrivals.begin();
    this.snippets.refresh().catch((thrown: unknown) => this.triage.tellFailure(thrown));
  }

  /** Writes what is written a moment late otherwise. */
  async flush(): Promise<void> {
    await Promise.all([this.composer.flush(), this.settings.flush()]);
  }

  async #goBack({ search, thread }: Whereabouts): Promise<void> {
    if (search !== '') this.list.find(search);
    if (thread !== null) await this.triage.open(thread, 'stay');
  }

  /** Something is going on here, or waits for the rep, that another page would not have. */
  #holds(): boolean {
    const { composer, recorder, player, announcer } = this;
    const writes = composer.saved === 'failed' || composer.sending || composer.files.awaited;
    const records = recorder.busy || recorder.now !== null || recorder.discarded !== null;
    const shows = player.current?.playing === true || announcer.notes.length > 0;
    return writes || records || shows || document.querySelector('dialog[open], input:focus, textarea:focus') !== null;
  }

  #hear(stale: Stale): void {
    this.list.hear(stale);
    this.thread.hear(stale);
    this.composer.hear(stale);
    this.addressing.hear(stale);
    this.newer.hear(stale);
    this.files.hear(stale);
    this.snippets.hear(stale);
    this.insertables.hear(stale);
  }
}

const here = Symbol('app');

export function provideApp(app: App): void {
  setContext(here, app);
}

export function useApp(): App {
  return getContext<App>(here);
}
