/** Where files of a message come from, and how each becomes one of the desk's. */
import type { Backend } from '../backend/contract';
import type { DraftFile } from '../bindings/DraftFile';
import type { Weighed } from './limits';

/** A file, wherever it is. */
export interface Source extends Weighed {
  name: string;
  /** Makes it one of the desk's. */
  bring: (how: { progress: (part: number) => void; signal: AbortSignal }) => Promise<DraftFile>;
  /** True when it is no longer where it was. */
  gone: () => Promise<boolean>;
}

const never = () => Promise.resolve(false);

/** A file that the rep dropped, pasted or chose. */
export function fromComputer(backend: Backend, media: string, file: File): Source {
  return { name: file.name, mime: file.type, size: file.size, bring: (how) => backend.upload({ media, file, ...how }), gone: () => isGone(file) };
}

/** A file of the account, which the desk fetches if it is not here. */
export function fromAccount(backend: Backend, file: string, about: Weighed & { name: string }): Source {
  const bring: Source['bring'] = ({ signal }) => {
    const stop = () => void backend.call('fetchFile', { file, wanted: false }).catch(() => undefined);
    signal.addEventListener('abort', stop, { once: true });
    return backend.call('attachFile', { file, name: about.name });
  };
  return { ...about, bring, gone: never };
}

/** A file that the desk has already. */
export function fromDesk(kept: DraftFile): Source {
  return { ...kept, bring: () => Promise.resolve(kept), gone: never };
}

/** True when the file was moved or deleted after it was dropped here. */
function isGone(file: File): Promise<boolean> {
  return file.slice(0, 1).arrayBuffer().then(
    () => false,
    () => true,
  );
}
