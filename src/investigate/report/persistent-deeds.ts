import { otherInitDirectory } from '../../lead/init-directory.js';
import type { RelatedActivity } from '../activity.js';
import { isPersistence, type PersistenceKind } from '../persistence.js';
import { shortened } from './outline.js';
import { type Labels, type Sentence, say, words } from './sentence.js';

/** Characters of a path. */
const maxCharacters = 60;

/** Another way to run or return that a session or script set up. */
export interface PersistentDeed {
  readonly kind:
    | PersistenceKind
    | 'service'
    | /** An init script under another root. */ 'other-root';
  readonly target: string;
  /** How many files, if they are folded. */
  readonly count: number;
  readonly isByCommand: boolean;
  /** Whether it was removed since. */
  readonly isRemoved: boolean;
  /** Whether the rule matches the files: the case leaves them out. */
  readonly isMatch: boolean;
  readonly events: readonly number[];
}

/** Kinds of persistence, those that run something by themselves first: init scripts are what a case is about. */
const order: readonly string[] = [
  'init-script',
  'other-root',
  'ld-so-preload',
  'authorized-keys',
  'systemd-unit',
  'service',
  'cron',
  'rc-local',
];

/** What files and commands set up, before the path. */
const nouns: Labels<PersistentDeed['kind']> = {
  'init-script': 'init script',
  'other-root': 'init script under another root:',
  'runlevel-link': 'runlevel link',
  'rc-local': 'boot script',
  'generated-unit': 'generated unit',
  'systemd-unit': 'systemd unit',
  service: 'enabled service',
  cron: 'cron file',
  'ld-so-preload': 'preloaded library in',
  'ld-so-conf': 'library path in',
  profile: 'shell profile',
  'authorized-keys': 'SSH keys in',
  sudoers: 'sudo rules in',
};

/** The same of several files in a directory. */
const plurals: Labels<PersistentDeed['kind']> = {
  ...nouns,
  'init-script': 'init scripts in',
  'other-root': 'init scripts under another root, in',
  'runlevel-link': 'runlevel links in',
  'rc-local': 'boot scripts in',
  'generated-unit': 'generated units in',
  'systemd-unit': 'systemd units in',
  service: 'enabled services',
  cron: 'cron files in',
  'ld-so-conf': 'files with library paths in',
  profile: 'shell profiles in',
  sudoers: 'files with sudo rules in',
};

/** Programs that take jobs: a command names no file. */
const schedulers: Readonly<Record<string, string>> = { crontab: 'cron job', at: 'at job' };

/** What sessions and scripts set up, by files and commands, each once. Temporary files of planted ones are none. */
export function persistentDeeds(own: readonly RelatedActivity[]): readonly PersistentDeed[] {
  const deeds = own.flatMap((activity): PersistentDeed[] => {
    const { subject, subjects, setsUp, partOf, isMatch, isRemoved = false, events } = activity;
    if (setsUp !== undefined) {
      const { kind, target } = setsUp;
      const byCommand = { count: 1, isByCommand: true, isRemoved: false, isMatch: false };
      return [{ kind, target, ...byCommand, events }];
    }
    const kind = kindOfFile(activity);
    if (kind === undefined || partOf !== undefined) return [];
    const files = subjects?.count ?? 1;
    const file = { count: files, isByCommand: false, isRemoved, isMatch };
    return [{ kind, target: subject, ...file, events }];
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

/** What a file sets up; undefined if nothing. */
function kindOfFile({
  what,
  subject,
}: Pick<RelatedActivity, 'subject' | 'what'>): PersistentDeed['kind'] | undefined {
  if (what === 'file') return otherInitDirectory(subject) === undefined ? undefined : 'other-root';
  return isPersistence(what) ? what : undefined;
}

/** Whether an activity is told as persistence. */
export function isPersistent(
  activity: Pick<RelatedActivity, 'setsUp' | 'subject' | 'what'>,
): boolean {
  return activity.setsUp !== undefined || kindOfFile(activity) !== undefined;
}

/** Whether a deed is a script like those that a case is about: each is named. */
export function isScript({ kind }: Pick<PersistentDeed, 'kind'>): boolean {
  return kind === 'init-script' || kind === 'other-root';
}

/** A way to run or return and where it is, in a few words. */
export function persistentSentence(deed: PersistentDeed): Sentence {
  const { kind, target, count: files, isByCommand, isRemoved, isMatch } = deed;
  const job = isByCommand && kind === 'cron' ? schedulers[target] : undefined;
  if (job !== undefined) return words(`${job} (${target})`);
  const name = shortened(target, maxCharacters);
  if (files > 1) {
    const left = isMatch ? ' that this case leaves out' : '';
    return say`${words(`${files} ${plurals[kind]} `)}${name}${words(left)}`;
  }
  const byCommand = isByCommand && kind !== 'service' ? ' (by a command)' : '';
  const how = isRemoved ? ' (removed since)' : isMatch ? ' (left out of this case)' : byCommand;
  return say`${words(`${nouns[kind]} `)}${name}${words(how)}`;
}
