import { leadMeanings } from '../../report/lead-reasons.js';
import { count } from '../../report/units.js';
import type { RelatedActivity } from '../activity.js';
import type { Boot, Case, Execution, FileFact, HostCase, PlantedFile } from '../case.js';
import { isPersistence } from '../persistence.js';
import type { EventNumber } from '../shown.js';
import { activityLabels } from './activity-sections.js';
import { evidenceLabels } from './execution-section.js';
import { kindSentence } from './file-section.js';
import { fromLine, originSentence, whoLine, writerSentence } from './finding-chain.js';
import type { Folding } from './folding.js';
import { type Answer, type FindingOutline, lineOf, type OutlineLine } from './outline.js';
import {
  type Labels,
  type Sentence,
  say,
  semicolons,
  shortTime,
  value,
  words,
} from './sentence.js';

const bootWords: Labels<Boot['answer']> = { yes: 'YES', no: 'no', 'not-shown': 'unknown' };

const ranWords: Labels<Execution['answer']> = {
  ran: 'YES',
  asked: 'likely',
  'no-evidence': 'not seen',
  'no-process-events': 'unknown',
};

/** Entries of one kind that a line lists; the rest are counted. */
const maxListed = 3;

/** Findings that the overview lists, and findings of which it shows ten lines each. */
const maxRows = 40;
const maxBlocks = 20;

/** What of the findings fits into an overview. */
export function listedFindings(findings: readonly FindingOutline[]): {
  readonly rows: readonly FindingOutline[];
  readonly blocks: readonly FindingOutline[];
  /** Names the number of findings that are not listed; undefined if all are. */
  readonly rest: string | undefined;
} {
  const more = findings.length - maxRows;
  return {
    rows: findings.slice(0, maxRows),
    blocks: findings.slice(0, maxBlocks),
    rest: more > 0 ? `${count(more, 'more finding')}, in the same order below` : undefined,
  };
}

/** The findings of a case, one for files and hosts that are alike. */
export function findingsOf({ hosts }: Case, folding: Folding): readonly FindingOutline[] {
  const all = hosts.flatMap((host, at) => {
    if (folding.isFolded(at)) return [];
    const alike = folding.hostsLike(at);
    return folding.filesToDescribe(host, at).map((file) => ({ host, alike, file }));
  });
  return all.map(({ host, alike, file }, at) => findingOf(at + 1, host, alike, file));
}

function findingOf(
  number: number,
  host: HostCase,
  alike: readonly HostCase[],
  file: PlantedFile,
): FindingOutline {
  const { boot, execution, planters, events, path } = file;
  const ran = { text: ranWords[execution.answer], isBad: execution.answer === 'ran' };
  const willRun = { text: bootWords[boot.answer], isBad: boot.answer === 'yes' };
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
    time: plantingTime(file),
    events,
    ran,
    boot: willRun,
    by: writerSentence(planters),
    from: originSentence(planters),
    alerts: alerts.length,
    lines: [
      ...whatLine(file),
      bootLine(boot, willRun),
      ranLine(execution, ran),
      ...planters
        .filter(({ chain }) => chain.length > 0)
        .slice(0, maxListed)
        .map(whoLine),
      fromLine(planters),
      ...activityLine('ALERTS', alerts),
      ...alsoLine(host),
      ...activityLine(
        'NET',
        ofSession(host).filter(({ what }) => what === 'connection' || what === 'dns'),
      ),
      harmlessLine(file),
      ...gapsLine(host, file),
    ],
  };
}

function hostName({ name, id }: HostCase): Sentence {
  if (name !== undefined) return value(name);
  return id === undefined ? words('a host without a name') : say`the host with id ${id}`;
}

const plantingFacts: readonly FileFact['fact'][] = ['created', 'renamed', 'changed'];

function plantingTime({ facts }: PlantedFile): Sentence {
  const first = facts.find(({ fact }) => plantingFacts.includes(fact));
  return first === undefined ? words('at an unknown time') : shortTime(first.value);
}

function whatLine({ facts, leads = [] }: PlantedFile): readonly OutlineLine[] {
  const beside = leads.map(({ kind, events }) => ({
    text: words(`beside the rule: ${leadMeanings[kind]}`),
    events,
  }));
  const known = facts.flatMap(({ fact, value: text, events }) => {
    switch (fact) {
      case 'header-bytes':
        return { text: kindSentence(text), events };
      case 'mode':
        return { text: say`mode ${text}`, events };
      case 'renamed-from':
        return { text: say`moved from ${text}`, events };
      case 'deleted':
        return { text: say`removed ${shortTime(text)}`, events };
      case 'related-rule':
        return { text: say`also matches ${text}`, events };
      default:
        return [];
    }
  });
  const parts = [...beside, ...known];
  if (parts.length === 0) return [];
  return [lineOf('WHAT', semicolons(parts.map(({ text }) => text)), parts)];
}

