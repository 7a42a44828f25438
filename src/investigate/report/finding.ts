import { count } from '../../report/units.js';
import type { RelatedActivity } from '../activity.js';
import type { Case, HostCase, PlantedFile } from '../case.js';
import type { FileGroup } from '../file-groups.js';
import { isDeployment } from '../harmlessness.js';
import type { RecordedPeriod } from '../recorded-periods.js';
import { type Actor, actorsOf, lineByActors } from './actors.js';
import { alikeLine, type GroupPlace } from './alike-line.js';
import { alsoLine } from './also-line.js';
import { bootAnswer, bootLine, otherWays } from './boot-line.js';
import { mentionedSentence, onlyMentioned } from './command-sections.js';
import { fileLine } from './file-line.js';
import { escapeLine, ranAnswer, ranLine } from './finding-answers.js';
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
import { persistentDeeds } from './persistent-deeds.js';
import { plantingFacts, plantingSentence } from './planting.js';
import { lateKinds } from './recorded-note.js';
import {
  joined,
  type Labels,
  type Sentence,
  say,
  semicolons,
  timeAfter,
  value,
  words,
} from './sentence.js';
import { whatLine } from './what-line.js';
import { partsOf } from './whole-file.js';

/** Entries of one kind that a line lists; the rest are counted. */
const maxListed = 3;

/** Characters of a path, command or name in a line. */
const maxCharacters = 60;

/** The findings of a case, one for files and hosts that are alike. */
export function findingsOf({ hosts }: Case, folding: Folding): readonly FindingOutline[] {
  const all = hosts.flatMap((host, at) => {
    if (folding.isFolded(at)) return [];
    const alike = folding.hostsLike(at);
    return folding.filesToDescribe(host, at).map((file) => ({ host, at, alike, file }));
  });
  const numbers = new Map(all.map(({ at, file }, index) => [`${at} ${file.path}`, index + 1]));
  return all.map(({ host, at, alike, file }, index) => {
    const own = new Set<HostCase | undefined>([host, ...alike]);
    return findingOf(index + 1, host, alike, file, folding.groupOf(at, file.path), {
      isHere: (one) => one.host !== undefined && own.has(hosts[one.host]),
      numberOf: (one) => numbers.get(`${one.host} ${one.path}`),
    });
  });
}

function findingOf(
  number: number,
  host: HostCase,
  alike: readonly HostCase[],
  file: PlantedFile,
  group: FileGroup | undefined,
  place: GroupPlace,
): FindingOutline {
  const { boot, execution, planters, events, path } = file;
  const actors = actorsOf(file, host);
  const own = actors.flatMap((actor) => actor.own);
  const isDeployed = file.benign.some(isDeployment);
  const others = isDeployed ? [] : otherWays(persistentDeeds(own), boot, host.files);
  const ran = ranAnswer(execution);
  const willRun = bootAnswer(boot, others);
  const plantedAt = file.facts.find((fact) => plantingFacts.has(fact.fact))?.value;
  const alerts = host.surroundings.filter(({ what }) => what === 'alert');
  const alikes = alikeLine(group, file, partsOf(file, host), place);
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
    filesAlike: filesLike(file, group, place),
    planted: plantingSentence(file),
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
      ...whatLine(file, host, alikes.length > 0),
      ...fileLine(file),
      ...alikes,
      bootLine(file, willRun, others, plantedAt),
      ranLine(file, ran, plantedAt),
      ...originsLines(planters),
      ...alertsLine(alerts, actors, plantedAt),
      ...alsoLine(actors),
      ...netLine(host, actors),
      harmlessLine(file, actors),
      ...gapsLine(host, file),
    ],
  };
}

/** How many files there are in the case that are like one, on the hosts of its finding, by path. */
function filesLike(
  { path }: PlantedFile,
  group: FileGroup | undefined,
  { isHere }: GroupPlace,
): number {
  const paths = group?.files.filter(isHere).map((one) => one.path) ?? [];
  return new Set(paths.filter((other) => other !== path)).size;
}

function hostName({ name, id }: HostCase): Sentence {
  if (name !== undefined) return value(name);
  return id === undefined ? words('a host without a name') : say`the host with id ${id}`;
}

/** Alerts, those of who planted the file and of the script first; whose the others are is said. */
function alertsLine(
  alerts: readonly RelatedActivity[],
  actors: readonly Actor[],
  planted: string | undefined,
): readonly OutlineLine[] {
  const own = new Set(actors.flatMap((actor) => actor.own));
  const others = alerts.filter((alert) => !own.has(alert));
  const sorted = [...alerts.filter((alert) => own.has(alert)), ...others];
  const { texts, cited } = subjectsOf(sorted, (same) => {
    const [first] = same;
    const whose = first === undefined || own.has(first) ? '' : ` (${alertActors[first.relation]})`;
    return say` ${timeAfter(first?.first, planted)}${words(whose)}`;
  });
  if (texts.length === 0) return [];
  return [{ ...lineOf('ALERTS', semicolons(texts), cited), isMarked: true }];
}

/** Who set off an alert, if none of those did who planted the file. */
const alertActors: Labels<RelatedActivity['relation']> = {
  lineage: 'another session',
  script: 'another planted script',
  host: 'another process',
  user: 'on another host',
};

/** Connections and name resolution, then the addresses that are only in commands: each by those who did it. */
function netLine(host: HostCase, actors: readonly Actor[]): readonly OutlineLine[] {
  const mentioned = onlyMentioned(host).filter(
    ({ session }) =>
      session === undefined || actors.some(({ sessions }) => sessions.includes(session)),
  );
  const said = actors.map(({ title, sessions, own }) => {
    const { texts, cited } = subjectsOf(
      own.filter(({ what }) => what === 'connection' || what === 'dns'),
    );
    const named = mentioned.filter(({ session }) =>
      session === undefined ? title === undefined : sessions.includes(session),
    );
    const shown = named.slice(0, maxListed);
    const more = named.length - shown.length;
    const names = [...shown.map(mentionedSentence), ...(more > 0 ? [words(`${more} more`)] : [])];
    const inCommands = names.length === 0 ? [] : [say`in commands: ${joined(names, ', ')}`];
    return { title, texts: [...texts, ...inCommands], shown: [...cited, ...shown] };
  });
  return lineByActors('NET', said);
}

/**
 * What activities are about, each once; the rest are counted.
 *
 * @param suffix what is said of those about one subject.
 */
function subjectsOf(
  all: readonly RelatedActivity[],
  suffix: (same: readonly RelatedActivity[]) => Sentence = () => [],
): { readonly texts: readonly Sentence[]; readonly cited: readonly RelatedActivity[] } {
  const bySubject = new Map<string, RelatedActivity[]>();
  for (const activity of all) {
    bySubject.set(activity.subject, [...(bySubject.get(activity.subject) ?? []), activity]);
  }
  const shown = [...bySubject].slice(0, maxListed);
  const texts = shown.map(([subject, same]) => {
    const times = same.reduce((sum, activity) => sum + activity.times, 0);
    const name = say`${shortened(subject, maxCharacters)}${suffix(same)}`;
    return times > 1 ? say`${name}${words(` (${times} times)`)}` : name;
  });
  const more = bySubject.size - shown.length;
  return {
    texts: more > 0 ? [...texts, words(`${more} more`)] : texts,
    cited: shown.flatMap(([, same]) => same),
  };
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
