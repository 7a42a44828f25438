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
  /** Writes the rows that have been added. */
  flush(): void | Promise<void>;
  /** Writes the last rows, or the header if there were none. */
  finish(): void | Promise<void>;
}

/** Rows that are written together. */
const batchRows = 64;

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
  let rows: string[][] = [columns.map(([name]) => name)];
  let isBegun = false;
  const flush = (): void | Promise<void> => {
    if (rows.length === 0) return undefined;
    const text = rowsText(rows);
    rows = [];
    isBegun = true;
    return writer.write(text);
  };
  return {
    add(...item) {
      rows.push(columns.map(([, cell]) => guardCell(safe(`${cell(...item) ?? ''}`))));
      return rows.length < batchRows ? undefined : flush();
    },
    flush: () => (isBegun || rows.length > 1 ? flush() : undefined),
    finish: flush,
  };
}

/** What starts a formula: `=`, `+`, `-`, `@`, their full-width forms, and white space that some spreadsheets strip. */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Prevents the evaluation of a cell: a spreadsheet shows what follows an apostrophe as text. */
export function guardCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

function rowsText(rows: readonly (readonly string[])[]): string {
  return stringify([...rows], { quoted: true, quoted_empty: true, record_delimiter: 'windows' });
}
