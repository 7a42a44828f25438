import type { RelatedActivity } from '../activity.js';
import type { CaseEvent, HostCase } from '../case.js';
import type { EventNumber } from '../shown.js';
import { activityLabels, originOf, otherHosts, relationTitles } from './activity-sections.js';
import { movedSections } from './command-sections.js';
import { type DeedKind, deedKindOf, deedKinds } from './deed-kind.js';
import { excludedSections } from './excluded-section.js';
import { lineOf, type OutlineLine, type OutlineSection, shortened } from './outline.js';
import { persistentDeeds, persistentSentence } from './persistent-deeds.js';
import { restartSections } from './restart-section.js';
import { type Labels, type Sentence, say, semicolons, words } from './sentence.js';

const kindLabels: Labels<DeedKind> = {
  alerts: 'alerts',
  persistence: 'persistence',
  network: 'network',
  downloads: 'files, downloads',
  traces: 'hiding, removal',
  accounts: 'accounts',
  logins: 'logins',
  commands: 'other commands',
};

/** Entries of each kind that are listed; the rest are counted. */
const maxListed: Readonly<Record<DeedKind, number>> = {
  alerts: 8,
  persistence: 8,
  network: 6,
  downloads: 2,
  traces: 2,
  accounts: 8,
  logins: 5,
  commands: 2,
};

/** Lines of a section on scripts or restarts that are shown, and sessions that have sections. */
const maxLines = 5;
const maxSessions = 6;

/** Characters of a command or path that are shown. */
const maxCharacters = 42;

/** Kinds of deeds that the findings list. */
const ofFindings: ReadonlySet<DeedKind> = new Set(['alerts', 'persistence', 'network']);

/**
 * What else happened, folded to a line for each kind of deed of each session.
 *
 * @param told the events that the findings cite for such deeds: they are not repeated.
 */
export function activityGroups(
  host: HostCase,
  at: number,
  events: readonly CaseEvent[],
  told: ReadonlySet<EventNumber>,
): readonly OutlineSection[] {
  const { surroundings, sessions, restarts = [], excludedScripts = [] } = host;
  const reported = new Set(excludedScripts.map(({ path }) => path));
  const isTold = (activity: RelatedActivity): boolean =>
    ofFindings.has(deedKindOf(activity)) && told.has(activity.events[0] ?? 0);
  const listed = surroundings.filter(
    (activity) =>
      !isTold(activity) && !(activity.excludedBy !== undefined && reported.has(activity.subject)),
  );
  const own = listed.filter(({ relation }) => relation === 'lineage');
  const bySession = sessions.map((session) => ({
    title:
      sessions.length < 2
        ? relationTitles.lineage
        : `By session ${session.number} of ${sessions.length}`,
    answer: sessions.length < 2 ? undefined : originOf(session),
    of: own.filter((activity) =>
      sessions.length < 2 ? true : activity.session?.number === session.number,
    ),
  }));
  const unassigned = own.filter(({ session }) => sessions.length !== 1 && session === undefined);
  const byOthers = (['script', 'host', 'user'] as const).map((relation) => ({
    title: relationTitles[relation],
    answer: undefined,
    of: listed.filter((activity) => activity.relation === relation),
  }));
  return [
    ...excludedSections(excludedScripts, true).map(firstLines),
    ...restartSections(restarts).map(firstLines),
    ...movedSections(host).map(withoutDetails).map(firstLines),
    ...withActivity(bySession, at, events, maxSessions),
    ...withActivity(
      [{ title: 'By one of these sessions', answer: undefined, of: unassigned }, ...byOthers],
      at,
      events,
    ),
  ];
}

/** Who did something, and what. */
interface ActivityGroup {
  readonly title: string;
  readonly answer: Sentence | undefined;
  readonly of: readonly RelatedActivity[];
}

