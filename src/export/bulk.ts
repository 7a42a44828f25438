import { hasOnly, isObject, type JsonObject } from '../json/value.js';
import { type EventDocument, identityOf } from './document.js';
import { bulkMetadataKeys, bulkOperations } from './shapes.js';

/** What an action line of a bulk file says about the document on the next line. */
export type BulkAction = Pick<EventDocument, 'index' | 'id'>;

/** Reads an object as a bulk action; undefined if it is not one. */
export function bulkAction(value: JsonObject): BulkAction | undefined {
  const [operation, ...others] = Object.keys(value);
  if (operation === undefined || others.length > 0 || !bulkOperations.has(operation)) {
    return undefined;
  }
  const metadata = value[operation];
  const isAction = isObject(metadata) && hasOnly(metadata, bulkMetadataKeys);
  return isAction ? identityOf(metadata) : undefined;
}

/** A document after an action: its own index and id take precedence over those of the action. */
export function withAction(document: EventDocument, action: BulkAction): EventDocument {
  const { event, index = action.index, id = action.id } = document;
  return { event, index, id };
}
