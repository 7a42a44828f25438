import { createHash } from 'node:crypto';
import type { Lookups } from '../lookups.js';
import { matchesOf, type PlantedHost } from '../planted-files.js';
import type { SearchCriteria } from '../search-criteria.js';

/** What passes over the inputs searched for. */
export interface SearchScope {
  readonly hosts: readonly PlantedHost[];
  readonly criteria: SearchCriteria;
  readonly lookups: Lookups;
}

/** Digests of all that was searched for: what one search covers can be compared with what another one needs. */
export function soughtBy({ hosts, criteria, lookups }: SearchScope): ReadonlySet<string> {
  return new Set([
    ...hosts.flatMap((host) =>
      matchesOf(host).map(({ event }) => digestOf('time', host.key, event.milliseconds ?? '')),
    ),
    ...criteria.hosts.flatMap(
      ({ key, followedProcesses, ancestorProcesses, paths, originals, arrivals = [] }) => [
        ...followedProcesses.map((id) => digestOf('process', key, id)),
        ...ancestorProcesses.map((id) => digestOf('ancestor', key, id)),
        ...paths.map((path) => digestOf('file', key, path)),
        ...originals.map((path) => digestOf('original', key, path)),
        ...arrivals.map((time) => digestOf('arrival', key, time)),
      ],
    ),
    ...criteria.hashes.map((hash) => digestOf('hash', hash)),
    ...criteria.users.map((user) => digestOf('user', user)),
    ...lookups.addresses.map((address) => digestOf('address', address)),
    ...lookups.users.map((user) => digestOf('look-up', user)),
  ]);
}

function digestOf(...values: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 16);
}
