import type { UnsupportedStorage } from '../input/archive.js';
import { type Fault, isWarning, type Problem } from '../scan/finding.js';
import { foreignFormats } from './foreign-formats.js';
import { bytesText, count } from './units.js';

/**
 * Describes a problem or warning on one line for people and grep: `<input>:<line>: problem: <sentence> [byte <n>]`, or
 * without line and byte if they are unknown. Text from inputs is not sanitized.
 */
export function describeProblem({ severity, input, line, byteOffset, fault }: Problem): string {
  const location = line === undefined ? input : `${input}:${line}`;
  const byte = byteOffset === undefined ? '' : ` [byte ${byteOffset}]`;
  return `${location}: ${severity}: ${describeFault({ input, fault })}${byte}`;
}

/** Describes a fault as part of a sentence. Text from inputs is not sanitized. */
export function describeFault({ input, fault }: Pick<Problem, 'input' | 'fault'>): string {
  const describe = descriptions[fault.kind] as (fault: Fault, input: string) => string;
  return describe(fault, input);
}

/**
 * What a user can do about a problem, if anything: the same for all faults of a kind. The hint of a fault that is a
 * warning only because of an option would name that option, so it is omitted.
 */
export function hintFor({ severity, fault }: Problem): string | undefined {
  return severity === 'problem' || isWarning(fault) ? hints[fault.kind] : undefined;
}

const descriptions: {
  readonly [Kind in Fault['kind']]: (
    fault: Fault & { readonly kind: Kind },
    input: string,
  ) => string;
} = {
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
  'default-size': ({ hits }) =>
    `the response contains exactly ${count(hits, 'document')}, a default or maximum response size; there may be more`,
  'not-a-document': ({ found }) => `expected an event or search hit, found ${found}`,
  'malformed-line': ({ column }) =>
    `invalid JSON${column === undefined ? '' : ` (column ${column})`}`,
  'malformed-value': () => 'invalid JSON',
  'ragged-row': ({ cells, columns }) =>
    `the row has ${count(cells, 'cell')}, but the header has ${columns}`,
  'missing-columns': ({ fields }) =>
    `the CSV has no column for ${fields.join(', ')}; nothing in it can match`,
  'kibana-csv': () =>
    'CSV from Kibana cannot distinguish a missing value from an empty one, or a list from one value with a comma; empty cells count as missing, and a cell with commas is read both as one value and as a list',
  compressed: ({ compression, reason, byteOffset, detail }) =>
    `the ${compression} data is ${reason === 'cut-short' ? 'truncated' : 'corrupt'} at compressed byte ${byteOffset} (${detail}); only the data before it was read`,
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
  'cut-short': () => 'the input ends in the middle of a document',
  'not-an-object': ({ found }) => `expected a JSON object, found ${found}`,
  'line-too-long': ({ bytes, limit }) =>
    `the line is ${count(bytes, 'byte')} long, over the limit of ${limit}, and was not read`,
  'nested-too-deeply': () => 'the document is nested too deeply to be evaluated',
  unreadable: ({ code, detail }) =>
    `cannot be read: ${detail}${detail.includes(code) ? '' : ` (${code})`}`,
  missing: (_, input) =>
    `no such file or directory${/[*?[{(]/.test(input) ? ', and no file matches this glob' : ''}`,
  'no-logs': ({ passedOver }) =>
    `the directory contains no files to scan${passedOver === 0 ? '' : ` (${count(passedOver, 'file')} excluded)`}`,
  'no-document': () => 'the input contains no documents',
  'text-mentions': ({ lines }) =>
    `the file contains no documents, but ${count(lines, 'line')} that ${lines === 1 ? 'mentions' : 'mention'} init.d/`,
  'no-events': ({ files }) =>
    files === 1
      ? 'the only file to scan contains no documents'
      : `none of the ${files} files to scan contains a document`,
  'no-file-event': ({ documents }) =>
    `no file events from Elastic Defend or Endgame in ${count(documents, 'document')}`,
  changed: ({ before, after }) =>
    `the file was truncated, overwritten or replaced during the scan (${count(before, 'byte')} before, ${after} after)`,
  'worker-failed': ({ reason, isLost }) =>
    `a worker thread failed; ${isLost ? 'the rest of its part was not read' : 'another thread scanned its part'}: ${reason}`,
  'no-endpoint-event': () => 'the first document is not an Elastic Defend or Endgame event',
  unrecognised: ({ documents }) =>
    documents === 1
      ? "1 document mentions init.d/ but has none of the rule's fields"
      : `${documents} documents mention init.d/ but have none of the rule's fields`,
};

const whenAllRespond = 'export again when all shards and clusters respond';

const ruleData =
  'the rule applies to events from Elastic Defend (logs-endpoint.events.*) and Endgame (endgame-*)';

const hints: Readonly<Record<Fault['kind'], string | undefined>> = {
  'error-response': 'check the request and its credentials, then export again',
  'timed-out': 'export again with a longer timeout or a shorter time range',
  partial: 'export again when the search has finished; if there is a cursor, fetch all its pages',
  'shards-failed': whenAllRespond,
  'clusters-failed': whenAllRespond,
  'fewer-hits': 'request more hits with size, or page through them with search_after',
  'no-total': 'keep hits.total in the response; see filter_path and track_total_hits',
  'default-size': 'request more with size, or with LIMIT in ES|QL',
  'not-a-document': undefined,
  'malformed-line': 'use --allow-malformed to treat lines that are not JSON objects as warnings',
  'malformed-value': 'use --allow-malformed to treat invalid JSON values as warnings',
  'ragged-row': 'use --allow-malformed to treat rows that do not match the header as warnings',
  'missing-columns': 'add these fields as columns in Discover, then export again',
  'kibana-csv': 'export the documents from Elasticsearch as NDJSON, which keeps these distinctions',
  compressed: 'copy or compress the file again',
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
  'archive-links': 'links are not followed; scan what they point to if it is not in the archive',
  'cut-short': 'export or copy it again; the end is missing',
  'not-an-object': 'use --allow-malformed to treat lines that are not JSON objects as warnings',
  'line-too-long': 'use --max-line-bytes to raise the limit',
  'nested-too-deeply': undefined,
  unreadable: undefined,
  missing: undefined,
  'no-logs': 'check the path, --include and --exclude',
  'no-document': 'use --allow-empty to accept inputs without documents',
  'text-mentions': 'if it is not a log, skip it with --exclude',
  'no-events': 'check that this is the directory of the logs; --allow-empty accepts it',
  'no-file-event': ruleData,
  changed: 'scan it again, or scan a copy that nothing overwrites',
  'worker-failed': undefined,
  'no-endpoint-event': ruleData,
  unrecognised:
    "if the events are text inside a field, extract them first, for example with jq -c '.message | fromjson'",
};

/** `2 of 5 shards`, or `2 shards` if the total is unknown. */
function countOf(number: number, total: number | undefined, thing: string): string {
  return total === undefined ? count(number, thing) : `${number} of ${count(total, thing)}`;
}

const memberDamage = {
  'cut-short': 'the archive ends within the member; only what comes before that was read',
  corrupt: 'the member is corrupt; only what comes before the damage was read',
  checksum: 'the member does not have the checksum that the archive states for it',
  size: 'the member does not have the size that the archive states for it',
} as const;

function storageText(what: UnsupportedStorage): string {
  if ('method' in what) return `compressed with method ${what.method}`;
  switch (what.type) {
    case 'sparse':
      return 'a sparse file';
    case 'multi-volume':
      return 'a part of a file in several volumes';
  }
}
