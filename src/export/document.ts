import type { EventFields } from '../event/fields.js';
import { hasOnly, isObject, type JsonObject, own, ownString } from '../json/value.js';
import { bulkUpdateKeys, hitKeys, hitMembers } from './shapes.js';

/** An event with what identifies it. */
export interface EventDocument {
  /** The event's own fields: a hit's `_source`, and the `fields` beside it. */
  readonly event: EventFields;
  readonly index?: string | undefined;
  readonly id?: string | undefined;
}

/** An event with the JSON that holds it. */
export interface Document extends EventDocument {
  readonly event: JsonObject;
  /** The object that is written when the document is: the hit if there is one, else the event. */
  readonly envelope: JsonObject;
}

/** Takes an object as the one document that it stands for: a hit, a bulk update, or the event itself. */
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

/** The event on the line after a bulk update's action. */
function updatedEvent(value: JsonObject): JsonObject | undefined {
  const event = own(value, 'doc') ?? own(value, 'upsert');
  if (!isObject(event) || !hasOnly(value, bulkUpdateKeys)) return undefined;
  const upsert = own(value, 'upsert');
  return isObject(upsert) && upsert !== event ? { ...upsert, ...event } : event;
}

/** The index and id that a hit, or a bulk action's metadata, names. */
export function identityOf(value: JsonObject): Pick<EventDocument, 'index' | 'id'> {
  return { index: ownString(value, hitMembers.index), id: ownString(value, hitMembers.id) };
}
