import { type Fault, type Frame, isWarning, type Problem } from '../scan/finding.js';
import { memberDamage, storageText } from './archive-words.js';
import { collectedDescriptions, collectedHints } from './collected-words.js';
import { foreignFormats } from './foreign-formats.js';
import type { RuleWords } from './rule-words.js';
import { bytesText, count } from './units.js';

/**
 * Describes a problem or warning on one line for people and grep: `<input>:<line>: problem: <sentence> [byte <n>]`, or
 * without line and byte if they are unknown. Text from inputs is not sanitized.
 */
export function describeProblem(
  { severity, input, line, byteOffset, fault }: Problem,
  words: RuleWords,
): string {
  const location = line === undefined ? input : `${input}:${line}`;
  const byte = byteOffset === undefined ? '' : ` [byte ${byteOffset}]`;
  return `${location}: ${severity}: ${describeFault({ input, fault }, words)}${byte}`;
}

/** Describes a fault as part of a sentence. Text from inputs is not sanitized. */
export function describeFault(
  { input, fault }: Pick<Problem, 'input' | 'fault'>,
  words: RuleWords,
): string {
  const describe = descriptions[fault.kind] as Describe<Fault>;
  return describe(fault, words, input);
}

/**
 * What a user can do about a problem, if anything: the same for all faults of a kind. The hint of a fault that is a
 * warning only because of an option would name that option, so it is omitted.
 */
export function hintFor({ severity, fault }: Problem): string | undefined {
  if (isDamageThatMayMention(fault)) return damagedMentionHint;
  if (fault.kind === 'default-size' && fault.isTable === true) return longerTable;
  if (isOldEndgame(fault)) return oldEndgame;
  return severity === 'problem' || isWarning(fault) ? hints[fault.kind] : undefined;
}

type Describe<F> = (fault: F, words: RuleWords, input: string) => string;

