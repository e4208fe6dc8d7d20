/** Emoji by name: `:name` opens the list, the closing colon of a known name is not needed. */
import { language, t } from '../../i18n/index.svelte';
import type { Offer } from '../../state/picking.svelte';
import { allEmoji, findEmoji } from '../../words/emoji';

const most = 12;

export function emojiOffer(): Offer {
  return {
    name: () => t('emoji.label'),
    // One letter after a colon is a smiley more often than the begin of a name.
    from: 2,
    choices: async (query) => {
      const found = findEmoji(await allEmoji(language.code), query.replace(/:$/, ''), most);
      return found.map(({ emoji, name, code }) => ({ id: emoji, mark: emoji, label: name, hint: `:${code}:`, take: () => ({ text: emoji, html: null }) }));
    },
  };
}
