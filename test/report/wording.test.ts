import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeFault, describeProblem, hintFor } from '#dist/report/wording.js';
import type { Fault, Problem } from '#dist/scan/finding.js';
import { root } from '../e2e/run.js';

interface FaultExample {
  readonly fault: Fault;
  readonly words: string;
  /** What the hint mentions; null if there is no hint. */
  readonly hint: RegExp | null;
}

/** An example of every kind of fault: the compiler requires each. */
const everyKind: {
  readonly [Kind in Fault['kind']]: FaultExample & { fault: { readonly kind: Kind } };
} = {
  'error-response': {
    fault: {
      kind: 'error-response',
      status: 401,
      type: 'security_exception',
      reason: 'missing authentication credentials',
    },
    words: 'the response is an error: 401 security_exception: missing authentication credentials',
    hint: /credentials/,
  },
  'timed-out': {
    fault: { kind: 'timed-out' },
    words: 'the search timed out; hits may be missing',
    hint: /timeout/,
  },
  partial: {
    fault: { kind: 'partial' },
    words:
      'the response is partial: the search was still running or returned only some of its results',
    hint: /cursor/,
  },
  'shards-failed': {
    fault: { kind: 'shards-failed', failed: 2, total: 5 },
    words: 'the search failed on 2 of 5 shards',
    hint: /shards/,
  },
  'fewer-hits': {
    fault: { kind: 'fewer-hits', hits: 10, total: 523, atLeast: false },
    words: 'the response contains only 10 of 523 hits',
    hint: /size.*search_after/,
  },
  'no-total': {
    fault: { kind: 'no-total', hits: 10 },
    words: 'the response has no total to check its 10 hits against',
    hint: /filter_path.*track_total_hits/,
  },
  'default-size': {
    fault: { kind: 'default-size', hits: 10 },
    words:
      'the response contains exactly 10 documents, a default or maximum response size; there may be more',
    hint: /LIMIT/,
  },
  'not-a-document': {
    fault: { kind: 'not-a-document', found: 'an array' },
    words: 'expected an event or search hit, found an array',
    hint: null,
  },
  'malformed-line': {
    fault: { kind: 'malformed-line', column: 17 },
    words: 'invalid JSON (column 17)',
    hint: /--allow-malformed/,
  },
  'malformed-value': {
    fault: { kind: 'malformed-value' },
    words: 'invalid JSON',
    hint: /--allow-malformed/,
  },
  'ragged-row': {
    fault: { kind: 'ragged-row', cells: 3, columns: 7 },
    words: 'the row has 3 cells, but the header has 7',
    hint: /--allow-malformed/,
  },
  'missing-columns': {
    fault: { kind: 'missing-columns', fields: ['host.os.type', 'process.executable'] },
    words: 'the CSV has no column for host.os.type, process.executable; nothing in it can match',
    hint: /columns/,
  },
  'kibana-csv': {
    fault: { kind: 'kibana-csv' },
    words:
      'CSV from Kibana cannot distinguish a missing value from an empty one, or a list from one value with a comma; empty cells count as missing, and a cell with commas is read both as one value and as a list',
    hint: /NDJSON/,
  },
  compressed: {
    fault: {
      kind: 'compressed',
      compression: 'gzip',
      reason: 'cut-short',
      byteOffset: 512,
      detail: 'unexpected end of file',
    },
    words:
      'the gzip data is truncated at compressed byte 512 (unexpected end of file); only the data before it was read',
    hint: /again/,
  },
  'cut-short': {
    fault: { kind: 'cut-short' },
    words: 'the input ends in the middle of a document',
    hint: /again/,
  },
  'not-an-object': {
    fault: { kind: 'not-an-object', found: 'a number' },
    words: 'expected a JSON object, found a number',
    hint: /--allow-malformed/,
  },
  'line-too-long': {
    fault: { kind: 'line-too-long', bytes: 3000300, limit: 1000000 },
    words: 'the line is 3000300 bytes long, over the limit of 1000000, and was not read',
    hint: /--max-line-bytes/,
  },
  'nested-too-deeply': {
    fault: { kind: 'nested-too-deeply' },
    words: 'the document is nested too deeply to be evaluated',
    hint: null,
  },
  unreadable: {
    fault: { kind: 'unreadable', code: 'EACCES', detail: "EACCES: permission denied, open 'a'" },
    words: "cannot be read: EACCES: permission denied, open 'a'",
    hint: null,
  },
  missing: {
    fault: { kind: 'missing' },
    words: 'no such file or directory',
    hint: null,
  },
  'no-logs': {
    fault: { kind: 'no-logs', passedOver: 12 },
    words: 'the directory contains no files to scan (12 files skipped by name)',
    hint: /--include/,
  },
  'no-file-event': {
    fault: { kind: 'no-file-event', documents: 12 },
    words: 'no file events from Elastic Defend or Endgame in 12 documents',
    hint: /logs-endpoint/,
  },
  'clusters-failed': {
    fault: { kind: 'clusters-failed', failed: 1, total: 3 },
    words: '1 of 3 clusters did not return complete results',
    hint: /clusters respond/,
  },
  'no-document': {
    fault: { kind: 'no-document' },
    words: 'the input contains no documents',
    hint: /--allow-empty/,
  },
  changed: {
    fault: { kind: 'changed', before: 100, after: 250 },
    words: 'the file changed while it was being read (100 bytes before, 250 after)',
    hint: /copy/,
  },
  'worker-failed': {
    fault: { kind: 'worker-failed', reason: 'out of memory', isLost: false },
    words: 'a worker thread failed; another thread scanned its part: out of memory',
    hint: null,
  },
  'no-endpoint-event': {
    fault: { kind: 'no-endpoint-event' },
    words: 'the first document is not an Elastic Defend or Endgame event',
    hint: /logs-endpoint\.events\.\*/,
  },
  unrecognised: {
    fault: { kind: 'unrecognised', documents: 1 },
    words: "1 document mentions init.d/ but has none of the rule's fields",
    hint: /jq/,
  },
};

