/** What the core serves of a file that is text, and what the reader makes of it. */

export interface Lines {
  lines: string[];
  cut: boolean;
  encoding: string;
}

export interface Rows {
  rows: string[][];
  cut: boolean;
  encoding: string;
}

/** Fetches a text or a table. Fails for an answer that is neither. */
export async function readText(address: string, signal: AbortSignal): Promise<Lines | Rows> {
  const response = await fetch(`${address}/text`, { signal });
  if (!response.ok) throw new Error(`The text cannot be had (answer ${response.status}).`);
  const answer: unknown = await response.json();
  if (typeof answer !== 'object' || answer === null || (!('lines' in answer) && !('rows' in answer))) throw new Error('The answer is not a text.');
  return answer as Lines | Rows;
}

/** Pieces of so many, in order: the web view lays out and paints only those in sight. */
export function pieces<T>(all: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, place) => all.slice(place * size, (place + 1) * size));
}

/** As many columns as the longest row has. */
export const columnsOf = (rows: string[][]) => rows.reduce((most, row) => Math.max(most, row.length), 0);

/** A table as other programs take it from the clipboard: cells between tabs, and nothing in them that would be one. */
export function asTabs(rows: string[][]): string {
  return rows.map((row) => row.map((cell) => cell.replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n');
}

/** A column of numbers stands at the right, whichever way its country writes them. */
export function isNumeric(rows: string[][], column: number): boolean {
  const cells = rows.map((row) => row[column] ?? '').filter((cell) => cell.trim() !== '');
  return cells.length > 0 && cells.every((cell) => /^\s*[-+−]?[\d  .,]*\d\s*(?:%|zł|€|\$|£|PLN|EUR|USD|GBP)?\s*$/.test(cell));
}
