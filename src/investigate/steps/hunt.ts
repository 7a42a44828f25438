import { isIP } from 'node:net';
import { kqlText } from './kql-text.js';
import { esqlEquals } from './quote.js';

/** What a hunt starts from. An attacker may have chosen any of the strings. */
export interface HuntSubject {
  readonly host?: string | undefined;
  readonly entityIds: readonly string[];
  /** When the first file was planted, in milliseconds since 1970. */
  readonly planted?: number | undefined;
  readonly paths: readonly string[];
  readonly hashes: readonly string[];
  readonly addresses: readonly string[];
}

/** Values of a kind that a query asks for. */
const maxValues = 20;

const beforePlanting = 3_600_000;
const afterPlanting = 24 * 3_600_000;

/**
 * A query of KQL, on one line, for what processes and their children did on a host around the planting; undefined if none
 * of them is known.
 */
export function kqlOfProcesses({ host, entityIds, planted }: HuntSubject): string | undefined {
  const ids = [...new Set(entityIds)].slice(0, maxValues).map(kqlText).join(' or ');
  if (ids === '') return undefined;
  const conditions = [
    ...(host === undefined ? [] : [`host.name : ${kqlText(host)}`]),
    `(process.entity_id : (${ids}) or process.parent.entity_id : (${ids}))`,
    ...(planted === undefined
      ? []
      : [
          `@timestamp >= ${kqlText(new Date(planted - beforePlanting).toISOString())}`,
          `@timestamp <= ${kqlText(new Date(planted + afterPlanting).toISOString())}`,
        ]),
  ];
  return conditions.join(' and ');
}

/** A query of ES|QL, on one line, for the paths, contents and addresses on all hosts. */
export function esqlOfTraces({ paths, hashes, addresses }: HuntSubject): string {
  const some = (values: readonly string[]): readonly string[] =>
    [...new Set(values)].slice(0, maxValues);
  const conditions = [
    ...some(paths).map((path) => esqlEquals('file.path', path)),
    ...some(hashes).map((hash) => esqlEquals('file.hash.sha256', hash)),
    ...some(addresses)
      .filter((address) => isIP(address) !== 0)
      .flatMap((address) => [
        `destination.ip == TO_IP("${address}")`,
        `source.ip == TO_IP("${address}")`,
      ]),
  ];
  return [
    'FROM logs-endpoint.events.*',
    `WHERE ${conditions.join(' OR ')}`,
    'STATS events = COUNT(*), first = MIN(@timestamp), last = MAX(@timestamp) BY host.name, file.path, destination.ip, process.executable',
    'SORT first',
    'LIMIT 1000',
  ].join(' | ');
}