const descriptions: {
  readonly [Kind in Fault['kind']]: Describe<Fault & { readonly kind: Kind }>;
} = {
  ...collectedDescriptions,
  'error-response': ({ status, type, reason }) => {
    const name = [status, type].filter((part) => part !== undefined).join(' ');
    return `the response is an error: ${name === '' ? '' : `${name}: `}${reason}`;
  },
  'timed-out': () => 'the search timed out; hits may be missing',
  partial: () =>
    'the response is partial: the search was still running or returned only some of its results',
  'shards-failed': ({ failed, total }) => `the search failed on ${countOf(failed, total, 'shard')}`,
  'clusters-failed': ({ failed, total }) =>
    `${countOf(failed, total, 'cluster')} did not return complete results`,
  'fewer-hits': ({ hits, total, atLeast }) =>
    `the response contains only ${hits} of ${atLeast ? 'at least ' : ''}${count(total, 'hit')}`,
  'no-total': ({ hits }) => `the response has no total to check its ${count(hits, 'hit')} against`,
  'default-size': ({ hits, isTable = false }) =>
    isTable
      ? `the table has exactly ${count(hits, 'row')}, the size at which exports of Kibana or ES|QL stop; there may be more`
      : `the response contains exactly ${count(hits, 'document')}, a default or maximum response size; there may be more`,
  'not-found': () => 'the response says that the document was not found',
  'no-hits': ({ api }) => `a response of ${api} contains no hits`,
  'no-shards': () => 'no shard was searched, so nothing could be found',
  'aggregations-only': ({ total }) =>
    `the response contains aggregations, but none of ${total === undefined ? 'the hits' : `its ${count(total, 'hit')}`}`,
  'assumed-pages': ({ pages, hits }) =>
    `${count(pages, 'response')} with ${count(hits, 'hit')} are assumed to be pages of one search`,
  'not-a-document': ({ found }) => `expected an event or search hit, found ${found}`,
  'malformed-line': ({ column, mentions }, words) =>
    `invalid JSON${column === undefined ? '' : ` (column ${column})`}${mentioning(mentions, words)}`,
  'malformed-value': ({ mentions }, words) => `invalid JSON${mentioning(mentions, words)}`,
  'ragged-row': ({ cells, columns }) =>
    `the row has ${count(cells, 'cell')}, but the header has ${columns}`,
  'unassigned-row': ({ cells, columns }, { mention }) =>
    `the row mentions ${mention} and has ${count(cells, 'cell')}, but the header has ${columns}, so it was not judged`,
  'unclear-row': ({ fields }, { mention }) =>
    `the row mentions ${mention}, but its ${fields.join(', ')} cannot be read with certainty`,
  'ambiguous-row': (_, { mention }) =>
    `the row mentions ${mention}, and it is uncertain where its cells end: it may match if its quotes are part of the values`,
  'too-many-interpretations': ({ limit }, { mention }) =>
    `the row mentions ${mention}, and its cells can be read as lists in more than ${limit} ways, not all of which were judged`,
  'too-many-headers': ({ limit }) =>
    `the table has more than ${limit} different headers; rows are not judged by all of them`,
  'unclosed-quote': ({ limit }) =>
    `a quoted cell does not end within ${count(limit, 'byte')}; its lines were read as rows of their own`,
  'empty-column': ({ field, rows }, { place }) =>
    `no row has a ${field}, so ${count(rows, 'row')} ${place} cannot be judged`,
  'text-table': () => 'the table is formatted for display and was not read',
  'mention-in-title': (_, { mention }) => `${mention} is mentioned before the header of the table`,
  'missing-columns': ({ fields }) =>
    `the table has no column for ${fields.join(', ')}; nothing in it can match`,
  'kibana-csv': () =>
    'CSV and TSV do not distinguish empty values from missing ones, or lists from values with commas',
  compressed: ({ compression, reason, byteOffset, detail }) =>
    `the ${compression} data is ${reason === 'cut-short' ? 'truncated' : 'corrupt'} at compressed byte ${byteOffset} (${detail}); only the data before it was read`,
  'damaged-response': () => 'a response is truncated or damaged; hits may be missing',
  'foreign-format': ({ format }) => {
    const { name, advice } = foreignFormats[format];
    return `the input is ${name}, which is not read; ${advice}`;
  },
  'archive-damaged': ({ archive, reason, byteOffset }) =>
    `the ${archive} archive is ${reason === 'cut-short' ? 'truncated' : 'corrupt'} at byte ${byteOffset}; only the members that could be found were read`,
  'stray-bytes': ({ bytes, byteOffset }) =>
    `${count(bytes, 'byte')} outside the members at byte ${byteOffset} of the archive ${bytes === 1 ? 'is' : 'are'} not zero, and ${bytes === 1 ? 'was' : 'were'} not read`,
  'member-mismatch': ({ member, differences }) =>
    `the two directories of the zip archive disagree about ${member} (${differences.join(', ')})`,
  'encrypted-member': () => 'the member is encrypted and was not read',
  'unsupported-member': ({ what }) => `the member is ${storageText(what)} and was not read`,
  'member-damaged': ({ reason }) => memberDamage[reason],
  'nested-archives': ({ limit }) =>
    `archives or compressed data are nested more than ${limit} deep; the content was not read`,
  'too-many-members': ({ limit }) =>
    `the archive has more than ${count(limit, 'member')}, with those of archives in it; the others were not read`,
  'inflated-too-far': ({ limit, unit }) =>
    `the archive inflates to more than ${unit === 'bytes' ? bytesText(limit) : `${limit} times its size`}; the rest was not read`,
  'archive-links': ({ count: links, names }) =>
    `${count(links, 'link or device', 'links or devices')} in the archive ${links === 1 ? 'is' : 'are'} not followed (${names.join(', ')}${links > names.length ? ', …' : ''})`,
  'cut-short': ({ mentions }, words) =>
    `the input ends in the middle of a document${mentioning(mentions, words)}`,
  'not-an-object': ({ found, mentions }, words) =>
    `expected a JSON object, found ${found}${mentioning(mentions, words)}`,
  'line-too-long': ({ bytes, limit }) =>
    `the line is ${count(bytes, 'byte')} long, over the limit of ${limit}, and was not read`,
  'nested-too-deeply': () => 'the document is nested too deeply to be evaluated',
  unreadable: ({ code, detail }) =>
    `cannot be read: ${detail}${detail.includes(code) ? '' : ` (${code})`}`,
  missing: (_, _words, input) =>
    `no such file or directory${/[*?[{(]/.test(input) ? ', and no file matches this glob' : ''}`,
  'no-logs': ({ passedOver }) =>
    `the directory contains no files to scan${passedOver === 0 ? '' : ` (${count(passedOver, 'file')} excluded)`}`,
  'no-document': () => 'the input contains no documents',
  'text-mentions': ({ lines }, { mention }) =>
    `the file contains no documents, but ${count(lines, 'line')} that ${lines === 1 ? 'mentions' : 'mention'} ${mention}`,
  'no-events': ({ files }) =>
    files === 1
      ? 'the only file to scan contains no endpoint events'
      : `none of the ${files} files to scan contains an endpoint event`,
  'no-file-event': ({ documents }, { products }) =>
    `no file events from ${products} in ${count(documents, 'document')}`,
  changed: ({ before, after }) =>
    `the file was truncated, overwritten or replaced during the scan (${count(before, 'byte')} before, ${after} after)`,
  'worker-failed': ({ reason, isLost }) =>
    `a worker thread failed; ${isLost ? 'the rest of its part was not read' : 'another thread scanned its part'}: ${reason}`,
  'nul-bytes': ({ bytes }) => `the line contains ${count(bytes, 'NUL byte')}`,
  'unjudged-mention': ({ pointer }, { mention }) =>
    `the document mentions ${mention} (at ${pointer === '' ? 'its top' : pointer}), but the mention is not in an event that the rule can judge`,
  'foreign-document': ({ dataset, pointer }, { mention }) =>
    `a document of data set ${dataset} names a path under ${mention} (at ${pointer}); the rule does not read this data set`,
  'missing-fields': ({ fields, documents }, { place }) =>
    documents === undefined
      ? `an event ${place} cannot be judged without ${fields.join(', ')}`
      : `${count(documents, 'event')} ${place} cannot be judged: no event of this export has ${fields.join(', ')}`,
  'damaged-field': ({ field }, { mention }) =>
    `an event about ${mention} cannot be judged: the value of ${field} is not as Elasticsearch holds it`,
  'search-limit': () =>
    'text inside the document is nested too deeply, or too large, to be searched',
  'no-endpoint-events': ({ documents, datasets }, { products }) =>
    `${noneOf(documents)} an ${products} event${datasets.length === 0 ? '' : ` (data set ${datasets.join(', ')})`}`,
  'only-other-events': ({ documents }) => `${noneOf(documents)} a file event`,
  reported: ({ message }) => message,
  'framed-lines': ({ frame, lines }) => `skipped ${framed[frame](count(lines, 'line'))}`,
};

