import { hasOnly, isObject, type JsonObject } from '../json/value.js';
import { type EventDocument, identityOf } from './document.js';
import { bulkMetadataKeys, bulkOperations } from './shapes.js';

/** What a bulk file's action line says of the document on the next line. */
export type BulkAction = Pick<EventDocument, 'index' | 'id'>;

/** Reads an action line; undefined if the object is anything else. */
export function bulkAction(value: JsonObject): BulkAction | undefined {
  const [operation, ...others] = Object.keys(value);
  if (operation === undefined || others.length > 0 || !bulkOperations.has(operation)) {
    return undefined;
  }
  const metadata = value[operation];
  const isAction = isObject(metadata) && hasOnly(metadata, bulkMetadataKeys);
  return isAction ? identityOf(metadata) : undefined;
}

/** A document that follows an action in a bulk file: what it does not say itself, the action says. */
export function withAction(document: EventDocument, action: BulkAction): EventDocument {
  const { event, index = action.index, id = action.id } = document;
  return { event, index, id };
}
