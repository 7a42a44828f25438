import * as ecs from '../event/ecs.js';
import type { EventFields, Field } from '../event/fields.js';
import { timeOf } from '../event/time.js';
import { fileKind } from './file-kind.js';

/**
 * What an event says, the same for every export: whether its fields are nested or dotted, in arrays or not. Of a field with
 * several values, a text has the first one; null means that the event has none.
 */
export interface NormalizedEvent {
  /** `@timestamp` in UTC, with milliseconds; null also if it is not a date. */
  readonly time: string | null;
  /** `host.name`, else `host.hostname`. */
  readonly host: string | null;
  readonly hostId: string | null;
  readonly user: string | null;
  readonly userId: string | null;
  readonly actions: readonly string[];
  readonly path: string | null;
  /** What a renamed file was called before. */
  readonly originalPath: string | null;
  readonly fileKind: 'elf' | 'script' | 'text' | 'data' | null;
  readonly fileSize: number | null;
  readonly sha256: string | null;
  readonly executable: string | null;
  readonly processName: string | null;
  readonly pid: number | null;
  readonly commandLine: string | null;
  readonly entityId: string | null;
  readonly parentExecutable: string | null;
  readonly parentName: string | null;
  readonly parentEntityId: string | null;
  readonly eventId: string | null;
}

/** Reads a {@link NormalizedEvent} from an event of any shape. */
export function normalized(event: EventFields): NormalizedEvent {
  const text = (field: Field): string | null => ecs.valuesOf(event, field)[0] ?? null;
  const time = timeOf(text(ecs.timestamp) ?? '');
  const header = text(ecs.fileHeaderBytes);
  return {
    time: time === undefined ? null : new Date(time).toISOString(),
    host: ecs.hostOf(event)[0] ?? null,
    hostId: text(ecs.hostId),
    user: text(ecs.userName),
    userId: text(ecs.userId),
    actions: ecs.valuesOf(event, ecs.eventAction),
    path: text(ecs.filePath),
    originalPath: text(ecs.originalPath),
    fileKind: (header === null ? undefined : fileKind(header)?.kind) ?? null,
    fileSize: wholeNumber(text(ecs.fileSize)),
    sha256: text(ecs.fileHash),
    executable: text(ecs.processExecutable),
    processName: text(ecs.processName),
    pid: wholeNumber(text(ecs.processPid)),
    commandLine: text(ecs.processCommandLine),
    entityId: text(ecs.processEntityId),
    parentExecutable: text(ecs.parentExecutable),
    parentName: text(ecs.parentName),
    parentEntityId: text(ecs.parentEntityId),
    eventId: text(ecs.eventId),
  };
}

/** A number of digits only; null if a double cannot hold it. */
function wholeNumber(text: string | null): number | null {
  if (text === null || !/^\d{1,16}$/.test(text)) return null;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : null;
}
