import { filePath, hostOf, processCommandLine, processExecutable, valuesOf } from '../event/ecs.js';
import type { EventFields, Field } from '../event/fields.js';
import type { Provenance } from '../scan/finding.js';
import type { SourceLocation } from '../scan/sink.js';

/** The values of a field, separated by commas; empty if the event has none. */
export function fieldText(event: EventFields, field: Field): string {
  return valuesOf(event, field).join(', ');
}

/** The names of the event's host, separated by commas; empty if the event has none. */
export function hostText(event: EventFields): string {
  return hostOf(event).join(', ');
}

/** What an event is about: its file, or else the command that it shows. */
export function subjectText(event: EventFields): string {
  const fields = [filePath, processCommandLine, processExecutable];
  return fields.map((field) => fieldText(event, field)).find((text) => text !== '') ?? '';
}

/** Where a document was found, in the format of editors and grep. */
export function locationText(location: SourceLocation): string {
  const { input, line, byteOffset, position, provenance } = location;
  const within = position === undefined ? '' : `, document ${position}`;
  const how = provenance === undefined ? '' : `, ${provenanceText(provenance)}`;
  return `${input}:${line}${within}, byte ${byteOffset}${how}`;
}

/** Where a document was found, without the byte offset. */
export function placeText({ input, line, position, provenance }: SourceLocation): string {
  const within = position === undefined ? '' : `, document ${position}`;
  const how = provenance === undefined ? '' : `, ${provenanceText(provenance)}`;
  return `${input}:${line}${within}${how}`;
}

/** How a document was obtained: `embedded at /log`. */
export function provenanceText({ kind, pointer }: Provenance): string {
  return pointer === '' ? kind : `${kind} at ${pointer}`;
}
