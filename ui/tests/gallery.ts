/**
 * The window over the fixture, for looking at it: `npm run dev`, then /tests/gallery.html?theme=dark&locale=pl&scene=stuck.
 * Not part of the build.
 */
import '../src/styles/index.css';

import { mount } from 'svelte';

import App from '../src/App.svelte';
import { CallFailed } from '../src/backend/contract';
import type { Locale } from '../src/bindings/Locale';
import type { Theme } from '../src/bindings/Theme';
import { App as Controllers } from '../src/state';
import { FakeDesk } from './fixture/fakeDesk';
import { mediaStory } from './fixture/mediaStory';
import { file, say } from './fixture/story';

const ask = new URLSearchParams(location.search);
const scene = ask.get('scene') ?? 'full';
const now = new Date();
const desk = new FakeDesk({
  now,
  threads: scene === 'empty' ? 0 : Number(ask.get('threads') ?? 400),
  // A server of your own for real files: /file/NAME with ranges.
  media: ask.get('media') ?? new URL('./gallery-media', location.href).href,
  settings: { theme: (ask.get('theme') ?? 'light') as Theme, locale: (ask.get('locale') ?? 'en') as Locale },
  delay: Number(ask.get('delay') ?? 0),
});

const anna = 't0';
switch (scene) {
  case 'stuck':
    desk.plant(anna, 'Nie trzeba, proszę zachować zdjęcie.', { state: 'stuck', reason: 'rejected', detail: '400: the recipient has blocked this account' });
    desk.plant(anna, 'Numer nowej przesyłki wyślę jutro.', { state: 'stuck', reason: 'undecided', detail: '' });
    desk.plant(anna, 'Miłego dnia!', { state: 'queued' });
    desk.sync = { state: { type: 'offline', detail: 'connection refused' }, syncedAt: now.toISOString(), waiting: 1, stuck: 2 };
    break;
  case 'undelivered':
    desk.failAtChannel(anna, say('Nie trzeba, proszę zachować zdjęcie.'), { reason: 'The customer has blocked this number.', replyTo: 'm20' });
    desk.failAtChannel(anna, say('Etykieta zwrotna w załączniku.', [file({ media: 'document', name: 'etykieta-zwrotna.pdf', size: 120_400 })]), { reason: 'File type not supported (131053).' });
    break;
  case 'hubOff':
    desk.boot.workspace = { ...desk.boot.workspace, hub: { running: false, chatUrl: null } };
    break;
  case 'draft':
    desk.drafts.set(anna, {
      reply: { text: 'Nie trzeba, proszę tylko zachować zdjęcie. Numer nowej przesyłki wyślę jutro rano.', html: null, replyTo: 'm20', files: [{ hash: 'h1', name: 'etykieta-zwrotna.pdf', mime: 'application/pdf', size: 120_400 }], account: null, email: null, status: null },
      comment: null,
    });
    break;
  case 'picture':
    desk.attached = { media: 'image', mime: 'image/jpeg', state: { type: 'cached' }, still: true, width: 1600, height: 1000 };
    desk.drafts.set(anna, {
      reply: { text: 'Proszę wybrać ten przycisk: [zrzut ekranu.jpg] i potwierdzić.', html: '<p>Proszę wybrać ten przycisk: <img data-file="a1"> i potwierdzić.</p>', replyTo: null, files: [{ hash: 'a1', name: 'zrzut ekranu.jpg', mime: 'image/jpeg', size: 240_000 }, { hash: 'b2', name: 'dowód rejestracyjny.jpg', mime: 'image/jpeg', size: 1_240_000 }], account: null, email: null, status: null },
      comment: null,
    });
    break;
  case 'first':
    desk.sync = { state: { type: 'firstSync', done: 320, total: 2000 }, syncedAt: null, waiting: 0, stuck: 0 };
    break;
  case 'notices':
    desk.boot.notices = [
      { code: 'deskNewer', detail: 'desk.db is of version 9, this Bellhop knows 7.' },
      { code: 'noKeyring', detail: '' },
    ];
    desk.sync = { state: { type: 'needsLogin' }, syncedAt: now.toISOString(), waiting: 0, stuck: 0 };
    break;
  case 'media':
    desk.talk(anna).messages = mediaStory('Anna Nowak', now);
    for (const { body } of desk.talk(anna).messages) {
      if (!('content' in body)) continue;
      for (const one of body.content.attachments) if (one.as === 'file' && one.file !== null) desk.files.set(one.file, one);
    }
    break;
  case 'failed':
    desk.failures.set('bootstrap', new CallFailed('internal', 'The folder cannot be read: permission denied. Give yourself the right to read it, then try again.'));
    break;
}

const target = document.getElementById('app');
if (target) {
  const app = new Controllers(desk);
  app.settings.apply();
  mount(App, { target, props: { app } });
  await app.start();
  if (ask.get('open') !== null) await app.triage.open(ask.get('open') ?? anna, 'stay');
  Object.assign(window, { desk, app });
}
