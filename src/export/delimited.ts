/** Cells of a row of a table, as one interpretation of its quotes finds them. */
export interface SplitRow {
  readonly cells: readonly string[];
  /** Whether quotes stand only where a writer of quoted cells puts them. */
  readonly isStrict: boolean;
  /** Whether the text ends in a quoted cell. */
  readonly isOpen: boolean;
}

/** {@link SplitRow} without its cells. */
export interface RowMeasure extends Omit<SplitRow, 'cells'> {
  readonly count: number;
}

/**
 * Splits a row whose cells may be quoted: a cell that begins with a quote ends with the quote before the next
 * delimiter, and quotes in it are doubled. A quote anywhere else is an ordinary character.
 */
export function splitQuoted(text: string, delimiter: string): SplitRow {
  const cells: string[] = [];
  const { isStrict, isOpen } = readCells(text, delimiter, false, (cell) => cells.push(cell));
  return { cells, isStrict, isOpen };
}

/**
 * Counts the cells of a line as {@link splitQuoted} finds them.
 *
 * @param isOpen whether the line begins in a quoted cell.
 */
export function measureQuoted(text: string, delimiter: string, isOpen: boolean): RowMeasure {
  let count = 0;
  const measure = readCells(text, delimiter, isOpen, undefined, () => {
    count += 1;
  });
  return { ...measure, count };
}

/** Reads cells in time that is linear in the length of the text. */
function readCells(
  text: string,
  delimiter: string,
  startsOpen: boolean,
  onCell: ((cell: string) => void) | undefined,
  onEnd?: () => void,
): Omit<SplitRow, 'cells'> {
  let isStrict = true;
  let at = 0;
  let isQuoted = startsOpen;
  for (;;) {
    const opening = isQuoted ? at : skipBlanks(text, at, delimiter);
    if (isQuoted || text[opening] === '"') {
      const contents = isQuoted ? at : opening + 1;
      const closing = closingQuote(text, contents, delimiter);
      isStrict &&= closing.isStrict;
      const end = closing.at < 0 ? text.length : closing.at;
      onCell?.(text.slice(contents, end).replaceAll('""', '"'));
      onEnd?.();
      if (closing.at < 0) return { isStrict, isOpen: true };
      at = skipBlanks(text, closing.at + 1, delimiter);
    } else {
      const found = text.indexOf(delimiter, at);
      const end = found < 0 ? text.length : found;
      if (onCell !== undefined || isStrict) {
        const cell = text.slice(at, end);
        isStrict &&= !cell.includes('"');
        onCell?.(cell);
      }
      onEnd?.();
      at = end;
    }
    isQuoted = false;
    if (at >= text.length) return { isStrict, isOpen: false };
    at += 1;
  }
}

/** The quote that ends a quoted cell: one before a delimiter or the end of the text. */
function closingQuote(
  text: string,
  start: number,
  delimiter: string,
): { readonly at: number; readonly isStrict: boolean } {
  let isStrict = true;
  let at = text.indexOf('"', start);
  while (at >= 0) {
    if (text[at + 1] === '"') {
      at = text.indexOf('"', at + 2);
      continue;
    }
    const next = skipBlanks(text, at + 1, delimiter);
    if (next === text.length || text[next] === delimiter) return { at, isStrict };
    isStrict = false;
    at = text.indexOf('"', next);
  }
  return { at: -1, isStrict };
}

/** The number of cells on a line without quoted cells. */
export function countPlain(text: string, delimiter: string): number {
  let count = 1;
  for (let at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + 1)) count += 1;
  return count;
}

function skipBlanks(text: string, start: number, delimiter: string): number {
  let at = start;
  while (text[at] !== delimiter && (text[at] === ' ' || text[at] === '\t')) at += 1;
  return at;
}
