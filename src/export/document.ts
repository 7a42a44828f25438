import { isRecognised } from '../event/endpoint.js';
import type { EventFields } from '../event/fields.js';
import type { Projection } from '../event/projection.js';
import { isArray, isObject, type JsonObject, type JsonValue, own } from '../json/value.js';
import { type BulkAction, bulkAction, bulkUpdate } from './bulk.js';
import {
  type Collected,
  gather,
  isResponse,
  type Page,
  type ResponseIssue,
  readResponse,
} from './response.js';
import { hitKeys, wrapperKeys } from './shapes.js';

/** One event with what identifies it. */
export interface EventDocument {
  /** The event's own fields: the hit's `_source`, with what its `fields` add. */
  readonly event: EventFields;
  readonly index?: string;
  readonly id?: string;
}

/** An event with the JSON that it came in. */
export interface Document extends EventDocument {
  readonly event: JsonObject;
  /** The JSON that stands for the document when it is put out again: the hit where there is one, else the event. */
  readonly carrier: JsonObject;
}

/** What one JSON value of an export turned out to be. */
export type Interpretation =
  /** The value is one document, bare or as a hit. */
  | { readonly form: 'document'; readonly document: Document }
  /** The value holds any number of documents: a response, or an array. */
  | {
      readonly form: 'collection';
      readonly documents: readonly Document[];
      readonly shortfalls: readonly ResponseIssue[];
      readonly pages: readonly Page[];
      /** Whether Elasticsearch said that this is the answer: then none is an answer too. */
      readonly answered: boolean;
    }
  | { readonly form: 'action'; readonly action: BulkAction }
  /** Neither an object nor an array of them. */
  | { readonly form: 'none'; readonly found: string };

/** Tells what a JSON value of an export is, and takes the documents out of it. */
export function interpret(value: JsonValue): Interpretation {
  if (isArray(value)) return collect((into) => gather(value, into));
  if (!isObject(value)) return { form: 'none', found: nameOf(value) };
  const action = bulkAction(value);
  if (action !== undefined) return { form: 'action', action };
  if (isResponse(value)) return collect((into) => readResponse(value, into));
  return { form: 'document', document: asDocument(value) };
}

/** Takes an object as the one document it stands for: a hit, a bulk update, or the event itself. */
export function asDocument(value: JsonObject): Document {
  const update = bulkUpdate(value);
  const source = own(value, '_source');
  const fields = own(value, 'fields');
  const isHit = isObject(source) || (isObject(fields) && hasOnly(value, hitKeys));
  if (update !== undefined || !isHit) return { event: update ?? value, carrier: value };
  const event =
    isObject(source) && isObject(fields)
      ? { ...fields, ...source }
      : ((isObject(source) ? source : fields) as JsonObject);
  return { event, carrier: value, ...identityOf(value) };
}

/** An object that was outlined. */
export interface ProjectedObject {
  /** Its fields, or those of the event in it, where there is one under {@link hitParts.event}. */
  readonly event: Projection;
  readonly isHit: boolean;
  readonly index?: string;
  readonly id?: string;
  /** Those of {@link tellingKeys} that it has. */
  readonly telling: readonly string[];
}

/**
 * Reads an outlined object.
 *
 * @returns what {@link read} makes of the whole object, where the outline is enough to tell that it is an event or a hit
 *   with the fields of one.
 */
export function interpretProjection({
  event,
  isHit,
  telling,
  ...rest
}: ProjectedObject): EventDocument | undefined {
  if (!isRecognised(event)) return undefined;
  if (isHit) return telling.length === 0 ? { event, ...rest } : undefined;
  // Of the answers' keys an event may have any: it is no answer.
  return telling.some((key) => wrapperKeys.has(key)) ? undefined : { event };
}

function collect(fill: (into: Collected) => void): Interpretation {
  const into: Collected = { documents: [], shortfalls: [], pages: [], answered: false };
  fill(into);
  return { form: 'collection', ...into };
}

export function identityOf(value: JsonObject): { index?: string; id?: string } {
  const index = own(value, '_index');
  const id = own(value, '_id');
  return {
    ...(typeof index === 'string' ? { index } : {}),
    ...(typeof id === 'string' ? { id } : {}),
  };
}

export function hasArray(value: JsonObject, key: string): boolean {
  return isArray(own(value, key));
}

export function hasOnly(value: JsonObject, keys: ReadonlySet<string>): boolean {
  return Object.keys(value).every((key) => keys.has(key));
}

export function nameOf(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'null';
  return isArray(value) ? 'an array' : `a ${typeof value}`;
}
