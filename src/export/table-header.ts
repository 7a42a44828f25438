import { splitQuoted } from './delimited.js';
import { documentColumns, eventColumns, eventFieldGroups, objectColumns } from './shapes.js';

/** The header of a table in text: names of fields, separated by a delimiter. */
export interface TableHeader {
  readonly delimiter: string;
  /** For each column, the field that its label names, or the label. */
  readonly columns: readonly string[];
  /** Whether a label is quoted. The writer then quotes cells where it is needed, so that none can look like several. */
  readonly isQuoted: boolean;
  /** Whether cells are padded with spaces. */
  readonly isPadded: boolean;
  /** Whether only spaces divide the columns, so that cells cannot be told apart. */
  readonly isAligned: boolean;
}

/** Where the rows of a table begin. */
export interface TableStart {
  readonly header: TableHeader;
  /** The text before the header, such as titles, and the header. */
  readonly titles: string;
  readonly label: string;
  /** What ends a line. */
  readonly lineEnd: '\n' | '\r';
}

/** Common delimiters of tables in text. */
const delimiters = [',', ';', '\t', '|'];

/** The longest text before the rows of a table, in characters and lines. */
const maxTitles = { length: 64 * 1024, lines: 20 } as const;

/** Fields by their names, without regard to case and to what stands for the dots. */
const fieldsByKey: ReadonlyMap<string, string> = new Map(
  [...eventColumns, ...documentColumns].map((field) => [keyOf(field), field]),
);

/**
 * Finds the header of a table, which may follow titles.
 *
 * @param isWhole whether no more text follows.
 * @returns undefined if the text does not begin like a table, `more` if more text is needed.
 */
export function tableStart(text: string, isWhole: boolean): TableStart | 'more' | undefined {
  let start = 0;
  for (let lines = 0; lines < maxTitles.lines && start < maxTitles.length; lines += 1) {
    const found = text.slice(start, start + maxTitles.length).search(/[\r\n]/);
    if (found < 0 && !isWhole && text.length - start < maxTitles.length) return 'more';
    const end = found < 0 ? text.length : start + found;
    const isReturn = text[end] === '\r';
    if (isReturn && end + 1 === text.length && !isWhole) return 'more';
    const line = text.slice(start, end);
    if (/[{[]\s*["'{[]/.test(line.slice(0, 4096)) || line.length > maxTitles.length)
      return undefined;
    const header = headerOf(line);
    if (header !== undefined) {
      const lineEnd = isReturn && text[end + 1] !== '\n' ? '\r' : '\n';
      return { header, titles: text.slice(0, start), label: line, lineEnd };
    }
    if (end >= text.length) return undefined;
    start = end + 1;
  }
  return undefined;
}

/** The header that a line is; undefined if it does not name fields of events. */
export function headerOf(line: string): TableHeader | undefined {
  const text = line.replace(/^\ufeff|^\u00ef\u00bb\u00bf/, '');
  for (const delimiter of delimiters) {
    const { cells, isStrict, isOpen } = splitQuoted(text, delimiter);
    if (isOpen || cells.length > 10_000) continue;
    const columns = cells.map((label) => fieldOf(label.trim()));
    const isAlone = columns.length === 1;
    if (!isHeader(columns) || (isAlone && delimiter !== ',')) continue;
    return {
      delimiter,
      columns,
      isQuoted: isStrict && text.includes('"'),
      isPadded: cells.some((label, at) => at > 0 && /^ | $/.test(label)),
      isAligned: false,
    };
  }
  return alignedHeaderOf(text);
}

/** The header of a table whose columns only spaces divide. */
function alignedHeaderOf(text: string): TableHeader | undefined {
  const columns = text.slice(0, 10_000).trim().split(/\s+/).map(fieldOf);
  return columns.length > 2 && columns.every(isEventColumn)
    ? { delimiter: ' ', columns, isQuoted: false, isPadded: true, isAligned: true }
    : undefined;
}

/** Whether labels name at least two fields of events, three objects of them, or a column of whole documents. */
function isHeader(columns: readonly string[]): boolean {
  const known = new Set(columns.filter(isEventColumn));
  const objects = new Set(columns.filter((name) => objectColumns.has(name)));
  return (
    known.size > 1 ||
    objects.size > 2 ||
    (columns.some((name) => name === '_source' || name === '_raw') &&
      columns.every((name) => /^[\w@.# ()[\]{}:-]{0,100}$/.test(name)))
  );
}

function isEventColumn(name: string): boolean {
  if (eventColumns.has(name)) return true;
  const [group, ...rest] = name.split('.');
  return rest.length > 0 && eventFieldGroups.has(group ?? '') && /^[\w.@-]+$/.test(name);
}

/**
 * The field of a column: its label, or the part in parentheses after a label that the user chose. Field names are
 * recognized without regard to case, prefixes such as `_source.`, numbers of list elements, and what stands for the dots.
 */
export function fieldOf(label: string): string {
  const unquoted = label.trim().replace(/^(["'`])(.*)\1$/, '$2');
  const open = unquoted.lastIndexOf('(');
  const inner = open > 0 && unquoted.endsWith(')') ? unquoted.slice(open + 1, -1) : '';
  const name = /^[\w@.-]+$/.test(inner) ? inner : unquoted;
  const bare = name
    .replace(/^(?:_source|fields|doc|_doc|result)[./[]/i, '')
    .replace(/(?:\.?\{\d*\}|\.?\[\d*\]|\.\d+|\.(?:keyword|text))+$/, '');
  const known = fieldsByKey.get(keyOf(bare));
  if (known !== undefined) return known;
  return isEventColumn(bare) ? bare : name;
}

/** A field's name in lower case, with dots wherever its words are divided. */
function keyOf(name: string): string {
  return name
    .replace(/([a-z])(?=[A-Z][a-z])/g, '$1.')
    .toLowerCase()
    .replace(/(?<=\w)[\s_/:[\]]+(?=\w)/g, '.')
    .replace(/\]$/, '');
}
