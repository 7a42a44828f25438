import { standing } from '../../report/summary.js';
import { count } from '../../report/units.js';
import type { SourceLocation, Summary } from '../../scan/sink.js';
import type {
  Case,
  CaseEvent,
  ChainLink,
  Creator,
  EventNumber,
  FileFact,
  HostCase,
  PlantedFile,
  RelatedActivity,
} from '../case.js';
import { unitNameOf } from '../units.js';
import type { CaseOutline, HostOutline, Line, Section, TimelineEntry } from './outline.js';
import { sharedSteps } from './outline-steps.js';
import { listed, type Sentence, say, value, words } from './sentence.js';
import {
  benignLabels,
  benignSentence,
  bootAnswers,
  bootReasonSentence,
  bootSides,
  bootUnknownSentence,
  chainEnd,
  chainGap,
  chainRoles,
  circumstances,
  eventLabels,
  evidenceLabels,
  executionAnswer,
  factLabels,
  factSentence,
  hostNotes,
  hostSentence,
  identitySentence,
  leftOutSentence,
  linkSentence,
  manyTimes,
  moreEvidence,
  moreMatches,
  noBenign,
  nothingElseSentence,
  nothingToInvestigate,
  oddPlaces,
  prevalenceLabels,
  prevalenceSentence,
  relationTitles,
  rulesSentence,
  sessionSentence,
  surroundingLabels,
  timeSentence,
} from './words.js';

/** Times of one kind that are told one by one at most. */
const mostTimes = 4;

export function outlineOf(found: Case, summary: Summary): CaseOutline {
  return {
    hosts: found.hosts.map((host, at) => hostOutline(host, at, found)),
    elsewhere: found.events.filter(({ host }) => host === undefined).map(entryOf),
    ending: endingOf(found, summary),
  };
}

function endingOf({ hosts, limits }: Case, summary: Summary): Sentence[] {
  const leftOut = leftOutSentence(limits);
  const { withheld } = summary;
  return [
    ...(hosts.length === 0 ? [words(nothingToInvestigate)] : []),
    ...(leftOut === undefined ? [] : [leftOut]),
    ...(withheld === 0
      ? []
      : [
          words(
            `Not in this case: ${count(withheld, 'match', 'matches')} that --max-alerts kept back.`,
          ),
        ]),
    words(`The scan is ${standing(summary)}.`),
  ];
}

function hostOutline(host: HostCase, at: number, found: Case): HostOutline {
  const stepsOf = sharedSteps(host.files);
  const told = new Map<string, string>();
  return {
    title: hostSentence(host),
    notes: hostNotes(host, found.limits),
    files: host.files.map((file) => ({
      title: value(file.path),
      events: file.events,
      sections: sectionsOf(file, told, host),
      steps: stepsOf.own(file),
    })),
    steps: stepsOf.shared,
    surroundings: surroundingsOf(host, at, found.events),
    nothingElse: nothingElseSentence(host),
    timeline: found.events.filter((event) => event.host === at).map(entryOf),
  };
}

/** What is said where the log shows nothing depends on whether all of it is held. */
type Held = Pick<HostCase, 'isCut'>;

function sectionsOf(
  file: PlantedFile,
  toldPlanters: Map<string, string>,
  held: Held,
): readonly Section[] {
  return [
    { title: 'The file', lines: [...factLines(file), ...prevalenceLines(file)] },
    {
      title: 'Will it run at boot?',
      answer: words(bootAnswers[file.boot.answer]),
      lines: bootLines(file, held),
    },
    {
      title: 'Did it run?',
      answer: executionAnswer(file.execution.answer, held),
      lines: evidenceLines(file),
    },
    { title: 'Who planted it', lines: planterLines(file, toldPlanters, held) },
    {
      title: 'Why it might be benign',
      ...(file.benign.length === 0 ? { answer: noBenign(file.planters, held) } : {}),
      lines: file.benign.map((benign) =>
        line(benignLabels[benign.reason], benignSentence(benign), benign.events),
      ),
    },
  ];
}

function evidenceLines({ execution: { evidence, evidenceLeftOut } }: PlantedFile): Line[] {
  const lines = evidence.map(({ evidence: kind, time, value: text, entityId, events }) =>
    line(evidenceLabels[kind], value(text), events, [
      line('time', timeSentence(time)),
      ...optional('entity id', entityId),
    ]),
  );
  return evidenceLeftOut === 0
    ? lines
    : [...lines, line('left out', moreEvidence(evidenceLeftOut))];
}

function factLines({ facts }: PlantedFile): Line[] {
  const kinds = Object.keys(factLabels) as FileFact['fact'][];
  return kinds.flatMap((kind) => {
    const label = factLabels[kind];
    const told = facts.filter(({ fact }) => fact === kind);
    const [first, last] = [told[0], told.at(-1)];
    if (first === undefined || last === undefined) return [];
    if (told.length <= mostTimes || !timed.has(kind)) {
      return told.map((fact, at) => line(at === 0 ? label : '', factSentence(fact), fact.events));
    }
    const events = [...new Set(told.flatMap(({ events }) => events))];
    return [line(label, manyTimes(first.value, last.value, told.length), events)];
  });
}