function bootLine({ answer, reasons, unknown }: Boot, shown: Answer): OutlineLine {
  const side = answer === 'no' ? 'against' : 'for';
  const given = reasons.filter(({ counts }) => counts === side).slice(0, maxListed);
  const why = given.map(({ reason, value: text }) => say`${words(spaced(reason))}: ${text}`);
  const open =
    answer === 'not-shown' && unknown.length > 0
      ? [words(`not shown: ${unknown.map(spaced).join(', ')}`)]
      : [];
  return answerLine('BOOT', shown, semicolons([...why, ...open]), given);
}

function ranLine({ evidence, evidenceLeftOut }: Execution, answer: Answer): OutlineLine {
  const ran = evidence.filter(({ evidence: kind }) => kind === 'process');
  const shown = (ran.length > 0 ? ran : evidence).slice(0, 1);
  const more = evidence.length - shown.length + evidenceLeftOut;
  const texts = shown.map(
    ({ evidence: kind, time, value: text }) =>
      say`${shortTime(time)}, ${words(evidenceLabels[kind])} ${text}`,
  );
  const rest = more > 0 ? [words(`${more} more`)] : [];
  return answerLine('RAN', answer, semicolons([...texts, ...rest]), shown);
}

function ofSession({ surroundings }: HostCase): readonly RelatedActivity[] {
  return surroundings.filter(({ relation }) => relation === 'lineage' || relation === 'script');
}

function activityLine(label: string, all: readonly RelatedActivity[]): readonly OutlineLine[] {
  const bySubject = new Map<string, RelatedActivity[]>();
  for (const activity of all) {
    bySubject.set(activity.subject, [...(bySubject.get(activity.subject) ?? []), activity]);
  }
  if (bySubject.size === 0) return [];
  const shown = [...bySubject].slice(0, maxListed);
  const texts = shown.map(([subject, same]) => {
    const when = label === 'ALERTS' ? say` ${shortTime(same[0]?.first)}` : [];
    const times = same.reduce((sum, activity) => sum + activity.times, 0);
    return times > 1 ? say`${subject}${when} (${times}×)` : say`${subject}${when}`;
  });
  const more = bySubject.size - shown.length;
  const rest = more > 0 ? [words(`${more} more`)] : [];
  const cited = shown.flatMap(([, same]) => same);
  return [lineOf(label, semicolons([...texts, ...rest]), cited)];
}

function alsoLine(host: HostCase): readonly OutlineLine[] {
  const own = ofSession(host);
  const persistence = own.filter(({ what }) => isPersistence(what));
  const shown = persistence.slice(0, maxListed);
  const texts = shown.map(({ what, subject }) => say`${words(activityLabels[what])} ${subject}`);
  const counts = [
    persistence.length > shown.length ? `${persistence.length - shown.length} more of these` : '',
    countOf(own, 'command', 'command'),
    countOf(own, 'file', 'file'),
    countOf(own, 'file-deleted', 'removed file'),
  ].filter((text) => text !== '');
  if (texts.length + counts.length === 0) return [];
  return [lineOf('ALSO', semicolons([...texts, ...counts.map(words)]), shown)];
}

function countOf(
  all: readonly RelatedActivity[],
  kind: RelatedActivity['what'],
  noun: string,
): string {
  const found = all.filter(({ what }) => what === kind).length;
  return found === 0 ? '' : count(found, noun);
}

function harmlessLine({ benign, against = [] }: PlantedFile): OutlineLine {
  const opposed = against.map(
    ({ against: kind, value: text }) => say`against: ${words(spaced(kind))} (${text})`,
  );
  const supporting = benign.map(
    ({ reason, value: text }) => say`for: ${words(spaced(reason))} (${text})`,
  );
  if (supporting.length === 0) supporting.push(words('nothing speaks for it'));
  const text = semicolons([...supporting, ...opposed]);
  return lineOf('HARMLESS?', text, [...benign, ...against]);
}

function gapsLine(
  { coverage, isCut }: HostCase,
  { planters }: PlantedFile,
): readonly OutlineLine[] {
  const gaps = [
    planters.some(({ reachesEntry }) => !reachesEntry) ? 'the chain is incomplete' : '',
    coverage.process === undefined ? 'no process events' : '',
    coverage.network === undefined ? 'no network events' : '',
    isCut ? 'events of this host were dropped' : '',
  ].filter((gap) => gap !== '');
  return gaps.length === 0 ? [] : [lineOf('GAPS', words(gaps.join('; ')), [])];
}

function answerLine(
  label: string,
  { text: answer, isBad }: Answer,
  why: Sentence,
  shown: readonly { readonly events: readonly EventNumber[] }[],
): OutlineLine {
  const text = why.length === 0 ? words(answer) : say`${words(answer.padEnd(7))} ${why}`;
  return { ...lineOf(label, text, shown), isMarked: isBad };
}

function spaced(id: string): string {
  return id.replaceAll('-', ' ');
}