/** A section for each actor that did anything; those that did the most telling things first if not all are shown. */
function withActivity(
  actors: readonly ActivityGroup[],
  at: number,
  events: readonly CaseEvent[],
  max: number = actors.length,
): readonly OutlineSection[] {
  const active = actors.filter(({ of }) => of.length > 0);
  const telling = new Set(
    active.toSorted((one, other) => rankOf(one) - rankOf(other)).slice(0, max),
  );
  const more = active.length - telling.size;
  const sections = active
    .filter((actor) => telling.has(actor))
    .map(({ title, answer, of }) => ({ title, answer, lines: kindLines(of, at, events) }));
  return more === 0
    ? sections
    : [
        ...sections,
        {
          title: 'By other sessions',
          answer: words(`${more} more (--parts activities)`),
          lines: [],
        },
      ];
}

/** The position of the most telling kind of deed. */
function rankOf({ of }: ActivityGroup): number {
  return Math.min(...of.map((activity) => deedKinds.indexOf(deedKindOf(activity))));
}

function withoutDetails(section: OutlineSection): OutlineSection {
  return { ...section, lines: section.lines.map(({ details: _, ...line }) => line) };
}

/** A section whose first lines are listed, and the others are counted. */
function firstLines(section: OutlineSection): OutlineSection {
  return { ...section, lines: firstOf(section.lines) };
}

function firstOf(lines: readonly OutlineLine[]): readonly OutlineLine[] {
  const shown = lines
    .slice(0, maxLines)
    .map(({ details, ...line }) => ({ ...line, ...(details && { details: firstOf(details) }) }));
  const more = lines.length - shown.length;
  const rest = { label: '', text: words(`${more} more (--parts activities)`) };
  return more === 0 ? shown : [...shown, rest];
}

function kindLines(
  all: readonly RelatedActivity[],
  at: number,
  events: readonly CaseEvent[],
): readonly OutlineLine[] {
  return deedKinds.flatMap((kind) => {
    const ofKind = all.filter((activity) => deedKindOf(activity) === kind);
    if (ofKind.length === 0) return [];
    const bySubject = new Map<string, RelatedActivity[]>();
    for (const activity of ofKind) {
      const { what, subject, setsUp } = activity;
      const key = setsUp === undefined ? `${what} ${subject}` : `${setsUp.kind} ${setsUp.target}`;
      bySubject.set(key, [...(bySubject.get(key) ?? []), activity]);
    }
    const shown = [...bySubject.values()].slice(0, maxListed[kind]);
    const more = bySubject.size - shown.length;
    const texts = shown.map((same) => entrySentence(same, at, events));
    const rest = more > 0 ? [words(`${more} more`)] : [];
    const line = lineOf(kindLabels[kind], semicolons([...texts, ...rest]), shown.flat());
    return [{ ...line, isMarked: kind === 'alerts' || kind === 'persistence' }];
  });
}

function entrySentence(
  same: readonly RelatedActivity[],
  at: number,
  events: readonly CaseEvent[],
): Sentence {
  const [first] = same;
  if (first === undefined) return [];
  const { what, subject, subjects, setsUp, partOf } = first;
  const times = same.reduce((sum, activity) => sum + activity.times, 0);
  const hosts = otherHosts(first, at, events);
  const name = shortened(subject, maxCharacters);
  const [deed] = persistentDeeds([first]);
  if (deed !== undefined && setsUp !== undefined) return persistentSentence(deed);
  const label = partOf === undefined ? entryLabels[what] : 'temporary file';
  const files = subjects === undefined ? '' : `${subjects.count} files in `;
  return [
    ...(deed === undefined
      ? say`${words(`${label === '' ? '' : `${label} `}${files}`)}${name}`
      : persistentSentence(deed)),
    ...words(times > 1 && subjects === undefined ? ` (${times} times)` : ''),
    ...(hosts.length === 0 ? [] : say` on ${hosts.join(', ')}`),
  ];
}

/** What a kind of deed does not say of its entries. */
const entryLabels: Labels<RelatedActivity['what']> = {
  ...activityLabels,
  file: '',
  'file-deleted': 'removed',
  command: '',
  connection: '',
  dns: '',
  alert: '',
  login: '',
};
