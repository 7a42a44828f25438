import type { Subject } from '../event/subject.js';
import { isArray, isObject, type JsonValue } from '../json/value.js';
import {
  bracketedList,
  cellInterpretations,
  isBracketed,
  isMissing,
  objectIn,
  plainInterpretation,
} from './cell-interpretations.js';
import type { Document } from './document.js';
import { hitMembers, objectColumns } from './shapes.js';
import { rowDocument } from './table.js';

/** What a rule does with the fields that it reads, and what it is about. */
export interface FieldUses {
  /** For each field that an event must have to match, whether a value satisfies the rule. */
  readonly required: ReadonlyMap<string, (value: string) => boolean>;
  /** The fields by which the rule excludes events. */
  readonly excluding: ReadonlySet<string>;
  readonly subject: Subject;
}

/** The documents that a row may represent. */
export interface RowInterpretations {
  readonly documents: Iterable<Document>;
  /** Whether there are more than {@link maxInterpretations}, of which the documents are the first. */
  readonly isLimited: boolean;
}

/** Maximum number of documents that a row is read as. */
export const maxInterpretations = 256;

/**
 * The documents that a row may represent.
 *
 * A cell may hold one value or a list, as `a, b` is either. A field that the rule only requires is read such that it
 * satisfies the rule, if it can be; those by which the rule excludes events are read in every combination of both. The
 * row matches if one interpretation does. A list of values, one of which the rule excludes, may therefore match as one value;
 * but a planted script is never missed.
 */
export function rowInterpretations(
  columns: readonly string[],
  cells: readonly string[],
  uses: FieldUses,
): RowInterpretations {
  const isListed = areAllLists(columns, cells, uses);
  const options = columns.map((column, at) => optionsOf(column, cells[at] ?? '', uses, isListed));
  const combinations = options.reduce((product, { length }) => product * length, 1);
  return { documents: combine(columns, options), isLimited: combinations > maxInterpretations };
}

function* combine(
  columns: readonly string[],
  options: readonly (readonly JsonValue[])[],
): Generator<Document> {
  const combinations = options.reduce((product, { length }) => product * length, 1);
  for (
    let combination = 0;
    combination < Math.min(combinations, maxInterpretations);
    combination += 1
  ) {
    let rest = combination;
    const row = options.map((values) => {
      const value = values[rest % values.length] ?? null;
      rest = Math.floor(rest / values.length);
      return value;
    });
    yield rowDocument(columns, row);
  }
}

/** Whether an interpretation of a cell satisfies the rule's requirement for its field. */
export function satisfies(
  interpretation: JsonValue,
  isSatisfying: (value: string) => boolean,
): boolean {
  const values = isArray(interpretation) ? interpretation : [interpretation];
  return values.some((value) => value !== null && !isObject(value) && isSatisfying(`${value}`));
}

function optionsOf(
  column: string,
  cell: string,
  { required, excluding }: FieldUses,
  isListed: boolean,
): readonly JsonValue[] {
  const isSatisfying = required.get(column);
  const excludes = excluding.has(column);
  if (isSatisfying === undefined && !excludes)
    return [objectOf(column, cell) ?? plainInterpretation(cell)];
  if (isListed && isBracketed(cell)) return [bracketedList(cell.trim()) ?? cell];
  const interpretations = cellInterpretations(cell);
  if (isSatisfying === undefined) return interpretations;
  const satisfying = interpretations.filter((interpretation) =>
    satisfies(interpretation, isSatisfying),
  );
  if (excludes) return satisfying.length > 0 ? satisfying : interpretations;
  return satisfying.length > 0 ? satisfying.slice(0, 1) : interpretations.slice(0, 1);
}

/** An object that is written as JSON under the name of one, such as `event` or `_source`. */
function objectOf(column: string, cell: string): JsonValue | undefined {
  if (column !== hitMembers.event && !objectColumns.has(column)) return undefined;
  return objectIn(cell);
}

/** Whether the writer brackets every value, as cells show that no attacker chooses. */
function areAllLists(
  columns: readonly string[],
  cells: readonly string[],
  { required, excluding }: FieldUses,
): boolean {
  const chosenBySensor = columns.flatMap((column, at) =>
    required.has(column) && !excluding.has(column) ? [cells[at] ?? ''] : [],
  );
  const present = chosenBySensor.filter((cell) => !isMissing(cell));
  return present.length > 0 && present.every(isBracketed);
}
