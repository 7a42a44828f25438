import { memberText } from '../json/member-text.js';
import type { ScannedDocument } from '../scan/sink.js';
import { rememberingLast } from './last-result.js';

/** {@link sourceOf} as JSON. */
export function sourceText({ place, index, id }: ScannedDocument): string {
  const { input, line, byteOffset, position, provenance } = place;
  const members = [
    `"input":${inputText(input)},"line":${line},"byteOffset":${byteOffset}`,
    position === undefined ? '' : `"position":${position}`,
    provenance === undefined ? '' : `"provenance":${JSON.stringify(provenance)}`,
    index === undefined ? '' : `"index":${JSON.stringify(index)}`,
    id === undefined ? '' : `"id":${JSON.stringify(id)}`,
  ];
  return `{${members.filter(Boolean).join(',')}}`;
}

const inputText = rememberingLast((name) => JSON.stringify(name));

/** Where a document was found. Unknown members are undefined, and missing in JSON. */
export function sourceOf({ place, index, id }: ScannedDocument): object {
  return { ...place, index, id };
}

/**
 * The event's JSON on one line, as it was read: the line itself, or the part of it that is the event. An event that was
 * merged from two parts of a hit is serialized, or if it is nested too deeply for that, the whole hit is returned.
 */
export function eventText({ json, event, envelope }: ScannedDocument): string {
  const read = Buffer.from(json.buffer, json.byteOffset, json.length).toString().trim();
  const text = read.includes('\n') || read.includes('\r') ? read.replace(/[\r\n]/g, ' ') : read;
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
