/**
 * Every preference there is: where it stands, how it is chosen, and which field of the settings it is. The dialog, its search,
 * the marks of what was changed and the way back all come from this one table. The words of a preference are in the language
 * files below `settings`, under its key.
 */
import { defaultSettings } from '../../bindings/defaultSettings';
import type { Settings } from '../../bindings/Settings';
import { language, sayIn, t, type Key } from '../../i18n/index.svelte';
import type { Changes } from '../../state/changes';
import { rates } from '../../state/player.svelte';
import { holds, wordsOf } from '../../words/found';

export const sections = ['general', 'notifications', 'desktop', 'files', 'team', 'about'] as const;
export type Section = (typeof sections)[number];

type KeyOf<T> = T extends `settings.${infer K}.title` ? K : never;
/** The path of a field of the settings, or the name of something that is only done. */
export type PreferenceKey = KeyOf<Key>;
type Group = Key extends infer K ? (K extends `preferences.group.${infer G}` ? G : never) : never;

export interface Option {
  value: string | number;
  label: string;
}

interface Place {
  section: Section;
  group: Group;
}

export interface Preference extends Place {
  key: PreferenceKey;
  /** How it is chosen; `own` has a control of its own. */
  kind: 'switch' | 'choice' | 'alertClass' | 'own';
  /** What there is to choose from, beside the value that it has. */
  options?: (value: unknown) => Option[];
}

/** Seconds in which a message can be undone. */
const moments = (value: unknown) => numbers([0, 5, 10, 30], value, (count) => (count === 0 ? t('preferences.undoOff') : t('preferences.seconds', { count })));
/** Megabytes of files that may be kept. */
const caps = (value: unknown) => numbers([1024, 4096, 16_384, 65_536], value, (size) => `${language.clock.number(size / 1024)} GB`);
const speeds = (value: unknown) => numbers(rates, value, (rate) => `${language.clock.number(rate)}×`);

/** Choices among numbers, with the one that a file or an earlier version may have brought. */
function numbers(usual: readonly number[], value: unknown, label: (value: number) => string): Option[] {
  const all = typeof value === 'number' && !usual.includes(value) ? [...usual, value].sort((a, b) => a - b) : usual;
  return all.map((one) => ({ value: one, label: label(one) }));
}

const at = (section: Section, group: Group): Place => ({ section, group });

