import { sanitizeJson } from '../../../report/sanitize.js';
import type { CaseEvent } from '../../case.js';
import type { EventTexts } from '../reporter.js';

/** Maximum number of bytes of a page: with more, the last events are without their raw lines. */
const maxPageBytes = 16 * 1024 * 1024;

/** The raw line of an event in the page: its text, and its number of bytes if only the beginning is kept. */
export type RawLine = readonly [text: string] | readonly [text: string, bytes: number];

/**
 * JSON as the contents of a script element. Nothing in it can end the element or begin a comment, and no character is
 * invisible in the source.
 */
export function islandText(json: string): string {
  return sanitizeJson(json).replaceAll('<', '\\u003c');
}

/**
 * The raw lines of the cited events, by number, as JSON.
 *
 * @param taken bytes of the rest of the page.
 */
export function rawLinesJson(
  events: readonly CaseEvent[],
  texts: EventTexts,
  taken: number,
): string {
  let room = maxPageBytes - taken;
  const members: string[] = [];
  for (const { number } of events) {
    const text = texts(number);
    if (text === undefined) continue;
    const { beginning, bytes } = text;
    const shown = Buffer.from(beginning).toString();
    const line: RawLine = beginning.length < bytes ? [shown, bytes] : [shown];
    const member = `"${number}":${JSON.stringify(line)}`;
    room -= Buffer.byteLength(islandText(member));
    if (room < 0) break;
    members.push(member);
  }
  return `{${members.join(',\n')}}`;
}
