/** Has spelling checked from the first text that the rep turns to: dictionaries take much memory, and who only reads needs none. */
import type { Backend } from '../backend/contract';

export function checkSpellingOnceWriting(backend: Backend): void {
  const look = ({ target }: FocusEvent) => {
    if (!(target instanceof Element) || !target.matches('[contenteditable=true], textarea')) return;
    document.removeEventListener('focusin', look);
    // Without it a rep still writes.
    backend.checkSpelling().catch(() => undefined);
  };
  document.addEventListener('focusin', look);
}
