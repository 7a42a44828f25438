import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { wordsFor } from '#dist/report/rule-words.js';
import { describeFault, describeProblem, hintFor } from '#dist/report/wording.js';
import { defaultRule, newestRule } from '#dist/rule/revisions.js';
import type { Fault, Problem } from '#dist/scan/finding.js';
import { root } from '../e2e/run.js';

const ruleWords = wordsFor(defaultRule);

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
  'invalid-record': {
    fault: { kind: 'invalid-record' },
    words:
      'the record at the end of collected events is damaged, or of another version of initd-scan',
    hint: /same version/,
  },
  'collected-incomplete': {
    fault: { kind: 'collected-incomplete', problems: 2 },
    words: 'events were collected from data with 2 problems; some may be missing',
    hint: /collect again/,
  },
  'collected-short': {
    fault: { kind: 'collected-short', events: 7, lines: 1 },
    words: '7 events were collected, but only 1 line of them is here',
    hint: /copy/,
  },
  'collected-for-less': {
    fault: { kind: 'collected-for-less', subjects: 1 },
    words: 'the case is about 1 process, file or address for which no events were collected',
    hint: /--for/,
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
    hint: /size.*search_after/,
  },
  'not-found': {
    fault: { kind: 'not-found' },
    words: 'the response says that the document was not found',
    hint: /index and the id/,
  },
  'no-hits': {
    fault: { kind: 'no-hits', api: '_count' },
    words: 'a response of _count contains no hits',
    hint: /_search/,
  },
  'aggregations-only': {
    fault: { kind: 'aggregations-only', total: 3 },
    words: 'the response contains aggregations, but none of its 3 hits',
    hint: /size/,
  },
  'assumed-pages': {
    fault: { kind: 'assumed-pages', pages: 2, hits: 1500 },
    words: '2 responses with 1500 hits are assumed to be pages of one search',
    hint: /pit/,
  },
  'damaged-response': {
    fault: { kind: 'damaged-response' },
    words: 'a response is truncated or damaged; hits may be missing',
    hint: /export it again/,
  },
  'not-a-document': {
    fault: { kind: 'not-a-document', found: 'an array' },
    words: 'expected an event or search hit, found an array',
    hint: /NDJSON/,
  },
  'malformed-line': {
    fault: { kind: 'malformed-line', column: 17, mentions: false },
    words: 'invalid JSON (column 17)',
    hint: /--allow-malformed/,
  },
  'malformed-value': {
    fault: { kind: 'malformed-value', mentions: false },
    words: 'invalid JSON',
    hint: /--allow-malformed/,
  },
  'ragged-row': {
    fault: { kind: 'ragged-row', cells: 3, columns: 7 },
    words: 'the row has 3 cells, but the header has 7',
    hint: /--allow-malformed/,
  },
  'unassigned-row': {
    fault: { kind: 'unassigned-row', cells: 6, columns: 5 },
    words: 'the row mentions init.d/ and has 6 cells, but the header has 5, so it was not judged',
    hint: /NDJSON/,
  },
  'unclear-row': {
    fault: { kind: 'unclear-row', fields: ['file.path', 'event.category'] },
    words:
      'the row mentions init.d/, but its file.path, event.category cannot be read with certainty',
    hint: /NDJSON/,
  },
  'ambiguous-row': {
    fault: { kind: 'ambiguous-row' },
    words:
      'the row mentions init.d/, and it is uncertain where its cells end: it may match if its quotes are part of the values',
    hint: /NDJSON/,
  },
  'too-many-interpretations': {
    fault: { kind: 'too-many-interpretations', limit: 256 },
    words:
      'the row mentions init.d/, and its cells can be read as lists in more than 256 ways, not all of which were judged',
    hint: /NDJSON/,
  },
  'too-many-headers': {
    fault: { kind: 'too-many-headers', limit: 8 },
    words: 'the table has more than 8 different headers; rows are not judged by all of them',
    hint: /one by one/,
  },
  'unclosed-quote': {
    fault: { kind: 'unclosed-quote', limit: 4096 },
    words: 'a quoted cell does not end within 4096 bytes; its lines were read as rows of their own',
    hint: /NDJSON/,
  },
  'text-table': {
    fault: { kind: 'text-table' },
    words: 'the table is formatted for display and was not read',
    hint: /format=csv/,
  },
  'mention-in-title': {
    fault: { kind: 'mention-in-title' },
    words: 'init.d/ is mentioned before the header of the table',
    hint: /before the header/,
  },
  'empty-column': {
    fault: { kind: 'empty-column', field: 'process.executable', rows: 2 },
    words: 'no row has a process.executable, so 2 rows under /etc/init.d/ cannot be judged',
    hint: /export again/,
  },
  'missing-columns': {
    fault: { kind: 'missing-columns', fields: ['host.os.type', 'process.executable'] },
    words: 'the table has no column for host.os.type, process.executable; nothing in it can match',
    hint: /columns/,
  },
  'kibana-csv': {
    fault: { kind: 'kibana-csv' },
    words:
      'CSV and TSV do not distinguish empty values from missing ones, or lists from values with commas',
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
  'foreign-format': {
    fault: { kind: 'foreign-format', format: 'lz4' },
    words: 'the input is lz4 data, which is not read; use lz4 -dc FILE | initd-scan',
    hint: null,
  },
  'archive-damaged': {
    fault: { kind: 'archive-damaged', archive: 'zip', reason: 'cut-short', byteOffset: 512 },
    words:
      'the zip archive is truncated at byte 512; only the members that could be found were read',
    hint: /again/,
  },
  'stray-bytes': {
    fault: { kind: 'stray-bytes', bytes: 7, byteOffset: 1024 },
    words:
      '7 bytes outside the members at byte 1024 of the archive are not zero, and were not read',
    hint: /hidden/,
  },
  'member-mismatch': {
    fault: { kind: 'member-mismatch', member: 'a.ndjson', differences: ['name', 'size'] },
    words: 'the two directories of the zip archive disagree about a.ndjson (name, size)',
    hint: /hidden/,
  },
  'encrypted-member': {
    fault: { kind: 'encrypted-member' },
    words: 'the member is encrypted and was not read',
    hint: /password/,
  },
  'unsupported-member': {
    fault: { kind: 'unsupported-member', what: { method: 9 } },
    words: 'the member is compressed with method 9 and was not read',
    hint: /extract/,
  },
  'member-damaged': {
    fault: { kind: 'member-damaged', reason: 'checksum' },
    words: 'the member does not have the checksum that the archive states for it',
    hint: /again/,
  },
  'nested-archives': {
    fault: { kind: 'nested-archives', limit: 8 },
    words: 'archives or compressed data are nested more than 8 deep; the content was not read',
    hint: /extract/,
  },
  'too-many-members': {
    fault: { kind: 'too-many-members', limit: 100_000 },
    words:
      'the archive has more than 100000 members, with those of archives in it; the others were not read',
    hint: /extract/,
  },
  'inflated-too-far': {
    fault: { kind: 'inflated-too-far', limit: 1000, unit: 'ratio' },
    words: 'the archive inflates to more than 1000 times its size; the rest was not read',
    hint: /comes from/,
  },
  'archive-links': {
    fault: { kind: 'archive-links', count: 4, names: ['a', 'b', 'c'] },
    words: '4 links or devices in the archive are not followed (a, b, c, …)',
    hint: /scan what they point to/,
  },
  'cut-short': {
    fault: { kind: 'cut-short' },
    words: 'the input ends in the middle of a document',
    hint: /again/,
  },
  'not-an-object': {
    fault: { kind: 'not-an-object', found: 'a number', mentions: false },
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
    hint: /examine/,
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
    words: 'the directory contains no files to scan (12 files excluded)',
    hint: /--include/,
  },
  'text-mentions': {
    fault: { kind: 'text-mentions', lines: 12, exclude: 'etc/init.d/ssh' },
    words: 'the file contains no documents, but 12 lines that mention init.d/',
    hint: /--exclude/,
  },
  'no-events': {
    fault: { kind: 'no-events', files: 3 },
    words: 'none of the 3 files to scan contains an endpoint event',
    hint: /--allow-empty/,
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
  'no-shards': {
    fault: { kind: 'no-shards' },
    words: 'no shard was searched, so nothing could be found',
    hint: /--allow-empty/,
  },
  'no-document': {
    fault: { kind: 'no-document' },
    words: 'the input contains no documents',
    hint: /--allow-empty/,
  },
  changed: {
    fault: { kind: 'changed', before: 100, after: 250 },
    words:
      'the file was truncated, overwritten or replaced during the scan (100 bytes before, 250 after)',
    hint: /copy/,
  },
  'worker-failed': {
    fault: { kind: 'worker-failed', reason: 'out of memory', isLost: false },
    words: 'a worker thread failed; another thread scanned its part: out of memory',
    hint: /--jobs 1/,
  },
  'nul-bytes': {
    fault: { kind: 'nul-bytes', bytes: 512 },
    words: 'the line contains 512 NUL bytes',
    hint: /copy the file again/,
  },
  'unjudged-mention': {
    fault: { kind: 'unjudged-mention', pointer: '/a/b' },
    words:
      'the document mentions init.d/ (at /a/b), but the mention is not in an event that the rule can judge',
    hint: /jq/,
  },
  'foreign-document': {
    fault: { kind: 'foreign-document', dataset: 'fim', pointer: '/file/path' },
    words:
      'a document of data set fim names a path under init.d/ (at /file/path); the rule does not read this data set',
    hint: /examine/,
  },
  'missing-fields': {
    fault: { kind: 'missing-fields', fields: ['event.action', 'host.os.type'] },
    words: 'an event under /etc/init.d/ cannot be judged without event.action, host.os.type',
    hint: /export whole documents/,
  },
  'damaged-field': {
    fault: { kind: 'damaged-field', field: 'event.category' },
    words:
      'an event about init.d/ cannot be judged: the value of event.category is not as Elasticsearch holds it',
    hint: /as JSON/,
  },
  'search-limit': {
    fault: { kind: 'search-limit' },
    words: 'text inside the document is nested too deeply, or too large, to be searched',
    hint: /fromjson/,
  },
  'no-endpoint-events': {
    fault: { kind: 'no-endpoint-events', documents: 3, datasets: ['a', 'b'] },
    words: 'none of the 3 documents examined is an Elastic Defend or Endgame event (data set a, b)',
    hint: /logs-endpoint\.events\.\*/,
  },
  'only-other-events': {
    fault: { kind: 'only-other-events', documents: 3 },
    words: 'none of the 3 documents examined is a file event',
    hint: /logs-endpoint\.events\.file/,
  },
  reported: {
    fault: { kind: 'reported', message: 'the scan was interrupted', facts: { kind: 'report' } },
    words: 'the scan was interrupted',
    hint: null,
  },
  'framed-lines': {
    fault: { kind: 'framed-lines', frame: 'prefix', lines: 2 },
    words: 'skipped the text before the JSON on 2 lines',
    hint: null,
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
  [{ kind: 'malformed-line', mentions: false }, 'invalid JSON'],
  [
    { kind: 'malformed-line', column: 3, mentions: true },
    'invalid JSON (column 3) that mentions init.d/',
  ],
  [{ kind: 'malformed-value', mentions: true }, 'invalid JSON that mentions init.d/'],
  [
    { kind: 'unreadable', code: 'Z_BUF_ERROR', detail: 'unexpected end of file' },
    'cannot be read: unexpected end of file (Z_BUF_ERROR)',
  ],
  [{ kind: 'no-logs', passedOver: 0 }, 'the directory contains no files to scan'],
  [{ kind: 'no-logs', passedOver: 1 }, 'the directory contains no files to scan (1 file excluded)'],
  [
    { kind: 'text-mentions', lines: 1, exclude: 'notes' },
    'the file contains no documents, but 1 line that mentions init.d/',
  ],
  [{ kind: 'no-events', files: 1 }, 'the only file to scan contains no endpoint events'],
  [
    { kind: 'unjudged-mention', pointer: '' },
    'the document mentions init.d/ (at its top), but the mention is not in an event that the rule can judge',
  ],
  [
    { kind: 'missing-fields', fields: ['process.executable'], documents: 2 },
    '2 events under /etc/init.d/ cannot be judged: no event of this export has process.executable',
  ],
  [
    { kind: 'no-endpoint-events', documents: 1, datasets: [] },
    'the only document examined is not an Elastic Defend or Endgame event',
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
    expect(() => describeFault({ input: 'a.ndjson', fault }, ruleWords)).toThrow(TypeError);
  });

  test.each(rows)('$fault.kind is described', ({ fault, words }) => {
    expect(describeFault({ input: 'a.ndjson', fault }, ruleWords)).toBe(words);
  });

  test.each(variants)('%j is described', (fault, words) => {
    expect(describeFault({ input: 'a.ndjson', fault }, ruleWords)).toBe(words);
  });

  test('about init.d/ names the other files that a revision is about, too', () => {
    const newest = wordsFor(newestRule);
    for (const { fault, words } of rows) {
      const text = describeFault({ input: 'a.ndjson', fault }, newest);
      const isAboutFiles = /init\.d|Endgame/.test(words);
      expect(text === words, fault.kind).toBe(!isAboutFiles);
      if (/init\.d/.test(words)) expect(text).toMatch(/\/etc\/init\/,? or in|\/etc\/init\/ or/);
    }
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
    const fault: Fault = { kind: 'only-other-events', documents: 3 };
    expect(hintFor({ severity: 'warning', input: 'a.ndjson', fault })).toMatch(/logs-endpoint/);
  });

  test.each<Fault>([
    { kind: 'malformed-line', mentions: true },
    { kind: 'malformed-line' },
    { kind: 'malformed-value' },
    { kind: 'not-an-object', found: 'a string', mentions: true },
    { kind: 'nul-bytes', bytes: 1, mentions: true },
    { kind: 'foreign-document', dataset: 'fim', pointer: '' },
    { kind: 'unjudged-mention', pointer: '' },
    { kind: 'unassigned-row', cells: 1, columns: 2 },
    { kind: 'missing-fields', fields: ['host.os.type'] },
  ])('of %j, which may be about an init script, names no option that accepts it', (fault) => {
    expect(hintFor({ severity: 'problem', input: 'a.ndjson', fault })).not.toMatch(/--allow/);
  });

  test.each<[Fault, RegExp]>([
    [{ kind: 'missing-fields', fields: ['host.os.type'] }, /Endgame/],
    [{ kind: 'unjudged-mention', pointer: '/fields/endgame.file_path/0' }, /Endgame/],
    [{ kind: 'default-size', hits: 1000, isTable: true }, /LIMIT/],
  ])('of %j depends on its facts', (fault, hint) => {
    expect(hintFor({ severity: 'problem', input: 'a.ndjson', fault })).toMatch(hint);
  });

  test.each(['logs/*.ndjson', 'day-?.json', 'day-[12].json', '{a,b}.json'])(
    'the glob %s that matches nothing is called a glob',
    (input) => {
      expect(describeFault({ input, fault: { kind: 'missing' } }, ruleWords)).toBe(
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
      {
        severity: 'warning',
        input: 'a.ndjson',
        fault: { kind: 'only-other-events', documents: 3 },
      },
      'a.ndjson: warning: none of the 3 documents examined is a file event',
    ],
  ] as const)('%s', (_, problem, line) => {
    expect(describeProblem(problem, ruleWords)).toBe(line);
  });
});
