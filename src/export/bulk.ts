import { isObject, type JsonObject, own } from '../json/value.js';
import { type EventDocument, hasOnly, identityOf } from './document.js';
import { actionKeys, operations, updateKeys } from './shapes.js';

/** What a bulk file's action line says of the document on the next line. */
export interface BulkAction {
  readonly operation: 'create' | 'index' | 'update' | 'delete';
  readonly index?: string;
  readonly id?: string;
}

export function bulkAction(value: JsonObject): BulkAction | undefined {
  const keys = Object.keys(value);
  const operation = keys[0];
  if (keys.length !== 1 || operation === undefined || !operations.has(operation)) return undefined;
  const metadata = value[operation];
  if (!isObject(metadata) || !hasOnly(metadata, actionKeys)) return undefined;
  return { operation: operation as BulkAction['operation'], ...identityOf(metadata) };
}

/** The document inside a bulk update's second line. */
export function bulkUpdate(value: JsonObject): JsonObject | undefined {
  const document = own(value, 'doc') ?? own(value, 'upsert');
  if (!isObject(document) || !hasOnly(value, updateKeys)) return undefined;
  const upsert = own(value, 'upsert');
  return isObject(upsert) && upsert !== document ? { ...upsert, ...document } : document;
}

/** A document that stands in a bulk file after an action: it has that action's index and id. */
export function withAction(document: EventDocument, action: BulkAction): EventDocument {
  const { index, id } = action;
  return {
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
    ...document,
  };
}
