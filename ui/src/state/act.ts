/** Carries out what a key means. True when it meant something here, so that the browser does nothing with it. */
import type { App } from './index';
import { focusedMessage, stepMessage } from './focus';
import type { Action } from './keyboard';
import { allViews } from './views';

export function act(app: App, action: Action): boolean {
  const { triage, focus, thread, panels, composer } = app;
  if (typeof action === 'object') {
    const key = allViews(app.desk.directory)[action.view];
    if (key) void triage.show(key).then(() => focus.enter('list'));
    return key !== undefined;
  }
  switch (action) {
    case 'playThis': {
      // What is played is what the message shows: its first recording or video.
      const play = document.activeElement?.querySelector<HTMLElement>('[data-play], [data-pause]');
      play?.click();
      return play instanceof HTMLElement;
    }
    case 'next':
      void triage.step(1);
      return true;
    case 'previous':
      void triage.step(-1);
      return true;
    case 'open':
      void triage.openActive('enter');
      return true;
    case 'back':
      if (panels.closeOverlay()) return true;
      if (thread.id === null && focus.current === 'list') return false;
      void triage.back();
      return true;
    case 'nextMessage':
      return stepMessage(1);
    case 'previousMessage':
      return stepMessage(-1);
    case 'reply':
      if (thread.id !== null) focus.goTo('reply');
      return thread.id !== null;
    case 'replyToThis': {
      const message = focusedMessage()?.dataset.message;
      if (message === undefined || thread.head?.canReply !== true) return false;
      composer.answer(message);
      focus.goTo('reply');
      return true;
    }
    case 'comment':
      if (thread.id !== null) focus.goTo('comment');
      return thread.id !== null;
    case 'markUnread':
      void triage.markUnread();
      return true;
    case 'search':
      focus.goTo('search');
      return true;
    case 'closeAndNext':
      void triage.closeAndNext();
      return true;
    case 'assignToMe':
      void triage.assignToMe();
      return true;
    case 'sidebar':
      panels.toggleContext();
      return true;
    case 'nextZone':
      focus.cycle(1);
      return true;
    case 'previousZone':
      focus.cycle(-1);
      return true;
    case 'record':
    case 'attach': {
      // The button knows whether this can be done now.
      const button = document.querySelector<HTMLButtonElement>(`[data-do="${action}"]`);
      button?.click();
      return button !== null;
    }
    case 'undo': {
      const can = app.departures.canUndo(Date.now());
      if (can) void triage.undoSend();
      return can;
    }
    case 'settings':
      panels.dialog = 'settings';
      return true;
    case 'help':
      panels.dialog = 'help';
      return true;
  }
}
