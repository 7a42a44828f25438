import { gzipSync } from 'node:zlib';
import { sanitizeJson } from '../../../report/sanitize.js';
import type { CaseEvent } from '../../case.js';
import type { EventText } from '../../event-record.js';
import type { EventTexts } from '../reporter.js';
import { chunkLength, type RawLine } from './raw-lines.js';

/** Maximum number of bytes of a page: with more, the last events are without their raw lines. */
const maxPageBytes = 18 * 1024 * 1024;

/**
 * JSON as the contents of a script element. Nothing in it can end the element or begin a comment, and no character is
 * invisible in the source.
 */
export function islandText(json: string): string {
  return sanitizeJson(json).replaceAll('<', '\\u003c');
}

/**
 * The raw lines of the cited events: for each {@link chunkLength} numbers, an object by number as JSON, in gzip and Base64.
 * Browsers read what is in a page in any case, and only decompress what is asked for.
 *
 * @param taken bytes of the rest of the page.
 */
export function rawChunks(
  events: readonly CaseEvent[],
  texts: EventTexts,
  taken: number,
): readonly string[] {
  let room = maxPageBytes - taken;
  const chunks: string[] = [];
  for (let at = 0; at < events.length; at += chunkLength) {
    const members = events.slice(at, at + chunkLength).flatMap(({ number }) => {
      const text = texts(number);
      return text === undefined ? [] : [[number, rawLineOf(text)] as const];
    });
    const json = JSON.stringify(Object.fromEntries(members));
    const chunk = gzipSync(json).toString('base64');
    room -= chunk.length;
    if (room < 0) break;
    chunks.push(chunk);
  }
  return chunks;
}

function rawLineOf({ beginning, bytes }: EventText): RawLine {
  const shown = Buffer.from(beginning).toString();
  return beginning.length < bytes ? [shown, bytes] : [shown];
}