const rows: readonly FaultExample[] = Object.values(everyKind);

/** The same kinds of faults with other facts. */
const variants: readonly (readonly [Fault, string])[] = [
  [{ kind: 'error-response', reason: 'no' }, 'the response is an error: no'],
  [{ kind: 'error-response', reason: 'no', status: 502 }, 'the response is an error: 502: no'],
  [{ kind: 'shards-failed', failed: 1 }, 'the search failed on 1 shard'],
  [{ kind: 'shards-failed', failed: 1, total: 1 }, 'the search failed on 1 of 1 shard'],
  [
    { kind: 'fewer-hits', hits: 10, total: 10000, atLeast: true },
    'the response contains only 10 of at least 10000 hits',
  ],
  [
    { kind: 'fewer-hits', hits: 0, total: 1, atLeast: false },
    'the response contains only 0 of 1 hit',
  ],
  [{ kind: 'no-total', hits: 1 }, 'the response has no total to check its 1 hit against'],
  [{ kind: 'malformed-line' }, 'invalid JSON'],
  [
    { kind: 'unreadable', code: 'Z_BUF_ERROR', detail: 'unexpected end of file' },
    'cannot be read: unexpected end of file (Z_BUF_ERROR)',
  ],
  [{ kind: 'no-logs', passedOver: 0 }, 'the directory contains no files to scan'],
  [
    { kind: 'no-logs', passedOver: 1 },
    'the directory contains no files to scan (1 file skipped by name)',
  ],
  [
    { kind: 'unrecognised', documents: 2 },
    "2 documents mention init.d/ but have none of the rule's fields",
  ],
];

const source = path.join(root, 'src');
const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(path.join(source, file), 'utf8'))
  .join('\n');

