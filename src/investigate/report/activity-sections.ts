import type { RelatedActivity } from '../activity.js';
import type { CaseEvent, HostCase } from '../case.js';
import type { HostSession } from '../case-sessions.js';
import type { CutKind } from '../file-groups.js';
import { windowHours } from '../search-criteria.js';
import { mentionedSections, movedSections } from './command-sections.js';
import { excludedSections } from './excluded-section.js';
import { sessionKind } from './origin-words.js';
import { lineIfKnown, type OutlineLine, type OutlineSection, type Retention } from './outline.js';
import { restartSections } from './restart-section.js';
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
  login: 'login',
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
  lineage: 'By the session that wrote a script',
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
  host: HostCase,
  at: number,
  events: readonly CaseEvent[],
): readonly OutlineSection[] {
  const { surroundings, sessions, cut, restarts = [], excludedScripts = [] } = host;
  const relations = Object.keys(relationTitles) as RelatedActivity['relation'][];
  const reported = new Set(excludedScripts.map(({ path }) => path));
  const isReported = ({ excludedBy, subject }: RelatedActivity): boolean =>
    excludedBy !== undefined && reported.has(subject);
  const byRelation = relations
    .flatMap((relation) => {
      const related = surroundings.filter(
        (activity) => activity.relation === relation && !isReported(activity),
      );
      const linesOf = (some: readonly RelatedActivity[]): readonly OutlineLine[] =>
        some.map((activity) =>
          activityLine(activity, otherHosts(activity, at, events), cut.includes('surroundings')),
        );
      const title = relationTitles[relation];
      if (relation !== 'lineage' || sessions.length < 2) return { title, lines: linesOf(related) };
      const bySession = sessions.map((session) => ({
        title: `${title} (${session.number} of ${sessions.length})`,
        lines: headed(
          sessionLine(session),
          linesOf(related.filter((activity) => activity.session?.number === session.number)),
        ),
      }));
      const others = related.filter(({ session }) => session === undefined);
      return [...bySession, { title: 'By one of these sessions', lines: linesOf(others) }];
    })
    .filter(({ lines }) => lines.length > 0);
  return [
    ...excludedSections(excludedScripts),
    ...restartSections(restarts),
    ...movedSections(host),
    ...mentionedSections(host),
    ...byRelation,
  ];
}

/** Lines after another, if there are any. */
function headed(head: OutlineLine, lines: readonly OutlineLine[]): readonly OutlineLine[] {
  return lines.length === 0 ? [] : [head, ...lines];
}

/** Where a session came from, and whose it was. */
export function originOf({ type, address, inbound, users }: HostSession): Sentence {
  return commaSeparated([
    [
      ...(type === undefined ? words('origin unknown') : sessionKind(type)),
      ...(sayIfKnown(' from ', address) ?? []),
    ],
    inbound === undefined ? undefined : say`request from ${inbound} (inferred)`,
    users.length === 0 ? undefined : say`user ${users.join(', ')}`,
  ]);
}

/** Which of several sessions it is. */
function sessionLine(session: HostSession): OutlineLine {
  const { files, jobFiles, events } = session;
  const more = files.length > 1 ? words(` and ${files.length - 1} more`) : [];
  return {
    label: 'session',
    text: originOf(session),
    events,
    details: [
      {
        label: '',
        text:
          jobFiles === undefined
            ? say`planted ${files[0] ?? ''}${more}`
            : say`wrote ${jobFiles[0] ?? ''}, which planted ${files[0] ?? ''}${more}`,
      },
    ],
  };
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
export function otherHosts(
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

/** What was looked for and not found: nothing is said of anything else. */
export function nothingElseSentence({ isCut }: Retention): Sentence {
  const by = isCut ? 'the retained events show' : 'this log shows';
  return words(
    `Within ${windowHours} hours of a match, ${by} no alert, no other file in a place that is used for persistence, and nothing else by the session or the script. Nothing else was looked for, except restarts since.`,
  );
}
