/**
 * The same window in a browser, over `bellhop serve`. The page's own address holds the secret; calls and the stream of
 * changes lie below it. When the stream breaks the browser opens it again by itself; what changed meanwhile is unknown, so
 * everything counts as stale then.
 */
import type { CallName, Changed, Contract } from '../bindings/Contract';
import { CallFailed, isApiError, type Backend } from './contract';
import { postFile } from './upload';

/** The most pixels that are copied, as in the native window. */
const mostCopied = 40_000_000;

export function httpBackend(page: Location): Backend {
  const base = baseOf(page.pathname);
  let media = '';

  async function call<N extends CallName>(name: N, args: Contract[N]['args']): Promise<Contract[N]['result']> {
    let answer: unknown;
    try {
      const response = await fetch(`${base}/call`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name, args }),
      });
      answer = await response.json();
    } catch {
      throw new CallFailed('internal', 'Bellhop does not answer. Is it still running?');
    }
    if (typeof answer === 'object' && answer !== null && 'error' in answer && isApiError(answer.error)) throw CallFailed.from(answer.error);
    const result = (answer as { ok: Contract[N]['result'] }).ok;
    if (name === 'bootstrap') media = (result as Contract['bootstrap']['result']).media;
    return result;
  }

  return {
    call,
    onChanged: (listener) =>
      new Promise((resolve) => {
        const source = new EventSource(`${base}/changes`);
        let gap = false;
        source.onmessage = (event: MessageEvent<string>) => listener(JSON.parse(event.data) as Changed);
        source.onerror = () => {
          gap = true;
          resolve(() => source.close());
        };
        source.onopen = () => {
          if (gap) listener('everything');
          gap = false;
          resolve(() => source.close());
        };
      }),
    openFile: async ({ file }) => {
      window.open(`${media}/file/${encodeURIComponent(file)}`, '_blank', 'noopener');
    },
    saveFile: async ({ file, name }) => {
      const link = document.createElement('a');
      link.href = `${media}/file/${encodeURIComponent(file)}?download=${encodeURIComponent(name ?? file)}`;
      link.download = name ?? '';
      link.click();
    },
    saveText: ({ name, text }) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      link.download = name;
      link.click();
      // The browser reads it a moment after the click.
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      return Promise.resolve(true);
    },
    // The desk answers that only the native window can do this.
    testAlert: () => call('testAlert', null),
    copyPicture: async ({ file }) => {
      // The item is made at once, in the click that asks for it, and its picture follows: browsers want the one or the other.
      const png = pngOf(`${media}/file/${encodeURIComponent(file)}`);
      try {
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
      } catch (thrown) {
        await png;
        throw new CallFailed('notPossible', `The browser did not take the picture (${thrown instanceof Error ? thrown.message : 'no reason given'}).`);
      }
    },
    // A browser gives the page what was pasted.
    pastePicture: () => Promise.resolve(null),
    // Links from outside are the native window's.
    onArrival: () => Promise.resolve(),
    arrival: () => Promise.resolve(null),
    // A browser has a desktop of its own, which is not told.
    desktopFacts: () => Promise.resolve({ tray: false, summonTrouble: null, autostart: false }),
    // A browser checks spelling by itself.
    checkSpelling: () => Promise.resolve(),
    // Browsers look after the memory of tabs themselves.
    letGo: () => Promise.resolve(),
    openUrl: async (url) => {
      if (!/^(https?|mailto|tel):/i.test(url)) throw new CallFailed('badRequest', 'Only web, mail and telephone addresses are opened.');
      window.open(url, '_blank', 'noopener,noreferrer');
    },
    // Nobody waits for a browser's window.
    painted: () => Promise.resolve(),
    startAgain: () => {
      page.reload();
      return Promise.resolve();
    },
    upload: postFile,
  };
}

/** A picture as the one kind that every clipboard takes. */
async function pngOf(address: string): Promise<Blob> {
  const response = await fetch(address);
  if (!response.ok) throw new CallFailed('notPossible', 'The picture is not on this computer.');
  const picture = await createImageBitmap(await response.blob()).catch(() => null);
  if (picture === null || picture.width * picture.height > mostCopied) throw new CallFailed('notPossible', 'The picture cannot be copied. Save it instead.');
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  picture.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new CallFailed('notPossible', 'The picture cannot be copied. Save it instead.')) : resolve(blob)), 'image/png');
  });
}

/** The folder of the page, without a slash at its end. */
export function baseOf(pathname: string): string {
  return pathname.replace(/[^/]*$/, '').replace(/\/+$/, '');
}
