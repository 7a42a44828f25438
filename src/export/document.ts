import type { EventFields } from '../event/fields.js';
import { hasOnly, isObject, type JsonObject, own, ownString } from '../json/value.js';
import { bulkUpdateKeys, hitKeys, hitMembers } from './shapes.js';

/** An event with its index and id. */
export interface EventDocument {
  /** The event's fields: of a hit, those of its `_source` and its `fields`. */
  readonly event: EventFields;
  readonly index?: string | undefined;
  readonly id?: string | undefined;
}

/** An event with the JSON object that holds it. */
export interface Document extends EventDocument {
  readonly event: JsonObject;
  /** What is written as the document: the hit if there is one, otherwise the event. */
  readonly envelope: JsonObject;
}

/** Reads an object as one document: a hit, a bulk update, or the event itself. */
export function asDocument(value: JsonObject): Document {
  const update = updatedEvent(value);
  const source = own(value, hitMembers.event);
  const fields = own(value, 'fields');
  const isHit = isObject(source) || (isObject(fields) && hasOnly(value, hitKeys));
  if (update !== undefined || !isHit) return { event: update ?? value, envelope: value };
  const event =
    isObject(source) && isObject(fields)
      ? { ...fields, ...source }
      : ((isObject(source) ? source : fields) as JsonObject);
  return { event, envelope: value, ...identityOf(value) };
}

/** The event in the body of a bulk update; undefined if the object is not one. */
function updatedEvent(value: JsonObject): JsonObject | undefined {
  const event = own(value, 'doc') ?? own(value, 'upsert');
  if (!isObject(event) || !hasOnly(value, bulkUpdateKeys)) return undefined;
  const upsert = own(value, 'upsert');
  return isObject(upsert) && upsert !== event ? { ...upsert, ...event } : event;
}

/** The index and id in a hit or in the metadata of a bulk action. */
export function identityOf(value: JsonObject): Pick<EventDocument, 'index' | 'id'> {
  return { index: ownString(value, hitMembers.index), id: ownString(value, hitMembers.id) };
}
