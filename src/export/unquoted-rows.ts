import { cellInterpretations, isMissing } from './cell-interpretations.js';
import { type FieldUses, satisfies } from './row-interpretations.js';
import { sensorFields } from './shapes.js';

/** A column of which something is known. */
interface KnownColumn {
  readonly at: number;
  /** Whether no attacker chooses its values, so that only lists of them hold a delimiter. */
  readonly isPlain: boolean;
  accepts(cell: string): boolean;
}

/** The cells that a column may end with, from the first to the last. */
interface ColumnEnd {
  readonly first: number;
  readonly last: number;
}

/** The most cells that are looked at. */
const maxCells = 500_000;

/** The most cells that a list of values may be divided into. */
const maxListCells = 8;

/**
 * Whether text may hold a row that matches if no cell is quoted, and values hold delimiters and line ends as they are.
 *
 * It never says no if there is such a row, and attackers choose only the values that they can: any cells may be one
 * value, except those of the sensor. Time is linear in the length of the text.
 *
 * @param isPadded whether there may be spaces before any value.
 */
export function mayHoldUnquotedRow(
  text: string,
  delimiter: string,
  columns: readonly string[],
  uses: FieldUses,
  isPadded: boolean = false,
): boolean {
  const parts = text.split(new RegExp(`([${delimiter}\r\n])`));
  if (parts.length > 2 * maxCells) return true;
  const cells = parts.filter((_, at) => at % 2 === 0);
  /** Whether a cell follows a delimiter, and not a line end or nothing. */
  const isWithinLine = (at: number): boolean => parts[2 * at - 1] === delimiter;
  const known = knownColumns(columns, uses);
  let starts = new Uint8Array(cells.length + 1).fill(1, known[0]?.at ?? 0);
  for (const [index, column] of known.entries()) {
    const gap = (known[index + 1]?.at ?? columns.length) - column.at;
    /** For each cell, 1 if the column accepts it, -1 if not, 0 if that is not known yet. */
    const accepted = new Int8Array(cells.length);
    const accepts = (at: number): boolean => {
      if (accepted[at] === 0) accepted[at] = column.accepts(cells[at] ?? '') ? 1 : -1;
      return accepted[at] === 1;
    };
    const next = new Uint8Array(cells.length + 1);
    let anyFrom = next.length;
    for (let start = 0; start < cells.length; start += 1) {
      if (starts[start] !== 1 || column.at > 0 !== isWithinLine(start)) continue;
      // A space before a value only divides it from the one before it in a list.
      if (!isPadded && cells[start]?.startsWith(' ')) continue;
      const end = endOfColumn(cells, start, column.isPlain, accepts);
      if (end === undefined) continue;
      if (end.last < cells.length && gap === 1) next.fill(1, end.first + 1, end.last + 2);
      else anyFrom = Math.min(anyFrom, end.first + gap);
    }
    starts = next.fill(1, anyFrom);
  }
  return starts.some((isStart, at) => isStart === 1 && !isWithinLine(at));
}

/** Where a column that starts with a cell may end; undefined if it does not accept its values. */
function endOfColumn(
  cells: readonly string[],
  start: number,
  isPlain: boolean,
  accepts: (at: number) => boolean,
): ColumnEnd | undefined {
  const isBracketed = /^\s*[[({](?!.*[\])}]\s*$)/s.test(cells[start] ?? '');
  let first = -1;
  let last = start;
  for (; last < cells.length && last < start + maxListCells; last += 1) {
    const cell = cells[last] ?? '';
    // Only a list continues in the next cell: in brackets, or with a space before each value.
    if (last > start && !isBracketed && !cell.startsWith(' ')) break;
    if (first < 0 && accepts(last)) first = last;
  }
  if (first < 0) return undefined;
  return isPlain && !isBracketed
    ? { first, last: last - 1 }
    : { first: isPlain ? first : start, last: cells.length };
}

function knownColumns(
  columns: readonly string[],
  { required, excluding }: FieldUses,
): KnownColumn[] {
  return columns.flatMap((field, at) => {
    const isSatisfying = required.get(field);
    if (isSatisfying === undefined) {
      return sensorFields.has(field) ? [{ at, isPlain: true, accepts: () => true }] : [];
    }
    const accepts = (cell: string): boolean => {
      const text = cell.replace(/^\s*[[({]\s*["']?|^\s+/, '').replace(/["']?[\])}]$/, '');
      if (isMissing(text)) return false;
      if (!/[,;|\s"'[({]/.test(text)) return isSatisfying(text);
      return cellInterpretations(text).some((one) => satisfies(one, isSatisfying));
    };
    return [{ at, isPlain: !excluding.has(field), accepts }];
  });
}
