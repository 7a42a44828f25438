import { hasEventFields } from '../event/endpoint.js';
import type { Projection } from '../event/projection.js';
import { describeType, isArray, isObject, type JsonValue } from '../json/value.js';
import { type BulkAction, bulkAction } from './bulk.js';
import { asDocument, type Document, type EventDocument } from './document.js';
import { innerHits } from './nested-hits.js';
import { type Collection, collect, isResponse } from './response.js';
import { nestedEventKeys } from './shapes.js';

/** What a JSON value of an export is. */
export type Interpretation =
  | { readonly kind: 'document'; readonly document: Document }
  /** Any number of documents: a response, or an array. */
  | ({ readonly kind: 'collection' } & Collection)
  | { readonly kind: 'action'; readonly action: BulkAction }
  /** Neither an object nor an array. */
  | { readonly kind: 'none'; readonly found: string };

/** Finds out what a JSON value of an export is, and the documents in it. */
export function interpret(value: JsonValue): Interpretation {
  if (isArray(value)) return { kind: 'collection', ...collect(value) };
  if (!isObject(value)) return { kind: 'none', found: describeType(value) };
  const action = bulkAction(value);
  if (action !== undefined) return { kind: 'action', action };
  if (isResponse(value) || innerHits(value).length > 0) {
    return { kind: 'collection', ...collect([value]) };
  }
  return { kind: 'document', document: asDocument(value) };
}

/** A projected object. */
export interface ProjectedObject extends EventDocument {
  /** Its fields; of a hit, those of the event in it. */
  readonly event: Projection;
  readonly isHit: boolean;
  /** The keys it has that distinguish responses and hits from events. */
  readonly discriminating: readonly string[];
}

/**
 * The document that {@link interpret} finds in the whole object; undefined if the projection does not show that the
 * object is an event, or a hit with the fields of one.
 */
export function interpretProjection(object: ProjectedObject): EventDocument | undefined {
  const { event, isHit, index, id, discriminating } = object;
  if (!hasEventFields(event)) return undefined;
  if (isHit) return discriminating.length === 0 ? { event, index, id } : undefined;
  // An object with the fields of an event is not a response, even if it has keys of responses.
  return discriminating.some((key) => nestedEventKeys.has(key)) ? undefined : { event };
}
