/** The native window: one command `call`, one event `changed`. */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import type { CallName, Changed, Contract } from '../bindings/Contract';
import { CallFailed, type Backend } from './contract';
import { postFile } from './upload';

async function call<N extends CallName>(name: N, args: Contract[N]['args']): Promise<Contract[N]['result']> {
  try {
    return await invoke<Contract[N]['result']>('call', { name, args });
  } catch (thrown) {
    throw CallFailed.from(thrown);
  }
}

export function tauriBackend(): Backend {
  return {
    call,
    onChanged: (listener) => listen<Changed>('changed', (event) => listener(event.payload)),
    openFile: async (args) => {
      await call('openFile', args);
    },
    saveFile: async (args) => {
      await call('saveFile', args);
    },
    saveText: (args) => call('saveText', args),
    testAlert: () => call('testAlert', null),
    copyPicture: async (args) => {
      await call('copyPicture', args);
    },
    pastePicture: () => call('pastePicture', null),
    onArrival: async (listener) => {
      await listen('arrived', listener);
    },
    arrival: () => call('arrival', null),
    desktopFacts: () => call('desktopFacts', null),
    checkSpelling: async () => {
      await call('checkSpelling', null);
    },
    letGo: async () => {
      await call('letGo', null);
    },
    openUrl: async (url) => {
      await call('openUrl', { url });
    },
    painted: async () => {
      await call('ready', null);
    },
    startAgain: async () => {
      await call('startAgain', null);
    },
    upload: postFile,
  };
}
