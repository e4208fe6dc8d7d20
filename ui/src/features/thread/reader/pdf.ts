/**
 * Opens PDF documents with pdf.js. A customer's document is hostile until shown otherwise: it is parsed in a worker, and
 * nothing in it runs. The program does not contain the sandbox for its scripts, `isEvalSupported` is off besides, forms made
 * of XML (XFA) are not built, and what annotations want to do is not looked at; only links are, and those ask first.
 *
 * Its fonts never reach the desktop's font engine: letters are drawn as the shapes that they are. WebKitGTK draws them better
 * so, besides.
 *
 * Nothing is fetched but the document, in parts as they are needed, and what pdf.js brings (character maps, the fonts that a
 * document may leave out, two image decoders), which are files of the program. Where the worker or a decoder cannot be
 * started, the document or the picture in it fails and says so.
 */
import { getDocument, GlobalWorkerOptions, InvalidPDFException, PasswordResponses, PDFDataRangeTransport, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = new URL(worker, document.baseURI).href;

const maps = import.meta.glob<string>('/node_modules/pdfjs-dist/cmaps/*.bcmap', { query: '?url', import: 'default', eager: true });
const fonts = import.meta.glob<string>('/node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', { query: '?url', import: 'default', eager: true });
const decoders = import.meta.glob<string>('/node_modules/pdfjs-dist/wasm/{jbig2,openjpeg}.wasm', { query: '?url', import: 'default', eager: true });

const named = (files: Record<string, string>) => new Map(Object.entries(files).map(([path, address]) => [path.slice(path.lastIndexOf('/') + 1), address]));
const parts: Record<string, Map<string, string>> = { cMapUrl: named(maps), standardFontDataUrl: named(fonts), wasmUrl: named(decoders) };

/** Gives pdf.js the files that are part of the program, by the names it knows them by. */
class ProgramFiles {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const address = parts[kind]?.get(filename);
    if (address === undefined) throw new Error(`There is no ${filename}.`);
    const response = await fetch(new URL(address, document.baseURI));
    return new Uint8Array(await response.arrayBuffer());
  }
}

/** Fetches a document in the parts that are asked for: a large one is never here as a whole. */
class Parts extends PDFDataRangeTransport {
  readonly #ended = new AbortController();

  constructor(
    private readonly address: string,
    size: number,
    private readonly onFail: (thrown: unknown) => void,
  ) {
    super(size, null);
  }

  override requestDataRange(begin: number, end: number): void {
    fetch(this.address, { headers: { Range: `bytes=${begin}-${end - 1}` }, signal: this.#ended.signal })
      .then(async (response) => {
        if (response.status !== 206) throw new Error(`The document cannot be had (answer ${response.status}).`);
        this.onDataRange(begin, new Uint8Array(await response.arrayBuffer()));
      })
      .catch((thrown: unknown) => {
        if (!this.#ended.signal.aborted) this.onFail(thrown);
      });
  }

  override abort(): void {
    this.#ended.abort();
  }
}

export interface PdfAsked {
  address: string;
  size: number;
  /** Asked for when the document is locked; `again` after one that was wrong. */
  onPassword: (answer: (password: string) => void, again: boolean) => void;
}

export interface OpenPdf {
  document: Promise<PDFDocumentProxy>;
  close: () => void;
}

export function openPdf({ address, size, onPassword }: PdfAsked): OpenPdf {
  let lose: (thrown: unknown) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => (lose = reject));
  const range = new Parts(address, size, lose);
  const task = getDocument({
    range,
    rangeChunkSize: 256 * 1024,
    disableAutoFetch: true,
    disableStream: true,
    isEvalSupported: false,
    enableXfa: false,
    useWorkerFetch: false,
    disableFontFace: true,
    BinaryDataFactory: ProgramFiles,
    // Larger pictures are left out: 64 million pixels are 256 MB.
    maxImageSize: 64_000_000,
    canvasMaxAreaInBytes: 64_000_000,
    verbosity: 0,
  });
  task.onPassword = (answer: (password: string) => void, reason: number) => onPassword(answer, reason === PasswordResponses.INCORRECT_PASSWORD);
  const document = Promise.race([task.promise, lost]);
  return {
    document,
    close: () => {
      range.abort();
      // It may be closed while it is still being opened; nobody waits for it then.
      document.catch(() => undefined);
      void task.destroy();
    },
  };
}

/** True where the bytes themselves are at fault. */
export function isDamaged(thrown: unknown): boolean {
  return thrown instanceof InvalidPDFException;
}
