/** What is asked of the window from outside: a link that was followed, an action of the desktop's menu. */
import type { Backend } from '../backend/contract';
import type { Arrival } from '../bindings/Arrival';
import { t } from '../i18n/index.svelte';
import type { Announcer } from './announcer.svelte';
import type { Focus } from './focus';
import type { ConversationList } from './list.svelte';
import type { Panels } from './panels.svelte';
import type { Triage } from './triage';

interface Parts {
  list: ConversationList;
  panels: Panels;
  focus: Focus;
  announcer: Announcer;
  triage: Triage;
}

export class Arrivals {
  constructor(
    private readonly backend: Backend,
    private readonly parts: Parts,
  ) {}

  /** Shows what the window was started for, and from then on whatever else is asked for. */
  async begin(): Promise<void> {
    await this.backend.onArrival(() => void this.#look());
    await this.#look();
  }

  async #look(): Promise<void> {
    try {
      const arrival = await this.backend.arrival();
      if (arrival !== null) await this.#show(arrival);
    } catch (thrown) {
      this.parts.triage.tellFailure(thrown);
    }
  }

  async #show(arrival: Arrival): Promise<void> {
    const { list, panels, focus, announcer, triage } = this.parts;
    switch (arrival.type) {
      case 'thread':
        panels.dialog = null;
        if (arrival.compose) {
          // Not to the message: what leads there takes the focus along.
          await triage.open(arrival.thread, 'stay');
          focus.goTo('reply');
          return;
        }
        if (arrival.message === null) await triage.open(arrival.thread, 'enter');
        else await triage.goTo(arrival.thread, arrival.message);
        if (arrival.stage !== null) await triage.setStatus(arrival.stage);
        return;
      case 'outbox':
        panels.dialog = null;
        await triage.show({ view: 'outbox' });
        focus.enter('list');
        return;
      case 'search':
        panels.dialog = null;
        if (arrival.words !== '') list.find(arrival.words);
        focus.goTo('search');
        return;
      case 'unread':
        panels.dialog = null;
        await triage.show({ view: 'unread' });
        focus.enter('list');
        return;
      case 'gone':
        announcer.fail(t('arrival.gone'));
        return;
      case 'refused':
        announcer.fail(t('arrival.refused', { link: arrival.link }));
    }
  }
}
