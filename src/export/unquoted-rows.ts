import { cellInterpretations, isMissing } from './cell-interpretations.js';
import { type FieldUses, satisfies } from './row-interpretations.js';

/** A column that a row needs to match. */
interface RequiredColumn {
  readonly at: number;
  /** Whether the sensor chooses its values, so that none holds a delimiter. */
  readonly isPlain: boolean;
  accepts(cell: string): boolean;
}

/** The most cells that are looked at. */
const maxCells = 500_000;

/** The most cells that a list of values may be divided into. */
const maxListCells = 8;

/**
 * Whether text may hold a row that matches if no cell is quoted, and values hold delimiters and line ends as they are.
 *
 * It never says no if there is such a row: any cells may be joined, except those whose values an attacker cannot choose.
 * Time is linear in the length of the text.
 */
export function mayHoldUnquotedRow(
  text: string,
  delimiter: string,
  columns: readonly string[],
  uses: FieldUses,
): boolean {
  const cells = text.split(delimiter === '|' ? /[|\r\n]/ : new RegExp(`[${delimiter}\r\n]`));
  if (cells.length > maxCells) return true;
  const required = requiredColumns(columns, uses);
  const last = required.at(-1);
  if (last === undefined) return false;
  let starts = new Uint8Array(cells.length).fill(1, required[0]?.at ?? 0);
  for (const [index, column] of required.entries()) {
    const gap = (required[index + 1]?.at ?? columns.length) - column.at;
    const next = new Uint8Array(cells.length + 1);
    let anyFrom = next.length;
    for (let start = 0; start < cells.length; start += 1) {
      if (starts[start] !== 1) continue;
      const end = endOfColumn(cells, start, column);
      if (end === undefined) continue;
      const after = end.at + gap;
      if (after >= next.length) continue;
      if (end.isExact && gap === 1) next.fill(1, start + 1, after + 1);
      else anyFrom = Math.min(anyFrom, (end.isExact ? start : end.at) + gap);
    }
    starts = next.fill(1, anyFrom);
  }
  return starts.includes(1);
}

/** Where a column that starts at a cell may end; undefined if its cells are not accepted. */
function endOfColumn(
  cells: readonly string[],
  start: number,
  { isPlain, accepts }: RequiredColumn,
): { readonly at: number; readonly isExact: boolean } | undefined {
  const first = cells[start] ?? '';
  const mayBeList = /^\s*["'[({]/.test(first);
  for (let at = start; at < Math.min(cells.length, start + maxListCells); at += 1) {
    const cell = cells[at] ?? '';
    // Only a list goes on in the next cell, with a space before each value or in brackets.
    if (at > start && !mayBeList && !cell.startsWith(' ')) return undefined;
    if (accepts(cell)) {
      let end = at;
      while (cells[end + 1]?.startsWith(' ') && end < start + maxListCells) end += 1;
      return { at: mayBeList || !isPlain ? start : end, isExact: isPlain && !mayBeList };
    }
  }
  return undefined;
}

function requiredColumns(
  columns: readonly string[],
  { required, excluding }: FieldUses,
): RequiredColumn[] {
  return [...required]
    .map(([field, isSatisfying]) => ({
      at: columns.indexOf(field),
      isPlain: !excluding.has(field),
      accepts: (cell: string) => {
        const text = cell.replace(/^[\s"'[({]+/, '');
        if (isMissing(text)) return false;
        return cellInterpretations(text).some((interpretation) =>
          satisfies(interpretation, isSatisfying),
        );
      },
    }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
}
