/** Documents in a conversation: their cards, reading them in the window, and what is asked before they open outside. */
import axe from 'axe-core';
import { cleanup, fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { kindOf, programOf, readerOf } from '../src/features/thread/fileWords';
import { bareFile } from '../src/features/thread/picture';
import { closer, farther, fineness, inSight, layout, pageAt, widthFits } from '../src/features/thread/reader/pages';
import { asTabs, columnsOf, isNumeric, pieces } from '../src/features/thread/reader/reading';
import { language } from '../src/i18n/index.svelte';
import { FakeSight } from './fixture/fakeSight';
import { openPictures } from './fixture/openPictures';

/** pdf.js without its worker: a document of so many pages, or why there is none. */
const pdf = vi.hoisted(() => ({ pages: 40, password: null as string | null, damaged: false, closed: 0, asked: [] as string[] }));

vi.mock('../src/features/thread/reader/pdf', () => ({
  isDamaged: (thrown: unknown) => thrown instanceof RangeError,
  openPdf: ({ address, onPassword }: { address: string; onPassword: (answer: (password: string) => void, again: boolean) => void }) => {
    pdf.asked.push(address);
    const page = { getViewport: () => ({ width: 800, height: 1_100 }), getAnnotations: () => Promise.resolve([{ subtype: 'Link', url: 'https://shop.example.com/umowa', rect: [0, 0, 10, 10] }]), cleanup() {}, render: () => ({ promise: new Promise(() => undefined), cancel() {} }) };
    const viewport = { ...page.getViewport(), convertToViewportRectangle: (box: number[]) => box };
    const open = { numPages: pdf.pages, getPage: () => Promise.resolve({ ...page, getViewport: () => viewport }) };
    const document = new Promise((resolve, reject) => {
      if (pdf.damaged) reject(new RangeError('no PDF'));
      else if (pdf.password === null) resolve(open);
      else {
        const answer = (given: string) => (given === pdf.password ? resolve(open) : onPassword(answer, true));
        onPassword(answer, false);
      }
    });
    return { document, close: () => pdf.closed++ };
  },
}));
vi.mock('pdfjs-dist/legacy/build/pdf.mjs', () => ({ TextLayer: vi.fn() }));

const served = (body: object) => vi.fn(() => Promise.resolve(new Response(JSON.stringify(body))));

beforeEach(() => {
  FakeSight.watching = [];
  Object.assign(pdf, { pages: 40, password: null, damaged: false, closed: 0, asked: [] });
  vi.stubGlobal('IntersectionObserver', FakeSight);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const card = (name: string) => within(screen.getByRole('group', { name }));

describe('the card of a document', () => {
  it('says what it is and how large, and previews what can be read here', async () => {
    await openPictures();
    expect(screen.getByRole('group', { name: 'umowa.pdf' }).textContent).toMatch(/PDF · 231\s?kB/);
    expect(card('umowa.pdf').getByRole('button', { name: 'Preview umowa.pdf' })).toBeTruthy();
    expect(card('oferta.docx').getByRole('button', { name: 'Open oferta.docx' })).toBeTruthy();
  });

  it('has the rest in its menu: read, open, save, keep', async () => {
    const { desk } = await openPictures();
    const choose = async (name: string) => {
      await fireEvent.click(card('umowa.pdf').getByRole('button', { name: 'More for umowa.pdf' }));
      await fireEvent.click(await screen.findByRole('menuitem', { name }));
    };
    await choose('Save…');
    expect(desk.saved).toEqual([{ file: 'umowa.pdf', name: 'umowa.pdf' }]);
    await choose('Keep on this computer');
    expect(desk.calls('pinFile')).toEqual([{ file: 'umowa.pdf', pinned: true }]);
    await choose('Preview');
    expect(await screen.findByRole('dialog', { name: 'umowa.pdf' })).toBeTruthy();
  });

  it('asks before anything opens outside, with who sent it and what it opens in', async () => {
    const { desk } = await openPictures();
    await fireEvent.click(card('oferta.docx').getByRole('button', { name: 'Open oferta.docx' }));
    const question = await screen.findByRole('dialog', { name: 'Open outside Bellhop?' });
    expect(question.textContent).toContain('“oferta.docx” comes from the customer (Anna Nowak).');
    expect(question.textContent).toContain('It opens in your word processor.');
    expect(document.activeElement).toBe(within(question).getByRole('button', { name: 'Cancel' }));
    expect(desk.opened).toEqual([]);
    await fireEvent.click(within(question).getByRole('button', { name: 'Open' }));
    await vi.waitFor(() => expect(desk.opened).toEqual(['oferta.docx']));
  });

  it('warns more of what can run, and lets it be saved instead', async () => {
    const { desk } = await openPictures();
    await fireEvent.click(card('instalator.exe').getByRole('button', { name: 'Open instalator.exe' }));
    const question = await screen.findByRole('dialog', { name: 'Open a program?' });
    expect(question.textContent).toContain('can run commands on this computer');
    await fireEvent.click(within(question).getByRole('button', { name: 'Save only' }));
    await vi.waitFor(() => expect(desk.saved).toEqual([{ file: 'run', name: 'instalator.exe' }]));
    expect(desk.opened).toEqual([]);
  });
});

describe('reading a text', () => {
  const lines = Array.from({ length: 450 }, (_, at) => `line ${at}`);

  it('shows its lines, their encoding, and that it is only the beginning', async () => {
    vi.stubGlobal('fetch', served({ lines, cut: true, encoding: 'windows-1250' }));
    await openPictures();
    await fireEvent.click(card('dziennik.log').getByRole('button', { name: 'Preview dziennik.log' }));
    const reader = within(await screen.findByRole('dialog', { name: 'dziennik.log' }));
    expect(await reader.findByText('450 lines · windows-1250')).toBeTruthy();
    expect(fetch).toHaveBeenCalledWith('http://127.0.0.1:4711/k/secret/file/dziennik.log/text', expect.anything());
    expect(reader.getByText(/Only the beginning is shown/)).toBeTruthy();
    expect(reader.getByRole('document', { name: 'Content of the file' }).textContent).toContain('line 449');
    const wrap = reader.getByRole('button', { name: 'Wrap lines' });
    expect(wrap.getAttribute('aria-pressed')).toBe('true');
    await fireEvent.click(wrap);
    expect(wrap.getAttribute('aria-pressed')).toBe('false');
  });

  it('copies all of what is shown', async () => {
    vi.stubGlobal('fetch', served({ rows: [['a', 'b'], ['1', 'x\ty']], cut: false, encoding: 'UTF-8' }));
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await openPictures();
    await fireEvent.click(card('cennik.csv').getByRole('button', { name: 'Preview cennik.csv' }));
    const reader = within(await screen.findByRole('dialog', { name: 'cennik.csv' }));
    await reader.findByText(/1 row/);
    await fireEvent.click(reader.getByRole('button', { name: 'Copy all' }));
    expect(write).toHaveBeenCalledWith('a\tb\n1\tx y');
  });

  it('says so when it cannot be had, and keeps the ways out', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 503 })));
    await openPictures();
    await fireEvent.click(card('dziennik.log').getByRole('button', { name: 'Preview dziennik.log' }));
    const reader = within(await screen.findByRole('dialog', { name: 'dziennik.log' }));
    expect(await reader.findByText(/cannot be shown here/)).toBeTruthy();
    expect(reader.getByRole('button', { name: 'Save dziennik.log' })).toBeTruthy();
  });
});

