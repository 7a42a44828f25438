import { createHash } from 'node:crypto';
import * as ecs from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';

/** The fields that identify an event: they have the same values in every export of it. */
const identifyingFields: readonly Field[] = [
  ecs.eventId,
  ecs.timestamp,
  ecs.eventAction,
  ecs.hostId,
  ecs.hostName,
  ecs.filePath,
  ecs.originalPath,
  ecs.fileHash,
  ecs.processEntityId,
  ecs.processPid,
  ecs.processExecutable,
  ecs.userId,
];

/**
 * A hash of the fields that identify an event, in hexadecimal. It does not depend on where the event was found, or on
 * whether it was exported alone, as a hit or in a response. Events without any of the fields share one.
 */
export function fingerprint(event: JsonObject): string {
  const values = identifyingFields.map((field) => ecs.valuesOf(event, field));
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
