// The scan kernel's contract as a model: slow and obvious.

/** A candidate as a scan of some text finds it. */
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
export const openers: readonly string[] = [
  'took',
  'aggregations',
  'docs',
  'ok',
  'rows',
  'statusCode',
  'completion_time_in_millis',
  'error',
  'is_partial',
  'responses',
  'id',
  'columns',
  'is_running',
  'timed_out',
  '_scroll_id',
  'pit_id',
  'rawResponse',
  'response',
  'hits',
  '_shards',
  'num_reduce_phases',
  'completion_status',
  'status',
  'documents_found',
  'values',
  '_clusters',
];

/** What the scan is for. */
export const path = '/etc/init.d/';
/** The codes of the path's characters, in either case. */
export const pathCodes: ReadonlySet<number> = new Set(
  Array.from(path).flatMap((c) => [c.toLowerCase().charCodeAt(0), c.toUpperCase().charCodeAt(0)]),
);
const opening = new RegExp(`^\\{[ \\t\\r]*"(?:${openers.join('|')})"`);

/** The rules of the kernel's contract, one after the other: slow and obvious. */
export function modelCalls(line: string): boolean {
  const matter = line.replace(/^[ \t\r]+/, '').replace(/[ \t\r]+$/, '');
  if (matter === '') return false;
  if (/init\.d\\?\//i.test(line)) return true;
  for (const [, hex = ''] of line.matchAll(/\\u00([0-9a-fA-F]{2})/g)) {
    if (pathCodes.has(Number.parseInt(hex, 16))) return true;
  }
  if (!/^\{[ \t\r]*(?:"|\}$)/.test(matter) || !matter.endsWith('}')) return true;
  return opening.test(matter);
}

/** What a scan of text finds that wants certain lines. */
export function modelScan(text: string, wanted: (line: string) => boolean): Modelled {
  const candidates: Candidate[] = [];
  const lines = text.split('\n').slice(0, -1);
  let start = 0;
  for (const [newlinesBefore, line] of lines.entries()) {
    if (wanted(line)) candidates.push({ line, start, newlinesBefore });
    start += line.length + 1;
  }
  return { candidates, newlines: lines.length };
}
