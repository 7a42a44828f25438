import { count } from '../../report/units.js';
import type { RelatedActivity } from '../activity.js';
import type { MovedProgram } from '../mentioned.js';
import { isPersistence } from '../persistence.js';
import { activityLabels } from './activity-sections.js';
import { lineOf, type OutlineLine, shortened } from './outline.js';
import { type Labels, type Sentence, say, semicolons, words } from './sentence.js';

/** Entries that the line lists; the rest are counted. */
const maxListed = 5;

/** Characters of a path. */
const maxCharacters = 60;

/** Kinds of persistence, those that run something by themselves first. */
const order: readonly string[] = [
  'ld-so-preload',
  'authorized-keys',
  'systemd-unit',
  'service',
  'cron',
  'rc-local',
];

/** The labels of what files and commands set up. */
export const persistentLabels: Labels<PersistentDeed['kind']> = {
  ...activityLabels,
  service: 'enabled service',
};

/** Another way to run or return that a session or script set up. */
export interface PersistentDeed {
  readonly kind: RelatedActivity['what'] | 'service';
  readonly target: string;
  /** How many files, if they are folded. */
  readonly count: number;
  readonly isByCommand: boolean;
  readonly events: readonly number[];
}

/** What sessions and scripts set up, by files and commands, each once. Temporary files of planted ones are none. */
export function persistentDeeds(own: readonly RelatedActivity[]): readonly PersistentDeed[] {
  const deeds = own.flatMap((activity): PersistentDeed[] => {
    const { what, subject, subjects, setsUp, partOf, events } = activity;
    if (setsUp !== undefined) {
      return [{ kind: setsUp.kind, target: setsUp.target, count: 1, isByCommand: true, events }];
    }
    if (!isPersistence(what) || partOf !== undefined) return [];
    const times = subjects?.count ?? 1;
    return [{ kind: what, target: subject, count: times, isByCommand: false, events }];
  });
  const distinct = new Map(
    deeds.toReversed().map((deed) => [`${deed.kind} ${deed.target}`, deed] as const),
  );
  const rank = ({ kind }: PersistentDeed): number => {
    const at = order.indexOf(kind);
    return at === -1 ? order.length : at;
  };
  return [...distinct.values()].toReversed().toSorted((one, other) => rank(one) - rank(other));
}

/** A kind of persistence and what it is, in a few words. */
export function persistentSentence({
  kind,
  target,
  count: files,
  isByCommand,
}: PersistentDeed): Sentence {
  const name = shortened(target, maxCharacters);
  const label = words(`${persistentLabels[kind]} ${files > 1 ? `${files} files in ` : ''}`);
  return say`${label}${name}${words(isByCommand && kind !== 'service' ? ' by command' : '')}`;
}

/** What else the sessions and the script did. */
export function alsoLine(
  own: readonly RelatedActivity[],
  moved: readonly MovedProgram[],
): readonly OutlineLine[] {
  const programs = moved.map(({ path, isReplaced, events }) => ({
    text: say`${words(isReplaced ? 'replaced' : 'moved away')} ${shortened(path, maxCharacters)}`,
    events,
  }));
  const deeds = persistentDeeds(own).map((deed) => ({
    text: persistentSentence(deed),
    events: deed.events,
  }));
  const all = [...programs, ...deeds];
  const shown = all.slice(0, maxListed);
  const counts = [
    all.length > shown.length ? `${all.length - shown.length} more of these` : '',
    countOf(own, 'command', 'command'),
    countOf(own, 'file', 'file'),
    countOf(own, 'file-deleted', 'removed file'),
  ].filter((text) => text !== '');
  if (shown.length + counts.length === 0) return [];
  return [
    lineOf('ALSO', semicolons([...shown.map(({ text }) => text), ...counts.map(words)]), shown),
  ];
}

function countOf(
  all: readonly RelatedActivity[],
  kind: RelatedActivity['what'],
  noun: string,
): string {
  const found = all.filter(({ what, partOf }) => what === kind && partOf === undefined).length;
  return found === 0 ? '' : count(found, noun);
}
