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
/** The codes of the path's characters, in either case. */
export const pathCodes: ReadonlySet<number> = new Set(
  Array.from(path).flatMap((c) => [c.toLowerCase().charCodeAt(0), c.toUpperCase().charCodeAt(0)]),
);
const opening = new RegExp(`^\\{[ \\t\\r]*"(?:${openers.join('|')})"`);
const answerOpening = new RegExp(`^\\{[ \\t\\r]*"(?:${answerOpeners.join('|')})"`);

/** Whether a line is a candidate, by the rules of the kernel's contract. */
export function modelIsCandidate(line: string): boolean {
  const content = line.replace(/^[ \t\r]+/, '').replace(/[ \t\r]+$/, '');
  if (content === '') return false;
  if (/init\.d\\*\//i.test(line)) return true;
  for (const [, hex = ''] of line.matchAll(/\\u00([0-9a-fA-F]{2})/g)) {
    if (pathCodes.has(Number.parseInt(hex, 16))) return true;
  }
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
