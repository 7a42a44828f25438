import type { JsonValue } from '../json/value.js';
import type { Document } from './document.js';
import { rowDocument } from './table.js';

/** What CSV may be separated by: Kibana's setting `csv:separator`. */
const delimiters = [',', ';', '\t', '|'];

/** The fields without which nothing can match: the rule asks for the first four, and for an executable at all. */
const requiredFields: readonly string[] = [
  'event.category',
  'host.os.type',
  'event.action',
  'file.path',
  'process.executable',
];

/** The fields that the rule reads. */
export const ruleFields: ReadonlySet<string> = new Set([
  ...requiredFields,
  'file.extension',
  'file.name',
  'process.name',
]);

/** Fields that tell, next to `file.path`, that a CSV is an export of events. */
const otherFields: ReadonlySet<string> = new Set([
  ...ruleFields,
  '@timestamp',
  '_id',
  '_index',
  'agent.type',
  'event.id',
  'event.type',
  'host.name',
  'process.command_line',
  'user.name',
]);

/** What Kibana writes where a document has no such field; `(empty)` and `(null)` are its labels for values. */
const missing: ReadonlySet<string> = new Set(['', '-', '(empty)', '(null)']);

/** The delimiter of a CSV by its header line, or undefined where it is no header of Kibana's with our fields. */
export function csvDelimiter(header: string): string | undefined {
  if (!header.includes('file.path')) return undefined;
  return delimiters.find((delimiter) => {
    const known = header
      .split(delimiter)
      .map((cell) => fieldOf(cell.trim().replace(/^"|"$/g, '')))
      .filter((field) => otherFields.has(field));
    return known.includes('file.path') && known.length > 1;
  });
}

/** The field that a column's label names: itself, or what stands in brackets behind a label of the user's own. */
export function fieldOf(label: string): string {
  const open = label.lastIndexOf('(');
  if (open <= 0 || !label.endsWith(')')) return label;
  const inner = label.slice(open + 1, -1);
  return /^[\w@.-]+$/.test(inner) ? inner : label;
}

/** The fields that the rule needs and no column has. */
export function missingFields(columns: readonly string[]): string[] {
  return requiredFields.filter((field) => !columns.includes(field));
}

/**
 * The documents that a row may stand for.
 *
 * Kibana joins several values by `, `, so a cell with one in it is that one value or several. The row is read in every
 * way that the rule's fields allow: if one of them matches, the row does. What is lost so is that a list of values,
 * one of which the rule excludes, may match as one value; what is never lost is a planted script.
 */
export function* rowReadings(
  columns: readonly string[],
  cells: readonly string[],
): Generator<Document> {
  const options = columns.map((column, at) => optionsOf(column, unguarded(cells[at] ?? '')));
  const ways = options.reduce((product, { length }) => product * length, 1);
  for (let way = 0; way < ways; way += 1) {
    let rest = way;
    const row = options.map((values) => {
      const value = values[rest % values.length] ?? null;
      rest = Math.floor(rest / values.length);
      return value;
    });
    yield rowDocument(columns, row);
  }
}

function optionsOf(column: string, cell: string): readonly JsonValue[] {
  if (missing.has(cell.trim())) return [null];
  if (!ruleFields.has(column) || !cell.includes(', ')) return [cell];
  return [cell, cell.split(', ')];
}

/** A cell without the quote that Kibana puts before what a spreadsheet would take for a formula. */
function unguarded(cell: string): string {
  return /^'[=+@\t\r-]/.test(cell) ? cell.slice(1) : cell;
}
