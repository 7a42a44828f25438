import { createHash } from 'node:crypto';
import {
  eventAction,
  eventId,
  fileHash,
  filePath,
  hostId,
  hostName,
  originalPath,
  processEntityId,
  processExecutable,
  processPid,
  timestamp,
  userId,
  valuesOf,
} from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';

/** What tells one event from another; every export of an event has these in the same words. */
const identity: readonly Field[] = [
  eventId,
  timestamp,
  eventAction,
  hostId,
  hostName,
  filePath,
  originalPath,
  fileHash,
  processEntityId,
  processPid,
  processExecutable,
  userId,
];

/**
 * A fingerprint of an event, 64 hexadecimal digits: the same in every run, in any input, at any place, and whether the
 * event came bare, as a hit or in a response. Events without any of the fields that tell them apart share one.
 */
export function fingerprint(event: JsonObject): string {
  const values = identity.map((field) => valuesOf(event, field));
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
