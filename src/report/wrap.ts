import wrapAnsi from 'wrap-ansi';

/** The narrowest column that text is wrapped in. */
const minColumn = 20;

/**
 * Wraps a line after its first `hang` columns, and indents what follows by as many.
 *
 * @param width of the terminal, in columns; undefined if lines are not to be wrapped.
 * @param hang number of columns that stand before the wrapped text; fewer are indented where the terminal is narrow.
 */
export function wrapped(
  before: string,
  text: string,
  hang: number,
  width: number | undefined,
): readonly string[] {
  if (width === undefined) return [before + text];
  const indent = Math.max(0, Math.min(hang, width - minColumn));
  const column = Math.max(minColumn, width - indent);
  const options = { hard: true, trim: true };
  if (indent === hang) {
    const [first = '', ...rest] = wrapAnsi(text, column, options).split('\n');
    return [before + first, ...rest.map((line) => ' '.repeat(indent) + line)];
  }
  const lines = wrapAnsi(text, column, options).split('\n');
  return [before.trimEnd(), ...lines.map((line) => ' '.repeat(indent) + line)];
}
