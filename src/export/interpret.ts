import { hasEventFields } from '../event/endpoint.js';
import type { Projection } from '../event/projection.js';
import { describeType, isArray, isObject, type JsonValue } from '../json/value.js';
import { type BulkAction, bulkAction } from './bulk.js';
import { asDocument, type Document, type EventDocument } from './document.js';
import { type Collection, collect, isResponse } from './response.js';
import { nestedEventKeys } from './shapes.js';

/** What one JSON value of an export turned out to be. */
export type Interpretation =
  /** One document, by itself or as a hit. */
  | { readonly kind: 'document'; readonly document: Document }
  /** Any number of documents: a response, or an array. */
  | ({ readonly kind: 'collection' } & Collection)
  | { readonly kind: 'action'; readonly action: BulkAction }
  /** Neither an object nor an array. */
  | { readonly kind: 'none'; readonly found: string };

/** Finds out what a JSON value of an export is, and takes the documents out of it. */
export function interpret(value: JsonValue): Interpretation {
  if (isArray(value)) return { kind: 'collection', ...collect(value) };
  if (!isObject(value)) return { kind: 'none', found: describeType(value) };
  const action = bulkAction(value);
  if (action !== undefined) return { kind: 'action', action };
  if (isResponse(value)) return { kind: 'collection', ...collect([value]) };
  return { kind: 'document', document: asDocument(value) };
}

/** What a projection shows of an object. */
export interface ProjectedObject extends EventDocument {
  /** Its fields; of a hit those of the event in it. */
  readonly event: Projection;
  readonly isHit: boolean;
  /** Which of the keys that tell events from responses and hits it has. */
  readonly discriminating: readonly string[];
}

/**
 * Interprets a projected object.
 *
 * @returns the document that {@link interpret} finds in the whole object; undefined if the projection does not show
 *   enough to tell that the object is an event, or a hit with the fields of one.
 */
export function interpretProjection(object: ProjectedObject): EventDocument | undefined {
  const { event, isHit, index, id, discriminating } = object;
  if (!hasEventFields(event)) return undefined;
  if (isHit) return discriminating.length === 0 ? { event, index, id } : undefined;
  // What has the fields of an event is not a response, whatever keys of responses it has.
  return discriminating.some((key) => nestedEventKeys.has(key)) ? undefined : { event };
}
