import { asDocument } from '../export/document.js';
import { memberText } from '../json/member-text.js';
import type { JsonObject } from '../json/value.js';
import type { ScannedDocument } from '../scan/sink.js';

/** Where a document was found. What is unknown is undefined, which JSON leaves out. */
export function sourceOf({ place, index, id }: ScannedDocument): object {
  const { input, line, byteOffset, position } = place;
  return { input, line, byteOffset, position, index, id };
}

/**
 * The event's own JSON as it was read, on one line: the line itself, or the part of it that is the event. An event that
 * is merged from two parts of a hit has no text of its own and is serialized; if it is nested too deeply for that, the
 * whole hit is given.
 */
export function eventText({ json }: ScannedDocument): string {
  const read = Buffer.from(json).toString();
  const text = read.trim().replace(/[\r\n]/g, ' ');
  const envelope = JSON.parse(text) as JsonObject;
  const { event } = asDocument(envelope);
  if (event === envelope) return text;
  const key = Object.keys(envelope).find((name) => envelope[name] === event);
  const part = key === undefined ? undefined : memberText(text, key);
  if (part !== undefined) return part;
  try {
    return JSON.stringify(event);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return text;
  }
}
