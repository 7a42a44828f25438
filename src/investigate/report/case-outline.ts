import { leadMeanings } from '../../report/lead-reasons.js';
import type { LeadSummary } from '../../report/leads.js';
import { completenessLine } from '../../report/summary.js';
import { count } from '../../report/units.js';
import type { Rule } from '../../rule/rule.js';
import type { Summary } from '../../scan/sink.js';
import type { Case, HostCase, PlantedFile } from '../case.js';
import type { CaseScope, CutKind, FileGroup, Limits } from '../file-groups.js';
import { activitySections, nothingElseSentence } from './activity-sections.js';
import { addressSections } from './address-section.js';
import { benignSection, contradictionSections } from './benign-section.js';
import { bootSection } from './boot-section.js';
import { creatorSection } from './creator-section.js';
import { executionSection } from './execution-section.js';
import { fileSection } from './file-section.js';
import { findingsOf } from './finding.js';
import { Folding } from './folding.js';
import { groupSection, leftOutSection, nameLines, sameGroupSection } from './group-section.js';
import type {
  CaseOutline,
  HostOutline,
  OutlineSection,
  Retention,
  StepsOutline,
} from './outline.js';
import type { CasePart } from './parts.js';
import { type Labels, type Sentence, say, sayIfKnown, value, words } from './sentence.js';
import { sharedSteps } from './steps-outline.js';
import { timelineEntry } from './timeline.js';
import { partsOf } from './whole-file.js';

/** What a case is reported with. */
interface CaseContext {
  readonly summary: Summary;
  readonly leads: LeadSummary;
  readonly rule: Rule;
  /** What the report contains after the findings; undefined for everything. */
  readonly parts?: ReadonlySet<string> | undefined;
}

export function caseOutline(found: Case, context: CaseContext): CaseOutline {
  const has = partsIn(context);
  const folding = new Folding(found);
  const reported = new Set<FileGroup>();
  const elsewhere = found.events.filter(({ host }) => host === undefined);
  return {
    findings: findingsOf(found, folding),
    hosts: found.hosts.flatMap((host, at) =>
      folding.isFolded(at)
        ? []
        : withParts(hostOutline(host, at, found, context, folding, reported), has),
    ),
    leftOut: leftOutSection(found.leftOut),
    otherHosts: has('timeline') ? elsewhere.map(timelineEntry) : [],
    ending: endingOf(found, context),
  };
}

function partsIn({ parts }: CaseContext): (part: CasePart) => boolean {
  return (part) => parts === undefined || parts.has(part);
}

const noSteps: StepsOutline = { osquery: [], shell: [], response: [] };

/** Leaves out what was not asked for. */
function withParts(host: HostOutline, has: (part: CasePart) => boolean): HostOutline {
  const withSteps = has('steps');
  return {
    ...host,
    files: host.files.map((file) => ({
      ...file,
      ...(!has('files') && { sections: [] }),
      ...(!withSteps && { steps: noSteps }),
    })),
    ...(!withSteps && { steps: noSteps }),
    ...(!has('activities') && { activities: [], nothingElse: undefined }),
    ...(!has('timeline') && { timeline: [] }),
  };
}

function hostOutline(
  host: HostCase,
  at: number,
  { events, limits }: Case,
  { leads, rule }: CaseContext,
  folding: Folding,
  reportedGroups: Set<FileGroup>,
): HostOutline {
  const files = folding.filesToDescribe(host, at);
  const steps = sharedSteps(files);
  const reported = new Map<string, string>();
  const alike = folding.hostsLike(at);
  return {
    host,
    title:
      alike.length === 0
        ? hostSentence(host)
        : say`${hostSentence(host)} and ${words(count(alike.length, 'host'))} like it`,
    notes: [...alikeNotes(alike), ...hostNotes(host, limits, leads)],
    files: files.map((file) => ({
      title: value(file.path),
      heading: headingOf(file),
      events: file.events,
      sections: [
        ...alikeSections(folding.groupOf(at, file.path), reportedGroups),
        ...contradictionSections(file),
        fileSection(file, partsOf(file, host), rule),
        bootSection(file, retentionOf(host, 'boot')),
        executionSection(file, retentionOf(host, 'execution')),
        creatorSection(file, reported, retentionOf(host, 'creator')),
        benignSection(file, host),
      ],
      steps: steps.perFile(file),
    })),
    steps: steps.shared,
    activities: [...addressSections(host), ...activitySections(host, at, events)],
    nothingElse: nothingElseSentence(retentionOf(host, 'surroundings')),
    timeline: events.filter((event) => event.host === at).map(timelineEntry),
  };
}

function hostSentence({ name, id }: HostCase): Sentence {
  if (name === undefined) return sayIfKnown('id ', id) ?? words('without a name');
  return id === undefined || id === name ? value(name) : say`${name} (id ${id})`;
}

/** Whether all events that could show something were kept. */
function retentionOf({ cut }: HostCase, kind: CutKind): Retention {
  return { isCut: cut.includes(kind) };
}

/** The hosts that are only listed, because they are like a described one. */
function alikeNotes(alike: readonly HostCase[]): readonly Sentence[] {
  if (alike.length === 0) return [];
  const names = alike.map(({ name, id }) => name ?? id ?? '');
  return [
    words(
      'The same files, answers and activity, numbers and temporary names aside; the json format describes each host:',
    ),
    ...nameLines('', names).map(({ text }) => text),
  ];
}

