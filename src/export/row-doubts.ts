import { isArray, type JsonValue } from '../json/value.js';
import {
  cellInterpretations,
  isMissing,
  isPathLike,
  isUnclearPath,
} from './cell-interpretations.js';
import { type FieldUses, satisfies } from './row-interpretations.js';
import { knownValues } from './shapes.js';

const filePath = 'file.path';

/** The cells of a row under the fields of their columns. */
type CellsOf = (field: string) => readonly string[];

/**
 * The fields of a row that cannot be read with certainty, although the row mentions the rule's files and may match because of
 * them.
 */
export function unclearFields(
  columns: readonly string[],
  cells: readonly string[],
  { required, excluding, subject }: FieldUses,
): string[] {
  const cellsOf: CellsOf = (field) =>
    columns.flatMap((column, at) => (column === field ? [cells[at] ?? ''] : []));
  const paths = cellsOf(filePath);
  const mentions = paths.filter(subject.mentions.mayBeIn);
  if (mentions.length === 0) {
    const present = paths.filter((path) => !isMissing(path));
    const isClear = present.length > 0 && present.every((path) => isPathLike(path.trim()));
    if (paths.length === 0 || isClear) return [];
  }
  const unknown: string[] = [];
  for (const [field, isSatisfying] of required) {
    if (excluding.has(field) || !columns.includes(field)) continue;
    const judged = judgeCells(field, cellsOf(field), isSatisfying);
    // Whatever the other fields hold, the row does not match.
    if (judged === 'fails') return [];
    if (judged === 'unclear') unknown.push(field);
  }
  if (mentions.length === 0) return [filePath, ...unknown];
  if (mentions.some((path) => isUnclearPath(path, subject.mentions))) return [filePath, ...unknown];
  const isSatisfying = required.get(filePath) ?? (() => false);
  const isConcerned = mentions.some((path) =>
    cellInterpretations(path).some((interpretation) => satisfies(interpretation, isSatisfying)),
  );
  return isConcerned ? unknown : [];
}

/** Whether a row lacks nothing to match but a field, by whose absence the rule excludes it. */
export function lacksOnly(
  field: string,
  columns: readonly string[],
  cells: readonly string[],
  { required }: FieldUses,
): boolean {
  return [...required].every(([name, isSatisfying]) => {
    const interpretations = columns.flatMap((column, at) =>
      column === name ? cellInterpretations(cells[at] ?? '') : [],
    );
    const isSatisfied = interpretations.some((one) => satisfies(one, isSatisfying));
    return name === field ? !isSatisfied : isSatisfied;
  });
}

function judgeCells(
  field: string,
  cells: readonly string[],
  isSatisfying: (value: string) => boolean,
): 'satisfies' | 'fails' | 'unclear' {
  if (cells.some(isSatisfying)) return 'satisfies';
  const interpretations = cells.flatMap(cellInterpretations);
  if (interpretations.some((interpretation) => satisfies(interpretation, isSatisfying)))
    return 'satisfies';
  const present = cells.filter((cell) => !isMissing(cell));
  const isPlain = present.every((cell) =>
    cellInterpretations(cell).some((one) => isKnown(field, one)),
  );
  return present.length > 0 && isPlain ? 'fails' : 'unclear';
}

/** Whether an interpretation consists of values that the field can have, as far as is known. */
function isKnown(field: string, interpretation: JsonValue): boolean {
  const values = isArray(interpretation) ? interpretation : [interpretation];
  const known = knownValues[field];
  return values.every(
    (value) =>
      typeof value === 'string' &&
      (known === undefined ? /^[\w .-]+$/.test(value) : known.has(value)),
  );
}
