import type { Mentions } from '../event/mention.js';
import { openingBrace } from '../json/ascii.js';
import { parsed, type ValueText } from '../json/value.js';
import type { Frame } from './finding.js';
import type { CandidateLine } from './lines.js';

/** The objects on a line, and what frames them. */
export interface FramedLine {
  /** Undefined if nothing but white space is around them. */
  readonly frame: Frame | undefined;
  readonly objects: readonly ValueText[];
}

/** A log prefix can be this long, in bytes. */
const maxPrefixBytes = 1024;

// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 7464 separates texts by a control character.
const separators = /^(?:[\s,;()[\]\x1e]|\\n)*$/;

/**
 * Text before an object that a log writer, `grep` or a consumer of a queue put there. It has no quotes or brackets of
 * JSON, and does not end in a word, which may be the rest of a line that breaks off.
 */
const prefix = /^[^"{}\0\\]*[^"{}\0\\\w.+-]$/;

const wholeLines: readonly (readonly [Frame, RegExp])[] = [
  ['separator', separators],
  ['separator', /^(?:--+|```\w*)\s*$/],
  ['comment', /^\s*(?:#|\/\/|\/\*|\*)/],
  ['header', /^(?:HTTP\/[\d.]+ \d{3}|(?:GET|POST|PUT|HEAD|DELETE) \S+\s*$)/],
  // Fields of server-sent events.
  ['header', /^(?:event|id|retry|):/],
];

/** The frame that a line without JSON is; undefined if it may be damaged JSON. */
export function frameOf(text: string, mentions: Mentions): Frame | undefined {
  if (text.length > maxPrefixBytes || mentions.mayBeIn(text)) return undefined;
  return wholeLines.find(([, expression]) => expression.test(text))?.[0];
}

/** Whether a line is a field of an HTTP header. */
export function isHeaderField(text: string, mentions: Mentions): boolean {
  return text.length <= maxPrefixBytes && /^[\w-]+:/.test(text) && !mentions.mayBeIn(text);
}

/**
 * Reads a line on which objects stand behind a prefix or between separators.
 *
 * @param endOfObject the offset after the object on the line whose bracket is at an offset; undefined if it is not valid.
 * @returns undefined if anything else is on the line.
 */
export function readFramedLine(
  { bytes, start, end }: CandidateLine,
  mentions: Mentions,
  endOfObject: (start: number) => number | undefined,
): FramedLine | undefined {
  const spans: { start: number; end: number }[] = [];
  let frame: Frame | undefined;
  let at = start;
  while (at < end) {
    const found = bytes.subarray(at, end).indexOf(openingBrace);
    const stop = found < 0 ? end : at + found;
    if (stop - at > maxPrefixBytes) return undefined;
    const between = bytes.toString('utf8', at, stop);
    if (between.trim() === '') {
      // White space separates values in NDJSON, too.
    } else if (separators.test(between)) frame ??= 'separator';
    else {
      if (spans.length > 0 || found < 0 || !prefix.test(between) || mentions.mayBeIn(between))
        return undefined;
      frame = 'prefix';
    }
    if (found < 0) break;
    const objectEnd = endOfObject(stop);
    if (objectEnd === undefined) return undefined;
    spans.push({ start: stop, end: objectEnd });
    at = objectEnd;
  }
  const objects: ValueText[] = [];
  for (const span of spans) {
    const text = bytes.toString('utf8', span.start, span.end);
    const value = parsed(text);
    if (value === undefined) return undefined;
    objects.push({ value, text });
  }
  return objects.length === 0 ? undefined : { frame, objects };
}