function alikeSections(
  group: FileGroup | undefined,
  reported: Set<FileGroup>,
): readonly OutlineSection[] {
  if (group === undefined) return [];
  if (reported.has(group)) return [sameGroupSection(group)];
  reported.add(group);
  return [groupSection(group)];
}

/** A planted file, or one that only leads are about, by what they are. */
function headingOf({ path, events, leads = [], earlier }: PlantedFile): Sentence {
  const isMatched = events.some((event) => !leads.some((lead) => lead.events.includes(event)));
  const meanings = leads.map(({ kind }) => leadMeanings[kind]);
  return isMatched
    ? say`${words(earlier === undefined ? 'Planted' : 'Changed or replaced')} file ${path}`
    : say`${path} is beside the rule: ${words(meanings.join('; '))}`;
}

/** What a log without events of a kind cannot show. */
const coverageGaps: Labels<keyof HostCase['coverage']> = {
  process:
    'This log has no process events for this host after the first planted file appeared: what ran, and what started it, is unknown.',
  network:
    'This log has no network events for this host after the first planted file appeared: connections are unknown.',
};

/** What is missing from a host's events: it limits every conclusion. */
function hostNotes(
  host: HostCase,
  { eventsPerHost }: Limits,
  leads: LeadSummary,
): readonly Sentence[] {
  const { coverage, isCut, matchesLeftOut, processesLeftOut, surroundingsLeftOut } = host;
  const kinds = Object.keys(coverageGaps) as (keyof HostCase['coverage'])[];
  const gaps = kinds
    .filter((kind) => coverage[kind] === undefined)
    .map((kind) => coverageGaps[kind]);
  const notes = applicableNotes([
    [
      !host.hasSessionData && coverage.process !== undefined,
      'The events of this host have no session data, so that no chain reaches an entry leader. It is a setting of Elastic Defend’s policy, off by default.',
    ],
    [
      processesLeftOut > 0,
      `${count(processesLeftOut, 'process', 'processes')} of the sessions and scripts ${processesLeftOut === 1 ? 'was' : 'were'} not traced: over the limit, or found only in the last pass over the inputs.`,
    ],
    [
      isCut,
      `Some events were dropped: a case keeps at most ${eventsPerHost} per host, and few near-duplicates. For each kind, the events closest to a match and the most recent ones are kept, those of the sessions and scripts first. Anything missing here may still be in the log.`,
    ],
    [
      matchesLeftOut > 0,
      `${leftOutText(matchesLeftOut, leads)} of other files on this host ${matchesLeftOut === 1 ? 'is' : 'are'} not in this case.`,
    ],
    [
      surroundingsLeftOut > 0,
      `${count(host.surroundings.length, 'other activity', 'other activities')} ${host.surroundings.length === 1 ? 'is' : 'are'} listed and ${surroundingsLeftOut} ${surroundingsLeftOut === 1 ? 'is' : 'are'} omitted; those of the sessions and scripts come first.`,
    ],
  ]);
  return [...gaps.map(words), ...notes];
}

/** What is missing from the case, and whether the scan is complete. */
function endingOf({ hosts, limits, scope }: Case, context: CaseContext): readonly Sentence[] {
  const { summary, leads } = context;
  const { hosts: maxHosts, filesPerHost, files, matchesLeftOut } = limits;
  return applicableNotes([
    [hosts.length === 0 && scope === undefined, nothingText(leads)],
    [scope !== undefined, scope === undefined ? '' : scopeText(scope, hosts.length)],
    [
      matchesLeftOut > 0,
      `Not in this case: ${leftOutText(matchesLeftOut, leads)}. A case covers at most ${maxHosts} hosts, ${filesPerHost} files per host, ${files} files and a limited number of creators per file, with the first and the last match of each. If there are more, those that ran, are enabled, are executable or raised alerts come first, then what is rare; among equals, the choice does not depend on order or time.`,
    ],
    [
      hosts.length > 0 && !partsIn(context)('steps'),
      'What to do next, on the host and in general: --parts steps.',
    ],
    [true, `The scan is ${completenessLine(summary, leads)}.`],
  ]);
}

function leftOutText(matches: number, { areListed }: LeadSummary): string {
  return areListed
    ? count(matches, 'more match or lead', 'more matches and leads')
    : count(matches, 'more match', 'more matches');
}

/** That a case is about some hosts and paths only: nothing there says nothing about others. */
function scopeText({ matchesOutside }: CaseScope, hosts: number): string {
  const outside = count(matchesOutside, 'match or lead', 'matches and leads');
  const found =
    hosts === 0 ? 'Nothing to investigate' : 'The case is only about what was asked for';
  return `${found}: --host and --path leave out ${outside}.`;
}

function nothingText({ events, areListed }: LeadSummary): string {
  if (areListed)
    return 'Nothing to investigate: the rule matched no events, and there are no leads.';
  const nothing = 'Nothing to investigate: the rule matched no events.';
  return events === 0
    ? nothing
    : `${nothing} Use --leads to investigate ${events === 1 ? 'the lead' : `the ${events} leads`}.`;
}

function applicableNotes(
  notes: readonly (readonly [applies: boolean, note: string])[],
): readonly Sentence[] {
  return notes.filter(([applies]) => applies).map(([, note]) => words(note));
}
