import type { EventFields } from '../event/fields.js';
import {
  hasOnly,
  isObject,
  type JsonObject,
  type JsonValue,
  own,
  ownString,
} from '../json/value.js';
import { bulkUpdateKeys, hitKeys, hitMembers } from './shapes.js';

/** An event with its index and id. */
export interface EventDocument {
  /** The event's fields: of a hit, those of its `_source` and its `fields`, and values that these lack. */
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
  return { event: withIgnored(event, value), envelope: value, ...identityOf(value) };
}

/** The event with the values of a hit that its `fields` lack because the index ignores them: those over `ignore_above`. */
function withIgnored(event: JsonObject, hit: JsonObject): JsonObject {
  const ignored = own(hit, 'ignored_field_values');
  if (!isObject(ignored)) return event;
  const added = Object.entries(ignored).map(([name, values]): [string, JsonValue] => {
    const known = own(event, name);
    return [name, known === undefined ? values : [known, values]];
  });
  return { ...event, ...Object.fromEntries(added) };
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

/** Whether a hit has members that hits of Elasticsearch do not have, so that they may hold other events. */
export function hasOtherMembers({ event, envelope }: Document): boolean {
  return envelope !== event && !hasOnly(envelope, hitKeys);
}
