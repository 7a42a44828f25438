import { stringify } from 'csv-stringify/sync';
import { valuesOf } from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import type { Writer } from '../io/writer.js';
import type { ScannedDocument } from '../scan/sink.js';
import { disarmCommands, sanitize } from './sanitize.js';

/** A column: its name, and a function that returns its cell for an item. */
export type CsvColumn<Item extends readonly unknown[]> = readonly [
  name: string,
  cell: (...item: Item) => string | number | undefined,
];

/** A column of a field's values, joined by `; `. */
export function fieldColumn(field: Field, name: string = field.name): CsvColumn<[ScannedDocument]> {
  return [name, ({ event }) => valuesOf(event, field).join('; ')];
}

export interface CsvWriter<Item extends readonly unknown[]> {
  add(...item: Item): void | Promise<void>;
  /** Writes the header if there were no rows. */
  finish(): void | Promise<void>;
}

/**
 * Writes CSV (RFC 4180): a header and a row per item, with every cell quoted and lines that end in CRLF. Cells cannot
 * start a formula or control a terminal or CI runner.
 */
export function csvWriter<Item extends readonly unknown[]>(
  writer: Writer,
  terminal: boolean,
  columns: readonly CsvColumn<Item>[],
): CsvWriter<Item> {
  const safe = terminal ? sanitize : disarmCommands;
  /** Written with the first row; empty from then on. */
  let header = rowText(columns.map(([name]) => name));
  const write = (row: string): void | Promise<void> => {
    const text = header + row;
    header = '';
    return writer.write(text);
  };
  return {
    add: (...item) =>
      write(rowText(columns.map(([, cell]) => guardCell(safe(`${cell(...item) ?? ''}`))))),
    finish: () => (header === '' ? undefined : write('')),
  };
}

/** What starts a formula: `=`, `+`, `-`, `@`, their full-width forms, and white space that some spreadsheets strip. */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Prevents the evaluation of a cell: a spreadsheet shows what follows an apostrophe as text. */
export function guardCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

function rowText(cells: readonly string[]): string {
  return stringify([cells], { quoted: true, quoted_empty: true, record_delimiter: 'windows' });
}
