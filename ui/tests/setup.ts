/** Every test starts in English, light, with an empty page. */
import { afterEach, beforeEach } from 'vitest';

import { language } from '../src/i18n/index.svelte';

beforeEach(() => {
  language.use('en');
});

afterEach(() => {
  document.body.replaceChildren();
  delete document.documentElement.dataset.ready;
});
