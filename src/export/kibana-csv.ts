import type { JsonValue } from '../json/value.js';
import type { Document } from './document.js';
import { eventColumns } from './shapes.js';
import { rowDocument } from './table.js';

/** Common values of Kibana's setting `csv:separator`. */
const delimiters = [',', ';', '\t', '|'];

/** What Kibana writes for a missing field; `(empty)` and `(null)` are its labels for such values. */
const missingCells: ReadonlySet<string> = new Set(['', '-', '(empty)', '(null)']);

/** The delimiter of a CSV export, from its header line; undefined if that does not name fields of events. */
export function csvDelimiter(header: string): string | undefined {
  if (!header.includes('file.path')) return undefined;
  return delimiters.find((delimiter) => {
    const known = header
      .split(delimiter)
      .map((cell) => fieldOf(cell.trim().replace(/^"|"$/g, '')))
      .filter((field) => eventColumns.has(field));
    return known.includes('file.path') && known.length > 1;
  });
}

/** The field of a column: its label, or the part in parentheses after a label that the user chose. */
export function fieldOf(label: string): string {
  const open = label.lastIndexOf('(');
  if (open <= 0 || !label.endsWith(')')) return label;
  const inner = label.slice(open + 1, -1);
  return /^[\w@.-]+$/.test(inner) ? inner : label;
}

/**
 * The documents that a row may represent.
 *
 * Kibana joins several values with `, `, so a cell that contains it is one value or several. The row is read in every
 * combination of both: it matches if one of them does. A list of values, one of which the rule excludes, may therefore
 * match as one value; but a planted script is never missed.
 *
 * @param lists the names of the fields whose cells are also read as lists.
 */
export function* rowInterpretations(
  columns: readonly string[],
  cells: readonly string[],
  lists: ReadonlySet<string>,
): Generator<Document> {
  const options = columns.map((column, at) =>
    cellInterpretations(withoutFormulaGuard(cells[at] ?? ''), lists.has(column)),
  );
  const combinations = options.reduce((product, { length }) => product * length, 1);
  for (let combination = 0; combination < combinations; combination += 1) {
    let rest = combination;
    const row = options.map((values) => {
      const value = values[rest % values.length] ?? null;
      rest = Math.floor(rest / values.length);
      return value;
    });
    yield rowDocument(columns, row);
  }
}

function cellInterpretations(cell: string, mayBeList: boolean): readonly JsonValue[] {
  if (missingCells.has(cell.trim())) return [null];
  return mayBeList && cell.includes(', ') ? [cell, cell.split(', ')] : [cell];
}

/** A cell without the quote that Kibana writes before text that a spreadsheet would run as a formula. */
function withoutFormulaGuard(cell: string): string {
  return /^'[=+@\t\r-]/.test(cell) ? cell.slice(1) : cell;
}
