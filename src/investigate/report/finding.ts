import { count } from '../../report/units.js';
import type { RelatedActivity } from '../activity.js';
import type { Boot, Case, Execution, FileFact, HostCase, PlantedFile } from '../case.js';
import type { FileGroup } from '../file-groups.js';
import { isDeployment } from '../harmlessness.js';
import { ofSessions, ownActivity } from '../own-activity.js';
import type { RecordedPeriod } from '../recorded-periods.js';
import { alsoLine, persistentDeeds } from './also-line.js';
import { mentionedSentence, onlyMentioned } from './command-sections.js';
import { fileLine } from './file-line.js';
import {
  alikeLine,
  bootLine,
  escapeLine,
  isOfMatch,
  maxListed,
  plantingFacts,
  ranLine,
  whatLine,
} from './finding-answers.js';
import {
  originSentence,
  originsLines,
  reachesOrigin,
  shortOrigin,
  writerSentence,
} from './finding-chain.js';
import type { Folding } from './folding.js';
import { harmlessAnswer, harmlessLine } from './harmless-line.js';
import { type FindingOutline, lineOf, type OutlineLine, shortened } from './outline.js';
import { lateKinds } from './recorded-note.js';
import {
  joined,
  type Labels,
  type Sentence,
  say,
  semicolons,
  shortTime,
  timeAfter,
  value,
  words,
} from './sentence.js';
import { partsOf } from './whole-file.js';

const bootWords: Labels<Boot['answer']> = { yes: 'YES', no: 'no', 'not-shown': 'unknown' };

const ranWords: Labels<Execution['answer']> = {
  ran: 'YES',
  asked: 'likely',
  'no-evidence': 'not seen',
  'no-process-events': 'unknown',
};

/** Characters of a path, command or name in a line. */
const maxCharacters = 60;

/** The findings of a case, one for files and hosts that are alike. */
export function findingsOf({ hosts }: Case, folding: Folding): readonly FindingOutline[] {
  const all = hosts.flatMap((host, at) => {
    if (folding.isFolded(at)) return [];
    const alike = folding.hostsLike(at);
    return folding.filesToDescribe(host, at).map((file) => ({ host, at, alike, file }));
  });
  return all.map(({ host, at, alike, file }, index) =>
    findingOf(index + 1, host, alike, file, folding.groupOf(at, file.path)),
  );
}

function findingOf(
  number: number,
  host: HostCase,
  alike: readonly HostCase[],
  file: PlantedFile,
  group: FileGroup | undefined,
): FindingOutline {
  const { boot, execution, planters, events, path } = file;
  const ran = { text: ranWords[execution.answer], isBad: execution.answer === 'ran' };
  const willRun = { text: bootWords[boot.answer], isBad: boot.answer === 'yes' };
  const own = ofSession(host, file);
  const plantedAt = file.facts.find((fact) => plantingFacts.has(fact.fact))?.value;
  const alerts = host.surroundings.filter(({ what }) => what === 'alert');
  return {
    number,
    path,
    file,
    hosts: [host, ...alike],
    host:
      alike.length === 0
        ? hostName(host)
        : say`${hostName(host)} and ${words(count(alike.length, 'host'))} like it`,
    hostName: hostName(host),
    hostsAlike: alike.length,
    filesAlike: new Set(group?.files.map((one) => one.path)).size - (group === undefined ? 0 : 1),
    time: plantingTime(file),
    events,
    ran,
    boot: willRun,
    by: writerSentence(planters),
    from: originSentence(planters),
    origin: shortOrigin(planters),
    harmless: harmlessAnswer(file),
    alerts: alerts.length,
    lines: [
      ...escapeLine(file),
      ...whatLine(file, host),
      ...fileLine(file),
      ...alikeLine(group, alike.length + 1, partsOf(file, host)),
      bootLine(boot, willRun, file.benign.some(isDeployment) ? [] : persistentDeeds(own)),
      ranLine(execution, ran, plantedAt),
      ...originsLines(planters),
      ...activityLine('ALERTS', alerts, plantedAt),
      ...alsoLine(own, ofSessions(path, host.sessions, host.moved ?? [])),
      ...netLine(host, file, own),
      harmlessLine(file),
      ...gapsLine(host, file),
    ],
  };
}

function hostName({ name, id }: HostCase): Sentence {
  if (name !== undefined) return value(name);
  return id === undefined ? words('a host without a name') : say`the host with id ${id}`;
}

