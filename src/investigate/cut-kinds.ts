import type { CutKind } from './file-groups.js';
import type { Relevance } from './search-criteria.js';

/** What an event that is relevant for some reason could show. */
const kindsOf: Readonly<Record<Relevance, readonly CutKind[]>> = {
  process: ['creator'],
  file: ['file', 'boot'],
  original: ['file'],
  run: ['execution'],
  'named-in-arguments': ['execution'],
  enable: ['boot'],
  disable: ['boot'],
  start: ['execution'],
  'make-executable': ['boot'],
  'make-not-executable': ['boot'],
  link: ['boot'],
  'generated-unit': ['boot', 'execution'],
  'runlevel-link': ['boot'],
  'systemd-unit': ['boot'],
  'init-script': ['surroundings'],
  'rc-local': ['surroundings'],
  cron: ['surroundings'],
  'ld-so-preload': ['surroundings'],
  'ld-so-conf': ['surroundings'],
  profile: ['surroundings'],
  'authorized-keys': ['surroundings'],
  sudoers: ['surroundings'],
  'same-file': ['prevalence'],
  'followed-process': ['surroundings'],
  nearby: ['surroundings'],
  inbound: ['creator'],
  arrival: ['creator'],
  'job-file': ['creator'],
  login: ['surroundings'],
  // One or two of these tell all.
  restart: [],
  'already-running': [],
};

/** @param isUntraced whether some processes were not traced. */
export function cutKinds(cut: ReadonlySet<Relevance>, isUntraced: boolean): readonly CutKind[] {
  const kinds = [...cut].flatMap((relevance) => kindsOf[relevance]);
  const untraced: readonly CutKind[] = isUntraced ? ['creator', 'surroundings'] : [];
  return [...new Set([...kinds, ...untraced])].sort();
}
