/** The views of the rail, in their order: it is also the order of Ctrl+1 to Ctrl+9. */
import type { DirectoryView } from '../bindings/DirectoryView';
import type { ViewKey } from '../bindings/ViewKey';

/** The views that stand above the channels. */
export const railViews = [
  { view: 'open' },
  { view: 'mine' },
  { view: 'unassigned' },
  { view: 'needsReply' },
  { view: 'drafts' },
  { view: 'outbox' },
] as const satisfies readonly ViewKey[];

/** The views that the switch above the inbox's list chooses between. */
export const inboxViews = [{ view: 'open' }, { view: 'unread' }, { view: 'closed' }] as const satisfies readonly ViewKey[];

/** Every entry of the rail. */
export function allViews(directory: DirectoryView): ViewKey[] {
  return [...railViews, ...directory.channels.map((channel): ViewKey => ({ view: 'channel', id: channel.id }))];
}

/** True for the views of the inbox's switch. */
export function isInbox(key: ViewKey): boolean {
  return inboxViews.some((view) => view.view === key.view);
}