/** When the file was planted, by the events that the finding is about, and again if it was removed in between. */
function plantingTime(file: PlantedFile): Sentence {
  const all = file.facts.filter(({ fact }) => plantingFacts.has(fact));
  const own = all.filter((fact) => isOfMatch(fact, file));
  const [first, ...others] = own.length > 0 ? own : all;
  if (first === undefined) return words('at an unknown time');
  const last = others.findLast((fact) => isWrittenAgain(file, fact));
  return last === undefined
    ? shortTime(first.value)
    : say`${shortTime(first.value)} and again ${shortTime(last.value)}`;
}

/** Whether a file was removed just before it was written. */
function isWrittenAgain({ facts }: PlantedFile, written: FileFact): boolean {
  const before = facts.slice(0, facts.indexOf(written));
  const last = before.findLast(({ fact }) => fact === 'deleted' || plantingFacts.has(fact));
  return last?.fact === 'deleted';
}

/** What the file's own sessions and the script did, as far as they can be told apart. */
function ofSession(
  { surroundings, sessions }: HostCase,
  { path }: PlantedFile,
): readonly RelatedActivity[] {
  const bySessions = surroundings.filter(
    ({ relation }) => relation === 'lineage' || relation === 'script',
  );
  return ownActivity(path, sessions, bySessions);
}

/** Connections and name resolution, then the addresses that are only in commands. */
function netLine(
  host: HostCase,
  { path }: PlantedFile,
  own: readonly RelatedActivity[],
): readonly OutlineLine[] {
  const numbers = host.sessions.flatMap(({ files, number }) =>
    files.includes(path) ? number : [],
  );
  const [line] = activityLine(
    'NET',
    own.filter(({ what }) => what === 'connection' || what === 'dns'),
  );
  const mentioned = onlyMentioned(host).filter(
    ({ session }) => session === undefined || numbers.includes(session),
  );
  if (mentioned.length === 0) return line === undefined ? [] : [line];
  const shown = mentioned.slice(0, maxListed);
  const more = mentioned.length - shown.length;
  const texts = [...shown.map(mentionedSentence), ...(more > 0 ? [words(`${more} more`)] : [])];
  const inCommands = say`in commands: ${joined(texts, ', ')}`;
  const text = line === undefined ? inCommands : say`${line.text}; ${inCommands}`;
  return [
    {
      ...lineOf('NET', text, shown),
      events: [...(line?.events ?? []), ...shown.flatMap(({ events }) => events)],
    },
  ];
}

function activityLine(
  label: string,
  all: readonly RelatedActivity[],
  planted?: string | undefined,
): readonly OutlineLine[] {
  const bySubject = new Map<string, RelatedActivity[]>();
  for (const activity of all) {
    bySubject.set(activity.subject, [...(bySubject.get(activity.subject) ?? []), activity]);
  }
  if (bySubject.size === 0) return [];
  const shown = [...bySubject].slice(0, maxListed);
  const texts = shown.map(([subject, same]) => {
    const when = label === 'ALERTS' ? say` ${timeAfter(same[0]?.first, planted)}` : [];
    const times = same.reduce((sum, activity) => sum + activity.times, 0);
    const name = shortened(subject, maxCharacters);
    return times > 1 ? say`${name}${when} (${times}×)` : say`${name}${when}`;
  });
  const more = bySubject.size - shown.length;
  const rest = more > 0 ? [words(`${more} more`)] : [];
  const cited = shown.flatMap(([, same]) => same);
  return [
    { ...lineOf(label, semicolons([...texts, ...rest]), cited), isMarked: label === 'ALERTS' },
  ];
}

/** Whether the log has no events of a kind at all, or only none after a file appeared. */
function extentOf({ recorded = [] }: HostCase, kind: RecordedPeriod['kind']): string {
  return recorded.some((period) => period.kind === kind)
    ? 'in the log after it appeared'
    : 'in the log';
}

function gapsLine(host: HostCase, file: PlantedFile): readonly OutlineLine[] {
  const { coverage, isCut } = host;
  const { planters, matchesLeftOut } = file;
  const gaps = [
    matchesLeftOut > 0 ? `${count(matchesLeftOut, 'match', 'matches')} of it left out` : '',
    planters.every(reachesOrigin) ? '' : 'who started the first process is not in the log',
    coverage.process === undefined ? `no process events ${extentOf(host, 'process')}` : '',
    coverage.network === undefined ? `no network events ${extentOf(host, 'network')}` : '',
    ...lateKinds(host, file),
    isCut ? 'events of this host were dropped' : '',
  ].filter((gap) => gap !== '');
  return gaps.length === 0 ? [] : [lineOf('GAPS', words(gaps.join('; ')), [])];
}
