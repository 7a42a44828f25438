import * as ecs from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';

/** Maximum number of characters of the fields for an exception. */
const maxExceptionCharacters = 1 << 15;

/** The fields for an exception. */
const exceptionFields: readonly Field[] = [
  ecs.userName,
  ecs.userId,
  ecs.processCommandLine,
  ecs.processExecutable,
  ecs.filePath,
  ecs.fileHash,
  ecs.hostId,
  ecs.hostName,
];

/** The fields for an exception; undefined if they are too long. */
export function exceptionFieldsOf(event: JsonObject): JsonObject | undefined {
  const fields = exceptionFields.map((field): [string, (string | JsonObject)[]] => [
    field.name,
    [...field.values(event), ...field.objects(event)],
  ]);
  const text = JSON.stringify(Object.fromEntries(fields.filter(([, { length }]) => length > 0)));
  // The copy does not keep the rest of the event in memory.
  return text.length > maxExceptionCharacters ? undefined : (JSON.parse(text) as JsonObject);
}