/** Facts whose values are times. */
const timed: ReadonlySet<FileFact['fact']> = new Set(['created', 'renamed', 'changed', 'deleted']);

function prevalenceLines({ prevalence: { name, hash } }: PlantedFile): Line[] {
  return [
    line(prevalenceLabels.name, prevalenceSentence(name), name.events),
    ...(hash === undefined
      ? []
      : [line(prevalenceLabels.hash, prevalenceSentence(hash), hash.events)]),
  ];
}

function bootLines({ boot, service }: PlantedFile, held: Held): Line[] {
  return [
    line('service', value(unitNameOf(service))),
    ...boot.reasons.map((reason) =>
      line(bootSides[reason.counts], bootReasonSentence(reason), reason.events),
    ),
    ...boot.unknown.map((unknown) => line(bootSides.unknown, bootUnknownSentence(unknown, held))),
  ];
}

/** @param told the planters told before, and the file that they were told of: one session may plant many files. */
function planterLines(
  { path, planters, matchesLeftOut }: PlantedFile,
  told: Map<string, string>,
  held: Held,
): Line[] {
  const lines = planters.flatMap((planter, at) => {
    const numbered =
      planters.length === 1
        ? []
        : [line('planter', say`${at + 1} of ${planters.length}`, planter.events)];
    const key = JSON.stringify(planter, (name, member) => (name === 'events' ? undefined : member));
    const before = told.get(key);
    if (before !== undefined) return [...numbered, line('', say`as of ${before}`, planter.events)];
    told.set(key, path);
    return [...numbered, ...chainLines(planter, held)];
  });
  return matchesLeftOut === 0 ? lines : [...lines, line('left out', moreMatches(matchesLeftOut))];
}

function chainLines(planter: Creator, held: Held): Line[] {
  const end = chainEnd(planter);
  const { session } = planter;
  return [
    ...planter.chain.map((link) => linkLine(link, held)),
    ...(end === undefined ? [] : [line('missing', end, [], [], true)]),
    line('session', sessionSentence(session, held), session?.events ?? []),
  ];
}

function linkLine(link: ChainLink, held: Held): Line {
  const { role, executable, name, commandLine, workingDirectory, entityId, odd } = link;
  const isNamed = (executable ?? name ?? commandLine) !== undefined;
  const program = executable ?? name;
  const gap = chainGap(link, held);
  const identity = identitySentence(link);
  return line(chainRoles[role], linkSentence(link, held), link.events, [
    ...optional(
      'command',
      program === commandLine || program === undefined ? undefined : commandLine,
    ),
    ...(identity.length === 0 ? [] : [line('run by', identity)]),
    ...optional('folder', workingDirectory),
    ...optional('entity id', isNamed ? entityId : undefined),
    ...odd.map((place) => line('odd', words(oddPlaces[place]), [], [], true)),
    ...(gap === undefined ? [] : [line('gap', gap)]),
  ]);
}

function surroundingsOf(
  host: HostCase,
  at: number,
  events: readonly CaseEvent[],
): readonly Section[] {
  const relations = Object.keys(relationTitles) as RelatedActivity['relation'][];
  return relations.flatMap((relation): Section[] => {
    const told = host.surroundings.filter((surrounding) => surrounding.relation === relation);
    const title = relationTitles[relation];
    return told.length === 0
      ? []
      : [{ title, lines: told.map((entry) => surroundingLine(entry, hostsOf(entry, at, events))) }];
  });
}

function surroundingLine(surrounding: RelatedActivity, hosts: readonly string[]): Line {
  const { what, subject, events } = surrounding;
  const rules = rulesSentence(surrounding);
  return line(surroundingLabels[what], value(subject), events, [
    line('', circumstances(surrounding, hosts)),
    ...(rules === undefined ? [] : [line('', rules, [], [], true)]),
  ]);
}

/** The names of other hosts than the case's own that something happened on. */
function hostsOf(
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

function entryOf(event: CaseEvent): TimelineEntry {
  const { number, time, host, hostName, what, subject, from, by, user, place } = event;
  return {
    number,
    time: time === undefined ? words('(no time)') : value(time),
    what: eventLabels[what],
    subject: listed([
      ...(subject === undefined ? [] : [value(subject)]),
      ...(from === undefined ? [] : [say`from ${from}`]),
    ]),
    source: listed([
      placeSentence(place),
      ...(host === undefined && hostName !== undefined ? [say`host ${hostName}`] : []),
      ...(by === undefined ? [] : [say`by ${by}`]),
      ...(user === undefined ? [] : [say`user ${user}`]),
    ]),
  };
}

/** Where an event stands, as editors and grep write it. */
function placeSentence({ input, line: number, position }: SourceLocation): Sentence {
  const within = position === undefined ? '' : `, document ${position}`;
  return value(`${input}:${number}${within}`);
}

function line(
  label: string,
  text: Sentence,
  events: readonly EventNumber[] = [],
  details: readonly Line[] = [],
  marked: boolean = false,
): Line {
  return { label, text, events, marked, details };
}

function optional(label: string, text: string | undefined): Line[] {
  return text === undefined ? [] : [line(label, value(text))];
}
