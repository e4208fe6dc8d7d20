/** Starts the window. */
import './styles/index.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { chooseBackend } from './backend';
import { App as Controllers } from './state';

const target = document.getElementById('app');
if (target) {
  const app = new Controllers(chooseBackend());
  // Theme and language as the desktop has them, until the settings are read a moment later.
  app.settings.apply();
  mount(App, { target, props: { app } });
  void app.start();
}
