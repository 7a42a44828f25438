import {
  hasArray,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  own,
} from '../json/value.js';
import { asDocument, type Document } from './document.js';
import { hitKeys, hitMembers } from './shapes.js';

/** Whether an object is an ES|QL or SQL result: columns, and their values by row or by column. */
export function isTable(value: JsonObject): boolean {
  return hasArray(value, 'columns') && (hasArray(value, 'values') || hasArray(value, 'rows'));
}

/** The documents of a table, and the rows that are none. */
export interface TableRows {
  readonly documents: readonly Document[];
  readonly malformed: readonly JsonValue[];
  /** How many rows there are. */
  readonly count: number;
}

/** Reads an ES|QL or SQL result: each row is a document with dotted fields. */
export function readTable(table: JsonObject): TableRows {
  const columns = (own(table, 'columns') as readonly JsonValue[]).map((column) => {
    const name = isObject(column) ? own(column, 'name') : column;
    return typeof name === 'string' ? name : '';
  });
  const values = (own(table, 'values') ?? own(table, 'rows')) as readonly JsonValue[];
  const rows = isColumnar(columns, values) ? transpose(values) : values;
  const isRow = (row: JsonValue): row is readonly JsonValue[] =>
    isArray(row) && row.length === columns.length;
  const whole = rows.filter(isRow);
  const alternatives = isSquare(columns, values) ? transpose(values).filter(isRow) : [];
  return {
    documents: [...whole, ...alternatives].map((row) => rowDocument(columns, row)),
    malformed: rows.filter((row) => !isRow(row)),
    count: rows.length,
  };
}

/**
 * Whether the table is square, so that rows and columns cannot be told apart. Then both readings are judged: better one
 * document too many than one lost.
 */
function isSquare(columns: readonly string[], values: readonly JsonValue[]): boolean {
  return (
    values.length === columns.length &&
    values.length > 1 &&
    values.every((list) => isArray(list) && list.length === columns.length)
  );
}

/** Whether the values stand column by column: as many lists as columns, each as long as there are rows. */
function isColumnar(columns: readonly string[], values: readonly JsonValue[]): boolean {
  return (
    values.length === columns.length &&
    values.some((list) => isArray(list) && list.length !== columns.length)
  );
}

function transpose(lists: readonly JsonValue[]): JsonValue[] {
  const height = Math.max(0, ...lists.map((list) => (isArray(list) ? list.length : 0)));
  return Array.from({ length: height }, (_, row) =>
    lists.map((list) => (isArray(list) ? (list[row] ?? null) : null)),
  );
}

/** A row as a document: columns named like a hit's keys make up the hit, the others are the event's dotted fields. */
export function rowDocument(columns: readonly string[], row: readonly JsonValue[]): Document {
  const cells = columns.flatMap((name, at): [string, JsonValue][] => {
    const cell = row[at] ?? null;
    return cell === null ? [] : [[name, cell]];
  });
  const event = Object.fromEntries(cells.filter(([name]) => !hitKeys.has(name)));
  const hit = Object.fromEntries(cells.filter(([name]) => hitKeys.has(name)));
  if (Object.keys(hit).length === 0) return { event, envelope: event };
  const source = own(hit, hitMembers.event);
  return asDocument({ ...hit, _source: isObject(source) ? { ...event, ...source } : event });
}