/** The kinds that a type declares in the source, wherever it is, and those of the types in its union. */
function kindsOf(type: string): string[] {
  const start = new RegExp(`^export (?:type ${type} =|interface ${type} \\{)`, 'm').exec(code);
  if (start === null) throw new Error(`${type} is not declared`);
  const [declaration = ''] = code.slice(start.index + start[0].length).split(/;\n\n|^\}/m);
  const kinds = declaration.matchAll(/\bkind: ((?:[|\s]*'[\w-]+')+)/g);
  const members = declaration.matchAll(/^ *(?:\|\s*)?([A-Z]\w+)$/gm);
  return [
    ...[...kinds].flatMap(([, names = '']) => names.match(/[\w-]+/g) ?? []),
    ...[...members].flatMap(([, member = '']) => kindsOf(member)),
  ];
}

describe('every fault', () => {
  test('is among the examples, with its words and a decision about a hint', () => {
    expect([...new Set(kindsOf('Fault'))].sort()).toEqual(Object.keys(everyKind).sort());
  });

  test('of a kind without words is an error, not words', () => {
    const fault = { kind: 'new' } as unknown as Fault;
    expect(() => describeFault({ input: 'a.ndjson', fault })).toThrow(TypeError);
  });

  test.each(rows)('$fault.kind is described', ({ fault, words }) => {
    expect(describeFault({ input: 'a.ndjson', fault })).toBe(words);
  });

  test.each(variants)('%j is described', (fault, words) => {
    expect(describeFault({ input: 'a.ndjson', fault })).toBe(words);
  });

  test.each(rows)('$fault.kind has a hint if one helps', ({ fault, hint }) => {
    const problem: Problem = { severity: 'problem', input: 'a.ndjson', fault };
    if (hint === null) expect(hintFor(problem)).toBeUndefined();
    else expect(hintFor(problem)).toMatch(hint);
  });

  test.each(['malformed-line', 'malformed-value', 'not-an-object', 'ragged-row'] as const)(
    '%s has no hint as a warning: --allow-malformed is already set',
    (kind) => {
      const { fault } = everyKind[kind];
      expect(hintFor({ severity: 'warning', input: 'a.ndjson', fault })).toBeUndefined();
    },
  );

  test('a warning that needs no option keeps its hint', () => {
    const fault: Fault = { kind: 'no-endpoint-event' };
    expect(hintFor({ severity: 'warning', input: 'a.ndjson', fault })).toMatch(/logs-endpoint/);
  });

  test.each(['logs/*.ndjson', 'day-?.json', 'day-[12].json', '{a,b}.json'])(
    'the glob %s that matches nothing is called a glob',
    (input) => {
      expect(describeFault({ input, fault: { kind: 'missing' } })).toBe(
        'no such file or directory, and no file matches this glob',
      );
    },
  );
});

describe('a problem on one line', () => {
  test.each([
    [
      'with line and byte',
      {
        severity: 'problem',
        input: 'a.ndjson',
        line: 7,
        byteOffset: 912,
        fault: { kind: 'cut-short' },
      },
      'a.ndjson:7: problem: the input ends in the middle of a document [byte 912]',
    ],
    [
      'at the first byte',
      { severity: 'problem', input: '-', line: 1, byteOffset: 0, fault: { kind: 'timed-out' } },
      '-:1: problem: the search timed out; hits may be missing [byte 0]',
    ],
    [
      'of a whole input',
      { severity: 'problem', input: 'a.ndjson', fault: { kind: 'no-document' } },
      'a.ndjson: problem: the input contains no documents',
    ],
    [
      'that is only a warning',
      { severity: 'warning', input: 'a.ndjson', line: 1, fault: { kind: 'no-endpoint-event' } },
      'a.ndjson:1: warning: the first document is not an Elastic Defend or Endgame event',
    ],
  ] as const)('%s', (_, problem, line) => {
    expect(describeProblem(problem)).toBe(line);
  });
});