describe('reading a table', () => {
  it('has its head and row numbers, numbers at the right, and grows while it is read', async () => {
    const rows = [['Numer', 'Kwota', 'Klient'], ...Array.from({ length: 700 }, (_, at) => [`${48_000 + at}`, `${at},90 zł`, 'Anna'])];
    vi.stubGlobal('fetch', served({ rows, cut: false, encoding: 'UTF-8' }));
    await openPictures();
    await fireEvent.click(card('cennik.csv').getByRole('button', { name: 'Preview cennik.csv' }));
    const reader = within(await screen.findByRole('dialog', { name: 'cennik.csv' }));
    const table = await reader.findByRole('table');
    expect(within(table).getAllByRole('columnheader').map((head) => head.textContent)).toEqual(['Row', 'Numer', 'Kwota', 'Klient']);
    expect(within(table).getByRole('columnheader', { name: 'Kwota' }).classList.contains('numeric')).toBe(true);
    expect(table.querySelectorAll('tbody tr')).toHaveLength(300);
    FakeSight.see(table.parentElement!, true);
    await vi.waitFor(() => expect(table.querySelectorAll('tbody tr')).toHaveLength(600));
  });

  it('goes by what its cells are', () => {
    const rows = [['1 234,50', '12 %', 'Łódź', ''], ['−5', '3 zł', '12a', '']];
    expect([0, 1, 2, 3].map((column) => isNumeric(rows, column))).toEqual([true, true, false, false]);
    expect(columnsOf([['a'], ['a', 'b', 'c']])).toBe(3);
    expect(pieces([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(asTabs([['a\nb', 'c']])).toBe('a b\tc');
  });
});

describe('reading a PDF', () => {
  const read = async () => {
    const opened = await openPictures();
    await fireEvent.click(card('umowa.pdf').getByRole('button', { name: 'Preview umowa.pdf' }));
    const dialog = await screen.findByRole('dialog', { name: 'umowa.pdf' });
    return { ...opened, dialog, reader: within(dialog) };
  };

  it('draws the pages in sight and no others, and lets go of the document when it is closed', async () => {
    const { dialog, reader } = await read();
    expect(await reader.findByRole('region', { name: 'Page 1' })).toBeTruthy();
    expect(reader.getByText(/of 40/)).toBeTruthy();
    expect(reader.getAllByRole('region').length).toBeLessThan(6);
    expect(pdf.asked).toEqual(['http://127.0.0.1:4711/k/secret/file/umowa.pdf']);
    await fireEvent(dialog, new Event('cancel', { cancelable: true }));
    await vi.waitFor(() => expect(pdf.closed).toBe(1));
  });

  it('asks before it follows a link, with where it leads', async () => {
    const { desk, reader } = await read();
    await fireEvent.click((await reader.findAllByRole('button', { name: 'https://shop.example.com/umowa' }))[0]!);
    const question = within(await screen.findByRole('dialog', { name: 'Follow this link?' }));
    expect(desk.opened).toEqual([]);
    expect(question.getByText('https://shop.example.com/umowa')).toBeTruthy();
    await fireEvent.click(question.getByRole('button', { name: 'Open in the browser' }));
    await vi.waitFor(() => expect(desk.opened).toEqual(['https://shop.example.com/umowa']));
  });

  it('asks for the password of one that is locked, again after a wrong one', async () => {
    pdf.password = 'tajne';
    const { reader } = await read();
    const field = await reader.findByLabelText('This document is locked. Enter its password.');
    await fireEvent.input(field, { target: { value: 'wrong' } });
    await fireEvent.click(reader.getByRole('button', { name: 'Unlock' }));
    expect((await reader.findByRole('alert')).textContent).toBe('That was not the password.');
    await fireEvent.input(field, { target: { value: 'tajne' } });
    await fireEvent.click(reader.getByRole('button', { name: 'Unlock' }));
    expect(await reader.findByRole('region', { name: 'Page 1' })).toBeTruthy();
  });

  it('says that it is damaged', async () => {
    pdf.damaged = true;
    const { reader } = await read();
    expect(await reader.findByText('The document is damaged and cannot be shown.')).toBeTruthy();
  });

  it('has no fault that axe can find without looking at colours', async () => {
    const { dialog, reader } = await read();
    await reader.findByRole('region', { name: 'Page 1' });
    const { violations } = await axe.run(dialog, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
    expect(violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html ?? ''}`)).toEqual([]);
  });
});

describe('the pages of a document', () => {
  const sizes = Array.from({ length: 1_000 }, () => ({ width: 800, height: 1_100 }));

  it('are found wherever it is scrolled to, a few at a time', () => {
    const laid = layout(sizes, 0.5);
    expect(laid.height).toBe(14 + 1_000 * (550 + 14));
    expect(inSight(laid, 0, 900)).toEqual([0, 1, 2]);
    const middle = laid.tops[500]!;
    expect(inSight(laid, middle, middle + 600)).toEqual([499, 500, 501, 502]);
    expect(inSight(laid, laid.height - 500, laid.height)).toEqual([998, 999]);
    expect([pageAt(laid, 0, 900), pageAt(laid, middle, 900), pageAt(laid, laid.height, 900)]).toEqual([0, 500, 999]);
    expect(inSight(layout([], 1), 0, 900)).toEqual([]);
  });

  it('zoom by steps, fit the width, and are never drawn larger than memory bears', () => {
    expect([closer(1), closer(1.15), farther(1), closer(4), farther(0.25)]).toEqual([1.1, 1.25, 0.9, 4, 0.25]);
    expect(widthFits({ width: 800, height: 1 }, 428)).toBe(0.5);
    expect(widthFits({ width: 100, height: 1 }, 4_000)).toBe(1.15);
    expect(fineness({ width: 800, height: 1_100 }, 1, 2)).toBe(2);
    const fine = fineness({ width: 20_000, height: 20_000 }, 1, 2);
    expect((20_000 * fine) ** 2).toBeLessThanOrEqual(8_000_001);
  });
});

describe('what a file is called', () => {
  const file = (name: string, more = {}) => bareFile({ file: '1', name, media: 'document', ...more });

  it('goes by its extension, in both languages', () => {
    expect([kindOf(file('a.XLSX')), programOf(file('a.xlsx')), programOf(file('a.dwg')), programOf(file('a'))]).toEqual([
      'XLSX',
      'your spreadsheet program',
      'the program that your desktop has for .dwg files',
      'the program that your desktop has for it',
    ]);
    language.use('pl');
    expect(programOf(file('umowa.odt'))).toBe('edytor dokumentów');
  });

  it('is read by its bytes once they are here, and by its name before', () => {
    expect(readerOf(file('a.pdf', { state: { type: 'absent' } }))).toBe('pdf');
    expect(readerOf(file('a.pdf', { state: { type: 'cached' } }))).toBeNull();
    expect(readerOf(file('a.bin', { state: { type: 'cached' }, reader: 'text' }))).toBe('text');
    expect(readerOf(file('a.pdf', { state: { type: 'cached' }, reader: 'pdf', unshown: 'damaged' }))).toBeNull();
    expect(readerOf(file('a.pdf', { state: { type: 'gone' } }))).toBeNull();
  });
});