const framed: Readonly<Record<Frame, (lines: string) => string>> = {
  prefix: (lines) => `the text before the JSON on ${lines}`,
  separator: (lines) => `the separators around the JSON on ${lines}`,
  header: (lines) => `${lines} of request or response headers`,
  comment: (lines) => `${lines} of comments`,
};

const damagedMentionHint = 'copy or export it again; only whole objects in the text were judged';

const longerTable =
  'export more rows (LIMIT in ES|QL, xpack.reporting.csv.maxRows in Kibana), or less time per table';

const oldEndgame =
  'export all fields; events of old Endgame versions have no host.os.type, so examine them yourself';

const whenAllRespond = 'export again when all shards and clusters respond';

const ruleData = 'scan logs-endpoint.events.* (Elastic Defend) or endgame-* (Endgame)';

const allowMalformed = 'export or copy it again, or accept it with --allow-malformed';

const asNdjson = 'export the documents as NDJSON, in which every value is certain';

const hints: Readonly<Record<Fault['kind'], string | undefined>> = {
  ...collectedHints,
  'error-response': 'check the request and its credentials, then export again',
  'timed-out': 'export again with a longer timeout or a shorter time range',
  partial: 'export again when the search has finished; if there is a cursor, fetch all its pages',
  'shards-failed': whenAllRespond,
  'clusters-failed': whenAllRespond,
  'fewer-hits': 'request more hits with size, or page through them with search_after',
  'no-total': 'keep hits.total in the response; see filter_path and track_total_hits',
  'not-found': 'check the index and the id, then export again',
  'no-hits': 'export the events themselves, with _search',
  'no-shards':
    'check the name of the index and what the API key may read; --allow-empty accepts such a response',
  'aggregations-only': 'request the hits with size, which aggregations cannot replace',
  'assumed-pages':
    'page with a point in time (pit), and write all its pages to one file, which shows that they belong together',
  'default-size': 'request more with size, or page through them with search_after',
  'not-a-document': 'export the events as NDJSON, one per line',
  'malformed-line': allowMalformed,
  'malformed-value': allowMalformed,
  'ragged-row': allowMalformed,
  'unassigned-row': asNdjson,
  'unclear-row': asNdjson,
  'ambiguous-row': asNdjson,
  'too-many-interpretations': asNdjson,
  'unclosed-quote': asNdjson,
  'too-many-headers': 'scan the exports one by one, before they are joined',
  'empty-column': 'add the field to the columns or the query, then export again',
  'text-table': 'request format=csv or format=json instead of format=txt, or export as NDJSON',
  'mention-in-title': 'examine the lines before the header; they were not judged',
  'missing-columns': 'add these fields as columns in Discover or to the query, then export again',
  'kibana-csv': 'export the documents from Elasticsearch as NDJSON, which keeps these distinctions',
  compressed: 'copy or compress the file again',
  'damaged-response': 'export it again, or copy it again if the export is whole',
  'foreign-format': undefined,
  'archive-damaged': 'copy or create the archive again',
  'stray-bytes': 'check where the archive comes from; something may be hidden in it',
  'member-mismatch': 'check where the archive comes from; something may be hidden in it',
  'encrypted-member': 'extract it with the password, then scan the directory',
  'unsupported-member': 'extract the archive, then scan the directory',
  'member-damaged': 'copy or create the archive again',
  'nested-archives': 'extract the archive, then scan the directory',
  'too-many-members': 'extract the archive, then scan the directory',
  'inflated-too-far':
    'check where the archive comes from; if it is sound, extract it and scan that',
  'archive-links': 'scan what they point to, if it is not in the archive',
  'cut-short': 'export or copy it again; the end is missing',
  'not-an-object': allowMalformed,
  'line-too-long': 'use --max-line-bytes to raise the limit',
  'nested-too-deeply': 'examine the document; it was not judged',
  unreadable: undefined,
  missing: undefined,
  'no-logs': 'check the path, --include and --exclude',
  'no-document': 'check that the export succeeded; --allow-empty accepts inputs without documents',
  'text-mentions': 'if it is not a log, skip it with --exclude',
  'no-events': 'check that this is the directory of the logs; --allow-empty accepts it',
  'no-file-event': ruleData,
  changed: 'scan it again, or scan a copy that nothing overwrites',
  'worker-failed': 'scan again; if it fails again, use --jobs 1',
  'nul-bytes': 'copy the file again: NUL bytes are what a crash or a rotation leaves of lost data',
  'unjudged-mention':
    'examine the document; if it contains events, extract them, for example with jq',
  'foreign-document': 'examine the document; it may be about a planted file',
  'missing-fields': 'export whole documents, with all fields',
  'damaged-field': 'export documents as JSON, with unchanged values and lists as arrays',
  'search-limit': 'extract the events from the text, for example with jq -c ".message | fromjson"',
  'no-endpoint-events': ruleData,
  'only-other-events':
    'also export and scan logs-endpoint.events.file-*; --leads searches other events for commands that plant scripts',
  reported: undefined,
  'framed-lines': undefined,
};

/** Whether a fault is about damaged text of which it is not certain that it does not mention the path. */
function isDamageThatMayMention(fault: Fault): boolean {
  switch (fault.kind) {
    case 'malformed-line':
    case 'malformed-value':
    case 'not-an-object':
      return fault.mentions !== false;
    default:
      return 'mentions' in fault && fault.mentions === true;
  }
}

/** Whether a fault may be about a document of an old Endgame version, which has no fields of ECS. */
function isOldEndgame(fault: Fault): boolean {
  if (fault.kind === 'unjudged-mention') return /\/endgame[./]/.test(fault.pointer);
  return fault.kind === 'missing-fields' && fault.fields.join() === 'host.os.type';
}

function noneOf(documents: number): string {
  return documents === 1
    ? 'the only document examined is not'
    : `none of the ${documents} documents examined is`;
}

function mentioning(mentions: boolean | undefined, { mention }: RuleWords): string {
  return mentions ? ` that mentions ${mention}` : '';
}

/** `2 of 5 shards`, or `2 shards` if the total is unknown. */
function countOf(number: number, total: number | undefined, thing: string): string {
  return total === undefined ? count(number, thing) : `${number} of ${count(total, thing)}`;
}
