import { isArray, isObject, type JsonObject, type JsonValue, own } from '../json/value.js';
import { asDocument, type Document, hasArray, nameOf } from './document.js';
import { type Collected, defaultSizes } from './response.js';
import { hitKeys } from './shapes.js';

/** Whether an object is an ES|QL or SQL result: columns, and their values by row or by column. */
export function isTable(value: JsonObject): boolean {
  return hasArray(value, 'columns') && (hasArray(value, 'values') || hasArray(value, 'rows'));
}

/** Takes each row of an ES|QL or SQL result as a document with dotted fields. */
export function readTable(value: JsonObject, into: Collected): void {
  const columns = (own(value, 'columns') as readonly JsonValue[]).map((column) => {
    const name = isObject(column) ? own(column, 'name') : column;
    return typeof name === 'string' ? name : '';
  });
  const values = (own(value, 'values') ?? own(value, 'rows')) as readonly JsonValue[];
  const rows = isColumnar(columns, values) ? transpose(values) : values;
  for (const row of rows) {
    if (isArray(row) && row.length === columns.length) {
      into.documents.push(rowDocument(columns, row));
    } else {
      into.shortfalls.push({ kind: 'not-a-document', found: nameOf(row) });
    }
  }
  if (isSquare(columns, values)) {
    into.documents.push(
      ...transpose(values).map((row) => rowDocument(columns, row as readonly JsonValue[])),
    );
  }
  if (own(value, 'cursor') !== undefined) {
    into.shortfalls.push({ kind: 'partial' });
  } else if (defaultSizes.esql.includes(rows.length)) {
    into.shortfalls.push({ kind: 'default-size', hits: rows.length });
  }
}

/**
 * Whether as many rows as columns leave open which of the two the lists are. Then they are judged both ways: a
 * document too many is better than one that is lost.
 */
function isSquare(columns: readonly string[], values: readonly JsonValue[]): boolean {
  return (
    values.length === columns.length &&
    values.length > 1 &&
    values.every((list) => isArray(list) && list.length === columns.length)
  );
}

/** Whether values stand column by column: as many lists as columns, each as long as there are rows. */
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

/** A row of a table as a document: columns that are keys of a hit make one, the others its dotted fields. */
export function rowDocument(columns: readonly string[], row: readonly JsonValue[]): Document {
  const cells = columns.flatMap((name, at): [string, JsonValue][] => {
    const cell = row[at] ?? null;
    return cell === null ? [] : [[name, cell]];
  });
  const event = Object.fromEntries(cells.filter(([name]) => !hitKeys.has(name)));
  const hit = Object.fromEntries(cells.filter(([name]) => hitKeys.has(name)));
  if (Object.keys(hit).length === 0) return { event, carrier: event };
  const source = own(hit, '_source');
  return asDocument({ ...hit, _source: isObject(source) ? { ...event, ...source } : event });
}
