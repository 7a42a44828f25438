import { isArray, isObject, type JsonObject, type JsonValue, own } from '../json/value.js';
import { asDocument, type Document } from './document.js';
import { hitKeys, hitMembers } from './shapes.js';

/**
 * Whether an object is a table: an ES|QL or SQL result with values by row or by column, one of OpenSearch, or one that
 * pandas writes with `orient='split'`.
 */
export function isTable(value: JsonObject): boolean {
  return isArray(columnsOf(value)) && isArray(rowsOf(value));
}

function columnsOf(table: JsonObject): JsonValue | undefined {
  return isArray(own(table, 'datarows')) ? own(table, 'schema') : own(table, 'columns');
}

/** The rows of a table, or its columns if the values are by column. */
function rowsOf(table: JsonObject): JsonValue | undefined {
  return ['values', 'rows', 'datarows', 'data'].map((key) => own(table, key)).find(isArray);
}

export interface TableRows {
  readonly documents: readonly Document[];
  /** Rows without one value for each column. */
  readonly malformed: readonly JsonValue[];
  /** The number of rows. */
  readonly count: number;
  /** What the rows were read from. */
  readonly values: JsonValue;
}

/** Reads a table in which each row is a document with dotted fields. */
export function readTable(table: JsonObject): TableRows {
  const columns = (columnsOf(table) as readonly JsonValue[]).map((column) => {
    const name = isObject(column) ? own(column, 'name') : column;
    return typeof name === 'string' ? name : '';
  });
  const values = rowsOf(table) as readonly JsonValue[];
  const isRow = (row: JsonValue): row is readonly JsonValue[] =>
    isArray(row) && row.length === columns.length;
  const mayBeColumnar = values.length === columns.length;
  const isColumnar = mayBeColumnar && values.some((list) => isArray(list) && !isRow(list));
  // In a square table, rows and columns are indistinguishable, and both interpretations are judged: better one document
  // too many than one lost.
  const isSquare = mayBeColumnar && values.length > 1 && values.every(isRow);
  const rows = isColumnar ? transpose(values) : values;
  const alternatives = isSquare ? transpose(values) : [];
  return {
    documents: [...rows, ...alternatives].filter(isRow).map((row) => rowDocument(columns, row)),
    malformed: rows.filter((row) => !isRow(row)),
    count: rows.length,
    values,
  };
}

function transpose(lists: readonly JsonValue[]): JsonValue[] {
  const height = Math.max(0, ...lists.map((list) => (isArray(list) ? list.length : 0)));
  return Array.from({ length: height }, (_, row) =>
    lists.map((list) => (isArray(list) ? (list[row] ?? null) : null)),
  );
}

/**
 * A row as a document: columns named like the keys of a hit make up the hit, the others the event. Columns of the same
 * name make up a list.
 */
export function rowDocument(columns: readonly string[], row: readonly JsonValue[]): Document {
  const cells = new Map<string, JsonValue>();
  for (const [at, name] of columns.entries()) {
    const cell = row[at] ?? null;
    const before = cells.get(name);
    if (cell !== null) cells.set(name, before === undefined ? cell : [before, cell].flat());
  }
  const event = Object.fromEntries([...cells].filter(([name]) => !hitKeys.has(name)));
  const hit = Object.fromEntries([...cells].filter(([name]) => hitKeys.has(name)));
  if (Object.keys(hit).length === 0) return { event, envelope: event };
  const source = own(hit, hitMembers.event);
  // Elasticsearch has no other `_source`, but a program in between may.
  const rest = source === undefined ? {} : { _source: source };
  const whole = isObject(source) ? { ...event, ...source } : { ...event, ...rest };
  return asDocument({ ...hit, _source: whole });
}
