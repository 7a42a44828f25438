import type { Relevance } from './search-criteria.js';

/** Events that are kept only because they are close in time: they share the capacity that others leave. */
export const nearbyKinds: ReadonlySet<Relevance> = new Set(['followed-process', 'nearby']);

/** Events of which one or two tell all: what they repeat is no loss. */
export const repeatedKinds: ReadonlySet<Relevance> = new Set(['already-running', 'restart']);

/**
 * The shares of a host's event limit for events of a kind: those nearest to a match, and the latest ones, which show
 * the current state; and the maximum number of near-duplicates. Without {@link nearbyKinds}, the shares add up to 1.05, of which few hosts use all.
 */
export interface Share {
  readonly nearest: number;
  readonly latest: number;
  readonly nearDuplicates: number;
}

const command: Share = { nearest: 0.02, latest: 0.02, nearDuplicates: 10 };

const rare: Share = { nearest: 0.01, latest: 0.01, nearDuplicates: 5 };

export const shares: Readonly<Record<Relevance, Share>> = {
  process: { nearest: 0.15, latest: 0, nearDuplicates: 8 },
  login: { nearest: 0.03, latest: 0, nearDuplicates: 3 },
  inbound: { nearest: 0.02, latest: 0, nearDuplicates: 2 },
  arrival: { nearest: 0.02, latest: 0, nearDuplicates: 3 },
  'job-file': { nearest: 0.02, latest: 0, nearDuplicates: 2 },
  file: { nearest: 0.03, latest: 0.03, nearDuplicates: 10 },
  original: rare,
  run: { nearest: 0.04, latest: 0.04, nearDuplicates: 10 },
  'named-in-arguments': command,
  enable: command,
  disable: command,
  start: command,
  'make-executable': command,
  'make-not-executable': command,
  link: command,
  'generated-unit': command,
  'runlevel-link': command,
  'systemd-unit': command,
  'init-script': rare,
  'rc-local': rare,
  cron: rare,
  'ld-so-preload': rare,
  'ld-so-conf': rare,
  profile: rare,
  'authorized-keys': rare,
  sudoers: rare,
  restart: { nearest: 0.01, latest: 0, nearDuplicates: 2 },
  'already-running': { nearest: 0.03, latest: 0.03, nearDuplicates: 2 },
  'same-file': { nearest: 0.02, latest: 0, nearDuplicates: 3 },
  'followed-process': { nearest: 1, latest: 0, nearDuplicates: 100 },
  nearby: { nearest: 0.5, latest: 0, nearDuplicates: 100 },
};
