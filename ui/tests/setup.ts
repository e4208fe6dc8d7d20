/** Every test starts in English, light, with an empty page in a new window. */
import { configure } from '@testing-library/svelte';
import { afterEach, beforeEach } from 'vitest';

import { language } from '../src/i18n/index.svelte';

// A busy machine reads a part of the window for the first time slowly.
configure({ asyncUtilTimeout: 10_000 });

beforeEach(() => {
  language.use('en');
});

afterEach(() => {
  document.body.replaceChildren();
  delete document.documentElement.dataset.ready;
  sessionStorage.clear();
});
