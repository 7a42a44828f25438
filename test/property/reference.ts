import { Readable } from 'node:stream';
import { parse } from 'ndjson';
import { asDocument, type Document } from '#dist/export/document.js';
import { interpret } from '#dist/export/interpret.js';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';
import type { Rule } from '#dist/rule/rule.js';

/** Whether an event should be found. */
export type IsFound = (event: JsonObject) => boolean;

/** What a scan of lines must find: the location of each match and problem. */
export interface Found {
  readonly matches: readonly string[];
  readonly problems: readonly string[];
  readonly lines: number;
}

/**
 * The slow and obvious way: every line is parsed. A line that is not framed as an object (`{"` … `}`), or is invalid JSON
 * and mentions the path, is a problem; with `validate`, so is every line of invalid JSON.
 */
export function readReference(
  bytes: Buffer,
  validate: boolean,
  isFound: IsFound = matchesRule,
  mayContainPath: (text: string) => boolean = mayContainInitD,
): Found {
  const matches: string[] = [];
  const problems: string[] = [];
  let offset = 0;
  const pieces = splitLines(bytes);
  for (const [number, piece] of pieces.entries()) {
    const text = piece.toString().replace(/^\ufeff/, '');
    const place = `${number + 1}@${offset}`;
    offset += piece.length + 1;
    if (text.replace(/[ \t\r]/g, '') === '') continue;
    let value: JsonValue;
    try {
      value = JSON.parse(text) as JsonValue;
    } catch {
      const several = valuesOn(text) ?? [];
      for (const [at, one] of several.entries()) {
        const { document } = interpret(one) as { document?: Document };
        if (document !== undefined && isFound(document.event)) {
          matches.push(`${place}#${at + 1}`);
        }
      }
      if (several.length > 0) continue;
      const isFirst = matches.length === 0 && problems.length === 0 && number === 0;
      const isUnterminated = number === pieces.length - 1 && bytes.at(-1) !== 0x0a;
      if (validate || isFirst || isUnterminated || !isFramed(text) || mayContainPath(text))
        problems.push(place);
      continue;
    }
    const found = interpret(value);
    if (found.kind === 'none') problems.push(place);
    else if (found.kind === 'document' && isFound(found.document.event)) {
      matches.push(place);
    } else if (found.kind === 'collection') {
      for (const [at, { event }] of found.documents.entries()) {
        if (isFound(event)) matches.push(`${place}#${at + 1}`);
      }
    }
  }
  return { matches, problems, lines: pieces.length };
}

/** The matching values of an input of objects, as `ndjson` reads them. */
export async function matchesByNdjson(
  bytes: Buffer,
  isFound: IsFound = matchesRule,
): Promise<JsonObject[]> {
  const matching: JsonObject[] = [];
  for await (const value of Readable.from([bytes]).pipe(parse())) {
    if (isFound(asDocument(value as JsonObject).event)) {
      matching.push(value as JsonObject);
    }
  }
  return matching;
}

function matchesRule(event: JsonObject): boolean {
  return matchesOf(defaultRule)(event);
}

/** Whether a rule matches an event. */
export function matchesOf({ clauses }: Rule): IsFound {
  return (event) => evaluate(clauses, event).outcome === 'match';
}

/** Whether a broken line may contain the path of an init script or a boot file. */
export function mayContainBootFile(text: string): boolean {
  return mayContainInitD(text) || /\/etc\\*\/init/i.test(text);
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, at));
    start = at + 1;
  }
  return start < bytes.length ? [...lines, bytes.subarray(start)] : lines;
}

/** The objects on a line of several, found by trying every end; undefined for any other line. */
function valuesOn(text: string): JsonValue[] | undefined {
  if (text.trim() === '') return [];
  for (let end = text.indexOf('}') + 1; end > 0; end = text.indexOf('}', end) + 1) {
    try {
      const first = JSON.parse(text.slice(0, end)) as JsonValue;
      const rest = valuesOn(text.slice(end));
      return rest === undefined ? undefined : [first, ...rest];
    } catch {
      // The object ends further on.
    }
  }
  return undefined;
}

function isFramed(text: string): boolean {
  const core = text.replace(/^[ \t\r]+|[ \t\r]+$/g, '');
  return /^\{[ \t\r]*(?:"|\}$)/.test(core) && core.endsWith('}');
}

/** Whether a broken line may contain the path, and therefore must be a problem. */
function mayContainInitD(text: string): boolean {
  return /init\.d(?:\/|\\\/)/i.test(text) || /\\u00(?:2[ef]|[4567][0-9a-f])/i.test(text);
}
