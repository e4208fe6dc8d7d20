/** Colleagues to be named in a comment. */
import type { OwnerView } from '../../bindings/OwnerView';
import { t } from '../../i18n/index.svelte';
import type { Composer } from '../../state/composer.svelte';
import type { Desk } from '../../state/desk.svelte';
import type { Choice, Offer } from '../../state/picking.svelte';
import { fold } from '../../words/fold';

const most = 20;

/** Only a comment names colleagues: a customer knows none of them. */
export function mentions(composer: Composer, desk: Desk): Offer {
  return {
    name: () => t('composer.mention'),
    when: () => composer.mode === 'comment',
    choices: (query) => desk.directory.owners.filter((owner) => fits(owner, query)).slice(0, most).map(choiceOf),
  };
}

/** Each word of a name counts from its start, and the address from its own. */
function fits(owner: OwnerView, query: string): boolean {
  const wanted = fold(query);
  return [...owner.name.split(/\s+/), owner.email ?? ''].some((part) => fold(part).startsWith(wanted));
}

function choiceOf(owner: OwnerView): Choice {
  return {
    id: owner.id,
    label: owner.name,
    ...(owner.email !== null && owner.email !== owner.name && { hint: owner.email }),
    take: () => ({ text: `@${owner.name} `, html: `<p>${mention(owner)} </p>` }),
  };
}

function mention(owner: OwnerView): string {
  const element = document.createElement('span');
  element.dataset.type = 'mention';
  element.dataset.id = owner.id;
  element.dataset.label = owner.name;
  return element.outerHTML;
}
