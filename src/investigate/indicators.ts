import { shellWords } from '../lead/shell-text.js';
import type { Case, HostCase, PlantedFile } from './case.js';
import { addressOfPeer } from './peer-address.js';
import { isPersistence } from './persistence.js';
import type { EventNumber, Shown } from './shown.js';

/** Kinds of indicators, in reading order. */
export const indicatorKinds = ['address', 'domain', 'sha256', 'path', 'user'] as const;

export type IndicatorKind = (typeof indicatorKinds)[number];

/** Something to block, or to look for on other hosts. An attacker may have chosen it. */
export interface Indicator extends Shown {
  readonly kind: IndicatorKind;
  readonly value: string;
}

/**
 * What the planted files, the sessions that wrote them and the scripts have left: addresses and domains (also those in
 * command lines), hashes, paths and users. root is none of these users: every host has it.
 *
 * @returns by kind, and of each kind in the order of the case.
 */
export function indicatorsOf({ hosts }: Case): readonly Indicator[] {
  const found = new Map<
    string,
    { readonly indicator: Indicator; readonly events: Set<EventNumber> }
  >();
  for (const indicator of hosts.flatMap(ofHost)) {
    if (indicator.value === '') continue;
    const key = `${indicator.kind} ${indicator.value}`;
    const known = found.get(key) ?? { indicator, events: new Set<EventNumber>() };
    for (const event of indicator.events) known.events.add(event);
    found.set(key, known);
  }
  const all = [...found.values()].map(({ indicator, events }) => ({
    ...indicator,
    events: [...events].sort((one, other) => one - other),
  }));
  return indicatorKinds.flatMap((kind) => all.filter((indicator) => indicator.kind === kind));
}

function ofHost(host: HostCase): readonly Indicator[] {
  // Temporary files and backups tell the least.
  const whole = host.files.toSorted((one, other) => Number(isPart(one)) - Number(isPart(other)));
  return [
    ...whole.flatMap(ofFile),
    ...ofActivities(host),
    ...(host.mentioned ?? []).map(({ kind, value, events }) => ({ kind, value, events })),
  ];
}

function isPart({ partOf }: PlantedFile): boolean {
  return partOf !== undefined;
}

function ofFile(file: PlantedFile): readonly Indicator[] {
  const { path, events, facts, copies = [], planters } = file;
  const links = planters.flatMap(({ chain }) => chain);
  const sessions = planters.flatMap(({ session }) => session ?? []);
  return [
    { kind: 'path', value: path, events },
    ...facts.flatMap(({ fact, value, events: shown }): readonly Indicator[] => {
      if (fact === 'sha256') return [{ kind: 'sha256', value, events: shown }];
      return fact === 'renamed-from' ? [{ kind: 'path', value, events: shown }] : [];
    }),
    ...copies.map((copy): Indicator => ({ kind: 'path', value: copy.path, events: copy.events })),
    ...sessions.flatMap(({ address, events: shown }): readonly Indicator[] =>
      address === undefined || addressOfPeer(address) === undefined
        ? []
        : [{ kind: 'address', value: address, events: shown }],
    ),
    ...planters
      .flatMap(({ attached = [] }) => attached)
      .flatMap(({ address, events: shown }): readonly Indicator[] =>
        address === undefined || addressOfPeer(address) === undefined
          ? []
          : [{ kind: 'address', value: address, events: shown }],
      ),
    ...links.flatMap(({ executable, odd, user, commandLine = '', events: shown }) => [
      ...[executable, ...(odd.length > 0 ? shellWords(commandLine) : [])].flatMap((word) =>
        word !== undefined && unusualPlaces.test(word)
          ? [{ kind: 'path' as const, value: word, events: shown }]
          : [],
      ),
      ...(user === undefined || isRoot(user)
        ? []
        : [{ kind: 'user' as const, value: user, events: shown }]),
    ]),
  ];
}

/** Places of programs where no package puts one. */
const unusualPlaces = /^\/(?:tmp|var\/tmp|dev\/shm)\/[^\s;|&]+$/;

function isRoot(user: string): boolean {
  return user === 'root' || user === '0';
}

/** What the sessions and scripts did. What others did on the host says nothing of them. */
function ofActivities({ surroundings }: HostCase): readonly Indicator[] {
  return surroundings.flatMap(
    ({ what, relation, subject, subjects, partOf, events }): readonly Indicator[] => {
      if (relation !== 'lineage' && relation !== 'script') return [];
      switch (what) {
        case 'connection': {
          const value = addressOfPeer(subject);
          return value === undefined ? [] : [{ kind: 'address', value, events }];
        }
        case 'dns':
          return [{ kind: 'domain', value: subject, events }];
        case 'file':
          return subjects === undefined ? [{ kind: 'path', value: subject, events }] : [];
        default:
          return isPersistence(what) && subjects === undefined && partOf === undefined
            ? [{ kind: 'path', value: subject, events }]
            : [];
      }
    },
  );
}

/** An address or domain that no program turns into a link: `192[.]0[.]2[.]1`. Other indicators stay as they are. */
export function defanged({ kind, value }: Pick<Indicator, 'kind' | 'value'>): string {
  if (kind === 'address') return value.replace(/[.:]/g, '[$&]');
  return kind === 'domain' ? value.replaceAll('.', '[.]') : value;
}
