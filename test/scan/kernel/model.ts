// A model of the scan kernel's contract: slow and obvious.

import { answerKeys, responseKeys } from '#dist/export/shapes.js';

/** A candidate in some text. */
export interface Candidate {
  readonly line: string;
  readonly start: number;
  readonly newlinesBefore: number;
}

interface Modelled {
  readonly candidates: readonly Candidate[];
  readonly newlines: number;
}

/** The keys that Elasticsearch's responses open with. */
export const openers: readonly string[] = [...responseKeys];

/** The keys that errors and other answers without events open with. */
export const answerOpeners: readonly string[] = [...answerKeys];

/** The path that the scan looks for. */
export const path = '/etc/init.d/';

/** A character of a line whose backslashes are dropped and whose escapes `\\u00XX` are decoded. */
interface Unit {
  readonly character: string;
  readonly isEscaped: boolean;
}

function unitsOf(line: string): Unit[] {
  return [...line.matchAll(/\\+u00([0-9a-f]{2})|\\*([^\\])/gi)].map(([, hex, plain = '']) =>
    hex === undefined
      ? { character: plain.toLowerCase(), isEscaped: false }
      : { character: String.fromCharCode(Number.parseInt(hex, 16)).toLowerCase(), isEscaped: true },
  );
}

/** Whether a line holds a path, in lower case, with at least one character escaped. */
export function holdsEscaped(line: string, sought: string): boolean {
  const units = unitsOf(line);
  return units.some((_, start) => {
    const part = units.slice(start, start + sought.length);
    return (
      part.map(({ character }) => character).join('') === sought &&
      part.some(({ isEscaped }) => isEscaped)
    );
  });
}

/** Whether a line holds a backslash, itself spelled by an escape, that may escape what follows. */
const escapedBackslash = /\\u005c[\\/u]/i;

const opening = new RegExp(`^\\{[ \\t\\r]*"(?:${openers.join('|')})"`);
const answerOpening = new RegExp(`^\\{[ \\t\\r]*"(?:${answerOpeners.join('|')})"`);

/** Whether a line is a candidate, by the rules of the kernel's contract. */
export function modelIsCandidate(line: string): boolean {
  const content = line.replace(/^[ \t\r]+/, '').replace(/[ \t\r]+$/, '');
  if (content === '') return false;
  if (/init\.d\\*\//i.test(line)) return true;
  if (holdsEscaped(line, 'init.d/') || escapedBackslash.test(line)) return true;
  if (!/^\{[ \t\r]*(?:"|\}$)/.test(content) || !content.endsWith('}')) return true;
  return opening.test(content) || (line.length <= 1024 && answerOpening.test(content));
}

/** The result of a scan for certain lines. */
export function modelScan(text: string, isSelected: (line: string) => boolean): Modelled {
  const candidates: Candidate[] = [];
  const lines = text.split('\n').slice(0, -1);
  let start = 0;
  for (const [newlinesBefore, line] of lines.entries()) {
    if (isSelected(line)) candidates.push({ line, start, newlinesBefore });
    start += line.length + 1;
  }
  return { candidates, newlines: lines.length };
}
