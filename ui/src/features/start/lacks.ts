/** What a desktop can lack: told together, in one line. */
import type { Notice } from '../../bindings/Notice';
import type { NoticeCode } from '../../bindings/NoticeCode';

const codes = ['noSessionBus', 'noPortal', 'noAlerts', 'noKeyring'] as const satisfies NoticeCode[];
type Lack = (typeof codes)[number];

/** The notices about the desktop, and all others. Who wants no notifications misses nothing that shows them. */
export function sortOut(notices: Notice[], wantsAlerts: boolean): { missing: Notice[]; others: Notice[] } {
  const ofDesktop = ({ code }: Notice) => codes.some((lack) => lack === code);
  const missing = notices.filter((notice) => ofDesktop(notice) && (wantsAlerts || notice.code !== 'noAlerts'));
  return { missing, others: notices.filter((notice) => !ofDesktop(notice)) };
}

/** The key of the two or three words for it. */
export function inShort(code: NoticeCode): `notice.short.${Lack}` {
  return `notice.short.${code as Lack}`;
}
