/**
 * Changes of settings: a part of them, however deep. What a change does not name stays; `null` is how it was at first; a list
 * is one value. The core merges by the same rules.
 */
import { defaultSettings } from '../bindings/defaultSettings';
import type { Settings } from '../bindings/Settings';

type Part<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Part<T[K]> | null } : T;

export type Changes = Part<Settings>;

/** The settings with these changes. */
export function changed(settings: Settings, changes: Changes): Settings {
  return merged(settings, changes, defaultSettings) as Settings;
}

/** Two changes as one; the later wins. */
export function together(first: Changes, later: Changes): Changes {
  return merged(first, later) as Changes;
}

function merged(whole: unknown, part: unknown, usual?: unknown): unknown {
  if (part === null) return usual ?? null;
  if (!isGroup(whole) || !isGroup(part)) return part;
  const result: Record<string, unknown> = { ...whole };
  for (const [name, value] of Object.entries(part)) {
    if (value !== undefined) result[name] = merged(whole[name], value, isGroup(usual) ? usual[name] : undefined);
  }
  return result;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
