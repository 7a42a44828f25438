import { asDocument } from '../export/document.js';
import { memberText } from '../json/member-text.js';
import type { JsonObject } from '../json/value.js';
import type { ScannedDocument } from '../scan/sink.js';

/** Where a document was found. Unknown members are undefined, and missing in JSON. */
export function sourceOf({ place, index, id }: ScannedDocument): object {
  const { input, line, byteOffset, position } = place;
  return { input, line, byteOffset, position, index, id };
}

/**
 * The event's JSON on one line, as it was read: the line itself, or the part of it that is the event. An event that was
 * merged from two parts of a hit is serialized, or if it is nested too deeply for that, the whole hit is returned.
 */
export function eventText({ json }: ScannedDocument): string {
  const text = Buffer.from(json)
    .toString()
    .trim()
    .replace(/[\r\n]/g, ' ');
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