export const preferences: readonly Preference[] = [
  {
    key: 'theme',
    ...at('general', 'look'),
    kind: 'choice',
    options: () => (['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`settings.theme.${value}`) })),
  },
  {
    key: 'locale',
    ...at('general', 'look'),
    kind: 'choice',
    options: () => [{ value: 'system', label: t('settings.locale.system') }, { value: 'en', label: 'English' }, { value: 'pl', label: 'Polski' }],
  },
  { key: 'singleKeys', ...at('general', 'keyboard'), kind: 'switch' },
  { key: 'keys', ...at('general', 'keyboard'), kind: 'own' },
  { key: 'undoChatSeconds', ...at('general', 'sending'), kind: 'choice', options: moments },
  { key: 'undoEmailSeconds', ...at('general', 'sending'), kind: 'choice', options: moments },

  { key: 'alerts.on', ...at('notifications', 'alerts'), kind: 'switch' },
  { key: 'alerts.mutedUntil', ...at('notifications', 'alerts'), kind: 'own' },
  { key: 'alerts.private', ...at('notifications', 'alerts'), kind: 'switch' },
  { key: 'test', ...at('notifications', 'alerts'), kind: 'own' },
  { key: 'alerts.classes.unassigned', ...at('notifications', 'classes'), kind: 'alertClass' },
  { key: 'alerts.classes.assignedToMe', ...at('notifications', 'classes'), kind: 'alertClass' },
  { key: 'alerts.classes.replyOnMine', ...at('notifications', 'classes'), kind: 'alertClass' },
  { key: 'alerts.classes.replyElsewhere', ...at('notifications', 'classes'), kind: 'alertClass' },
  { key: 'alerts.classes.mention', ...at('notifications', 'classes'), kind: 'alertClass' },
  { key: 'alerts.classes.slaWarning', ...at('notifications', 'classes'), kind: 'alertClass' },
  { key: 'alerts.classes.slaBreach', ...at('notifications', 'classes'), kind: 'alertClass' },
  { key: 'alerts.classes.sendFailed', ...at('notifications', 'classes'), kind: 'alertClass' },
  { key: 'alerts.quietHours', ...at('notifications', 'quiet'), kind: 'own' },
  { key: 'alerts.respectDesktop', ...at('notifications', 'quiet'), kind: 'switch' },
  { key: 'alerts.breakThrough', ...at('notifications', 'quiet'), kind: 'switch' },
  { key: 'alerts.quietChannels', ...at('notifications', 'quiet'), kind: 'own' },
  { key: 'alerts.quietViews', ...at('notifications', 'quiet'), kind: 'own' },

  { key: 'desktop.closeToTray', ...at('desktop', 'window'), kind: 'switch' },
  { key: 'desktop.startAtLogin', ...at('desktop', 'window'), kind: 'switch' },
  { key: 'desktop.summon', ...at('desktop', 'summon'), kind: 'switch' },
  { key: 'desktop.summonKeys', ...at('desktop', 'summon'), kind: 'own' },

  { key: 'mediaCapMb', ...at('files', 'keeping'), kind: 'choice', options: caps },
  { key: 'voiceRate', ...at('files', 'playback'), kind: 'choice', options: speeds },
  { key: 'musicRate', ...at('files', 'playback'), kind: 'choice', options: speeds },

  { key: 'hubOn', ...at('team', 'hub'), kind: 'own' },
  { key: 'rules', ...at('team', 'rules'), kind: 'own' },

  { key: 'version', ...at('about', 'program'), kind: 'own' },
  { key: 'export', ...at('about', 'all'), kind: 'own' },
  { key: 'import', ...at('about', 'all'), kind: 'own' },
  { key: 'reset', ...at('about', 'all'), kind: 'own' },
];

/** What has a way back of its own: the hub is switched by a call, and a mute ends. */
const withoutReset: readonly PreferenceKey[] = ['hubOn', 'alerts.mutedUntil'];

/** The value of a preference; undefined for what is only done. */
export function valueOf(settings: Settings, key: PreferenceKey): unknown {
  return key.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], settings);
}

/** The change that gives a preference this value; `null` is how it was at first. */
export function changeOf(key: PreferenceKey, value: unknown): Changes {
  return key.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Changes;
}

/** True when a preference is not as it was at first, and can be put back. */
export function canReset(settings: Settings, key: PreferenceKey): boolean {
  return !withoutReset.includes(key) && JSON.stringify(inOrder(valueOf(settings, key))) !== JSON.stringify(inOrder(valueOf(defaultSettings, key)));
}

/** The same value with its names in one order, for comparing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)).map(([name, inner]) => [name, inOrder(inner)]));
}

/** The preferences that the core's names of changed values belong to, each once. */
export function preferencesOf(names: readonly string[]): Preference[] {
  return preferences.filter(({ key }) => names.some((name) => name === key || name.startsWith(`${key}.`)));
}

/** The preferences with every word of the query in what they are called, what they do, or what else they may be called. */
export function find(query: string, among: readonly Preference[]): Preference[] {
  const words = wordsOf(query);
  const other = language.code === 'en' ? 'pl' : 'en';
  return among.filter(({ key, section, group }) => {
    const here = [t(`settings.${key}.title`), t(`settings.${key}.hint`), t(`settings.${key}.keywords`), t(`preferences.section.${section}`), t(`preferences.group.${group}`)];
    // Whoever thinks of a word in the other language finds it too.
    const there = [sayIn(other, `settings.${key}.title`), sayIn(other, `settings.${key}.keywords`)];
    return holds([...here, ...there].join(' '), words);
  });
}
