// @vitest-environment jsdom
// The cleaner needs a document that parses as browsers do; happy-dom does not.
import { describe, expect, it } from 'vitest';

import { cleanHtml } from '../src/components/cleanHtml';

function cleaned(html: string): string {
  const holder = document.createElement('div');
  holder.append(cleanHtml(html));
  return holder.innerHTML;
}

describe('the HTML of a message', () => {
  it('keeps what says something', () => {
    expect(cleaned('<p>Cześć, <b>to</b> jest <a href="https://example.com">sklep</a></p>')).toContain('<b>to</b>');
  });

  it('loses everything that runs, loads or asks', () => {
    const bad = [
      '<script>alert(1)</script>',
      '<img src="https://spy.example/p.gif" onerror="alert(1)">',
      '<iframe src="https://evil.example"></iframe>',
      '<form action="https://evil.example"><input name="password"></form>',
      '<style>body{display:none}</style>',
      '<link rel="preconnect" href="https://spy.example">',
      '<meta http-equiv="refresh" content="0;url=https://evil.example">',
      '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
      '<video src="https://spy.example/v.mp4" autoplay></video>',
      '<object data="https://evil.example"></object>',
    ].map(cleaned).join('');
    expect(bad).not.toMatch(/<(script|img|iframe|form|input|style|link|meta|svg|video|object)/i);
    expect(bad).not.toMatch(/spy\.example|evil\.example|onerror|javascript/i);
  });

  it('loses style, class, id and handlers', () => {
    expect(cleaned('<p style="position:fixed" class="x" id="y" onclick="z()" data-q="1">t</p>')).toBe('<p>t</p>');
  });

  it('keeps only links that lead to the web, a mailbox or a telephone, and shows where they lead', () => {
    expect(cleaned('<a href="javascript:alert(1)">x</a>')).toBe('x');
    expect(cleaned('<a href="file:///etc/passwd">x</a>')).toBe('x');
    expect(cleaned('<a href="https://real.example">https://bank.example</a>')).toContain('title="https://real.example"');
    expect(cleaned('<a href="tel:+48600100200">x</a>')).toContain('href="tel:+48600100200"');
  });
});

describe('a picture in a message', () => {
  const images = (markup: string, media?: string) => [...cleanHtml(markup, media).querySelectorAll('img')].map((image) => [image.getAttribute('src'), image.getAttribute('alt')]);

  it('is shown when it is on this machine, and from nowhere else', () => {
    expect(images('<p><img src="own:file/77" alt="mug.png"></p>', 'http://127.0.0.1:1/k/s')).toEqual([['http://127.0.0.1:1/k/s/file/77?size=preview', 'mug.png']]);
    for (const source of ['https://evil.example/p.gif', 'http://127.0.0.1:1/k/s/file/77', 'own:file/../x', 'own:other/7', 'data:image/png;base64,AA', 'own:file/7?download=x', '']) {
      expect(images(`<p><img src="${source}" alt="x"></p>`, 'http://127.0.0.1:1/k/s'), source).toEqual([]);
    }
    expect(images('<img src="own:file/77">')).toEqual([]);
    expect(cleanHtml('<a href="own:file/77">x</a><video src="own:file/77"></video>', 'http://m').textContent).toBe('x');
  });
});
