import {
  hasOnly,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  own,
  ownNumber,
  ownString,
} from '../json/value.js';
import type { ResponseIssue } from './collection.js';
import { countKeys, errorDetailKeys, errorNameKeys, taskKeys } from './shapes.js';

/** Maximum number of characters of an error's reason that are kept. */
const maxReason = 500;

/** What shows that text, or the JSON of a value, may hold an event: then an object with it is not only an error. */
const maybeEvent = /init\.d|\\u00/i;
const jsonText = /^\s*[[{]/;
const jsonInJson = /"\s*[[{]\s*\\"/;

/**
 * Whether an object is an error and nothing else: that of Elasticsearch or Kibana, or of a proxy or gateway in front of
 * them, such as `{"message":"Forbidden"}`.
 */
export function isError(value: JsonObject): boolean {
  const keys = Object.keys(value).map(lowerFirst);
  const isKnown = keys.every((key) => errorNameKeys.has(key) || errorDetailKeys.has(key));
  if (!isKnown || !keys.some((key) => errorNameKeys.has(key))) return false;
  if (own(value, 'error') !== undefined) return true;
  const hasTime = keys.includes('timestamp') && !keys.includes('status');
  return !hasTime && !Object.values(value).some(mayHoldEvent);
}

function lowerFirst(key: string): string {
  return key.slice(0, 1).toLowerCase() + key.slice(1);
}

function mayHoldEvent(value: JsonValue): boolean {
  if (typeof value === 'string') return maybeEvent.test(value) || jsonText.test(value);
  const json = JSON.stringify(value);
  return maybeEvent.test(json) || jsonInJson.test(json);
}

/** The error in an object that {@link isError}, or that holds one besides other keys. */
export function errorIssue(value: JsonObject): ResponseIssue {
  const named = Object.entries(value).filter(([key]) => errorNameKeys.has(lowerFirst(key)));
  const errors = named.map(([, error]) => (isArray(error) ? (error[0] ?? null) : error));
  const details = errors.find(isObject) ?? {};
  const error = own(value, 'error');
  const reason =
    own(details, 'reason') ??
    own(value, 'message') ??
    own(details, 'message') ??
    (typeof error === 'string' ? error : undefined) ??
    errors.find((one) => typeof one === 'string') ??
    errors[0];
  const status = ['status', 'statusCode', 'status_code', 'code'].map((key) => own(value, key));
  const text = typeof reason === 'string' ? reason : JSON.stringify(reason ?? null);
  return {
    kind: 'error-response',
    reason: text.length > maxReason ? `${text.slice(0, maxReason)}…` : text,
    type: ownString(details, 'type') ?? ownString(value, '__type'),
    status: status.find((one) => typeof one === 'number'),
  };
}

/** The API that an object is the response of, if responses of that API hold no hits: `_count`, `_tasks`, `_bulk`. */
export function apiWithoutHits(value: JsonObject): string | undefined {
  if (own(value, 'hits') !== undefined) return undefined;
  if (ownNumber(value, 'count') !== undefined && hasOnly(value, countKeys)) return '_count';
  const task = own(value, 'task');
  if ((isObject(task) || typeof task === 'string') && hasOnly(value, taskKeys)) return '_tasks';
  const nodes = own(value, 'nodes');
  const isTaskList =
    isObject(nodes) &&
    Object.keys(value).length === 1 &&
    Object.values(nodes).every((node) => isObject(node) && isObject(own(node, 'tasks')));
  if (isTaskList) return '_tasks';
  if (typeof own(value, 'took') !== 'number') return undefined;
  if (isArray(own(value, 'items'))) return '_bulk';
  const isByQuery = typeof own(value, 'total') === 'number' || isArray(own(value, 'failures'));
  return isByQuery ? '_update_by_query or _reindex' : undefined;
}

/** Whether an object is the response of a `_get`, or an element of an `_mget`, without the document. */
export function isNotFound(value: JsonObject): boolean {
  return own(value, 'found') === false && own(value, '_source') === undefined;
}
