import { stringify } from 'csv-stringify/sync';
import type { Writer } from '../io/writer.js';
import { disarmCommands, sanitize } from './sanitize.js';

/** A column: its name, and its cell in the row of an item. */
export type CsvColumn<Item> = readonly [
  name: string,
  cell: (item: Item) => string | number | undefined,
];

/**
 * Writes CSV (RFC 4180): a header and a row per item, with every cell quoted and CRLF at line ends. Cells are guarded
 * against formulas, and against what a terminal or a CI runner would obey.
 */
export class CsvWriter<Item> {
  readonly #writer: Writer;
  readonly #safe: (text: string) => string;
  readonly #columns: readonly CsvColumn<Item>[];
  /** Empty once it is written, together with the first row. */
  #header: string;

  constructor(writer: Writer, terminal: boolean, columns: readonly CsvColumn<Item>[]) {
    this.#writer = writer;
    this.#safe = terminal ? sanitize : disarmCommands;
    this.#columns = columns;
    this.#header = rowText(columns.map(([name]) => name));
  }

  add(item: Item): void | Promise<void> {
    const cells = this.#columns.map(([, cell]) => guardCell(this.#safe(`${cell(item) ?? ''}`)));
    return this.#write(rowText(cells));
  }

  /** Writes the header if there was no row. */
  finish(): void | Promise<void> {
    return this.#header === '' ? undefined : this.#write('');
  }

  #write(row: string): void | Promise<void> {
    const text = this.#header + row;
    this.#header = '';
    return this.#writer.write(text);
  }
}

/**
 * What a spreadsheet takes for the start of a formula: `=`, `+`, `-`, `@`, their full-width forms, and white space that
 * some spreadsheets strip first.
 */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Guards the text of a cell: a spreadsheet shows what follows an apostrophe and never evaluates it. */
export function guardCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

function rowText(cells: readonly string[]): string {
  return stringify([cells], { quoted: true, quoted_empty: true, record_delimiter: 'windows' });
}
