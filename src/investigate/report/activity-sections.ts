import type { CaseEvent, HostCase, RelatedActivity } from '../case.js';
import type { CutKind } from '../file-groups.js';
import { windowHours } from '../search-criteria.js';
import { lineIfKnown, type OutlineLine, type OutlineSection, type Retention } from './outline.js';
import {
  commaSeparated,
  type Labels,
  repeatedTimes,
  type Sentence,
  say,
  sayIfKnown,
  timeSentence,
  value,
  words,
} from './sentence.js';

export const activityLabels: Labels<RelatedActivity['what']> = {
  'init-script': 'init script',
  'runlevel-link': 'runlevel link',
  'rc-local': 'rc.local',
  'generated-unit': 'generated unit',
  'systemd-unit': 'systemd unit',
  cron: 'cron',
  'ld-so-preload': 'ld.so.preload',
  'ld-so-conf': 'ld.so.conf',
  profile: 'shell profile',
  'authorized-keys': 'SSH keys',
  sudoers: 'sudoers',
  file: 'file',
  'file-deleted': 'file deleted',
  command: 'command',
  connection: 'connection',
  dns: 'DNS',
  alert: 'alert',
};

/** What dropped events could show. */
export const cutLabels: Labels<CutKind> = {
  file: 'what happened to the files',
  creator: 'who created the files',
  boot: 'whether the scripts run at boot',
  execution: 'whether the scripts ran',
  surroundings: 'what else happened',
  prevalence: 'which hosts have the same files',
};

/** Who did it, in reading order. */
export const relationTitles: Labels<RelatedActivity['relation']> = {
  lineage: 'By the session that planted a file',
  script: 'By a planted script',
  host: 'By other processes on this host',
  user: 'On other hosts, by the same user',
};

/** Maximum number of folded files that are named. */
const maxSubjects = 3;

/**
 * @param at index of the host in the case.
 * @param events the case's events.
 */
export function activitySections(
  { surroundings, cut }: HostCase,
  at: number,
  events: readonly CaseEvent[],
): readonly OutlineSection[] {
  const relations = Object.keys(relationTitles) as RelatedActivity['relation'][];
  return relations
    .map((relation) => ({
      title: relationTitles[relation],
      lines: surroundings
        .filter((activity) => activity.relation === relation)
        .map((activity) =>
          activityLine(activity, otherHosts(activity, at, events), cut.includes('surroundings')),
        ),
    }))
    .filter(({ lines }) => lines.length > 0);
}

function activityLine(
  activity: RelatedActivity,
  hosts: readonly string[],
  isCut: boolean,
): OutlineLine {
  const { what, subject, subjects, by, user, first, last, times, events } = activity;
  const circumstances = commaSeparated([
    times > 1 ? repeatedTimes(first ?? '', last ?? '', times) : timeSentence(first),
    sayIfKnown('by ', by),
    sayIfKnown('user ', user),
    ...hosts.map((host) => sayIfKnown('on ', host)),
  ]);
  return {
    label: activityLabels[what],
    text:
      subjects === undefined
        ? value(subject)
        : say`${words(isCut ? 'at least ' : '')}${subjects.count} files in ${subject}, such as ${commaSeparated(subjects.first.slice(0, maxSubjects).map(fileName))}`,
    events,
    details: [
      { label: '', text: circumstances },
      ...lineIfKnown('', rulesSentence(activity), { isMarked: true }),
    ],
  };
}

function fileName(path: string): Sentence {
  return value(path.slice(path.lastIndexOf('/') + 1));
}

/** The names of hosts other than the case's own on which something happened. */
function otherHosts(
  { events: numbers }: RelatedActivity,
  at: number,
  events: readonly CaseEvent[],
): readonly string[] {
  const names = numbers.flatMap((number) => {
    const event = events[number - 1];
    return event === undefined || event.host === at ? [] : (event.hostName ?? []);
  });
  return [...new Set(names)];
}

/** Which of the rule and the related rule match, if any. */
function rulesSentence({ isMatch, relatedRule }: RelatedActivity): Sentence | undefined {
  if (isMatch) {
    return words(relatedRule ? 'matches the rule and the related rule' : 'matches the rule');
  }
  return relatedRule ? words('matches the related rule') : undefined;
}

export function nothingElseSentence({ isCut }: Retention): Sentence {
  const by = isCut ? 'The retained events show' : 'This log shows';
  return words(`${by} nothing else within ${windowHours} hours of a match.`);
}
