import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

/** Forbids imports by pattern, with the reason that the reader needs. */
const forbid = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

const tauri = { group: ['@tauri-apps/*'], message: 'Only src/backend speaks to Tauri.' };
const features = { group: ['**/features/**'], message: 'Components and state know nothing of the features that use them.' };
const fixture = { group: ['**/tests/**'], message: 'What is for tests stays in tests.' };

// One feature is one folder below src/features: it may import its own files, never another feature's.
const featureNames = ['rail', 'list', 'thread', 'composer', 'context', 'settings', 'start', 'aside', 'status', 'later', 'snippets'];
const featureRules = featureNames.map((name) => ({
  files: [`src/features/${name}/**`],
  rules: forbid(tauri, fixture, {
    group: featureNames.filter((other) => other !== name).flatMap((other) => [`**/${other}/*`, `**/features/${other}/**`]),
    message: 'A feature never imports another feature: share a component or a controller.',
  }),
}));

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'src/bindings/**'] },
  ...tseslint.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, svelteConfig, extraFileExtensions: ['.svelte'] } },
    rules: {
      'no-undef': 'off',
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
      'max-lines': ['error', { max: 320, skipBlankLines: false, skipComments: false }],
      'max-params': ['error', 4],
      'svelte/no-at-html-tags': 'error',
      // A style attribute breaks under the content security policy; a style directive goes through the CSSOM and does not.
      'no-restricted-syntax': ['error', { selector: "SvelteAttribute[key.name='style']", message: 'Use a class or a style directive.' }],
      'svelte/button-has-type': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  { files: ['**/*.svelte'], rules: { 'max-lines': ['error', 250] } },
  { files: ['tests/**'], rules: { 'max-lines': ['error', 450], '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['src/backend/**'], rules: forbid(features, fixture) },
  { files: ['src/components/**', 'src/state/**', 'src/words/**', 'src/i18n/**'], rules: forbid(tauri, features, fixture) },
  { files: ['src/*.svelte', 'src/*.ts'], rules: forbid(tauri, fixture) },
  ...featureRules,
);
