/** What files a channel takes, and why it does not take one. Pure. */
import type { Carries } from '../bindings/Carries';
import { known, language, t } from '../i18n/index.svelte';

export interface Weighed {
  /** Its media type; empty while nobody knows it. */
  mime: string;
  size: number;
}

/** Takes everything, as a comment does. */
export const noLimits: Pick<Carries, 'fileTypes' | 'mostFiles' | 'largestFile' | 'largestTotal'> = { fileTypes: null, mostFiles: null, largestFile: null, largestTotal: null };

export type Limits = typeof noLimits;

/** Why the channel does not take one more file beside others; null when it does. */
export function refusal(file: Weighed, others: readonly Weighed[], limits: Limits): string | null {
  const { fileTypes, mostFiles, largestFile, largestTotal } = limits;
  const { clock } = language;
  if (mostFiles === 0) return t('limits.none');
  if (fileTypes !== null && file.mime !== '' && !fileTypes.some((pattern) => fits(pattern, file.mime))) return t('limits.type', { types: typeNames(fileTypes) });
  if (largestFile !== null && file.size > largestFile) return t('limits.size', { size: clock.bytes(largestFile) });
  if (mostFiles !== null && others.length + 1 > mostFiles) return t('limits.count', { count: mostFiles });
  const total = others.reduce((sum, one) => sum + one.size, file.size);
  return largestTotal !== null && total > largestTotal ? t('limits.total', { size: clock.bytes(largestTotal) }) : null;
}

/** Why these files cannot go through a channel together: the reason of the first that does not fit. */
export function refusalOfAll(files: readonly Weighed[], limits: Limits): string | null {
  for (const [at, file] of files.entries()) {
    const reason = refusal(file, files.slice(0, at), limits);
    if (reason !== null) return reason;
  }
  return null;
}

/** The limits in a few words, for before the drop; empty when there are none. */
export function limitWords({ fileTypes, mostFiles, largestFile, largestTotal }: Limits): string {
  if (mostFiles === 0) return t('limits.none');
  const { clock } = language;
  return [
    mostFiles === null ? '' : t('limits.upTo', { count: mostFiles }),
    largestFile === null ? '' : t('limits.each', { size: clock.bytes(largestFile) }),
    largestTotal === null ? '' : t('limits.together', { size: clock.bytes(largestTotal) }),
    fileTypes === null || fileTypes.some((pattern) => fits(pattern, '')) ? '' : t('limits.only', { types: typeNames(fileTypes) }),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** `image/*` fits every picture, `*` everything. */
function fits(pattern: string, mime: string): boolean {
  if (pattern === '*' || pattern === '*/*') return true;
  return pattern.endsWith('/*') ? mime.startsWith(pattern.slice(0, -1)) : pattern.toLowerCase() === mime.toLowerCase();
}

/** `image/*` is "images", `application/pdf` is "PDF". */
function typeNames(patterns: readonly string[]): string {
  const names = patterns.map((pattern) => {
    const [family = '', kind = ''] = pattern.split('/');
    const key = `limits.family.${family}`;
    return kind === '*' && known(key) ? t(key) : kind.toUpperCase();
  });
  return new Intl.ListFormat(language.region, { type: 'conjunction' }).format(names);
}
