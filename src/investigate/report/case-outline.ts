import { count } from '../../report/units.js';
import type { Case, HostCase, PlantedFile } from '../case.js';
import type { CutKind, FileGroup } from '../file-groups.js';
import type { EventNumber } from '../shown.js';
import { acrossHosts } from './across-hosts.js';
import { activityGroups } from './activity-groups.js';
import { activitySections, nothingElseSentence } from './activity-sections.js';
import { addressSections } from './address-section.js';
import { benignSection, contradictionSections } from './benign-section.js';
import { bootSection } from './boot-section.js';
import { type CaseContext, partsIn } from './case-context.js';
import { endingOf, firstNotes } from './case-notes.js';
import { chainOutlines } from './chain-outlines.js';
import { executionSection } from './execution-section.js';
import { fileSection, leadSentence } from './file-section.js';
import { findingsOf } from './finding.js';
import { listedFindings } from './finding-list.js';
import { Folding } from './folding.js';
import { hostGaps } from './gaps.js';
import { groupSection, leftOutSection, nameLines, sameGroupSection } from './group-section.js';
import { indicatorsOutline } from './indicators-outline.js';
import type {
  CaseOutline,
  FindingOutline,
  HostOutline,
  OutlineSection,
  Retention,
  StepsOutline,
} from './outline.js';
import {
  commaSeparated,
  type Sentence,
  say,
  sayIfKnown,
  semicolons,
  value,
  words,
} from './sentence.js';
import { signKey } from './signs.js';
import { sharedSteps } from './steps-outline.js';
import { timelineOutline } from './timeline.js';
import { partsOf } from './whole-file.js';

/** Hosts that a folded report describes, the most important ones. */
const maxHosts = 8;

export function caseOutline(found: Case, context: CaseContext): CaseOutline {
  const { foldsParts: isFolded = false, defangs = false } = context;
  const has = partsIn(context);
  const folding = new Folding(found);
  const reported = new Set<FileGroup>();
  const different = [...found.hosts.entries()].filter(([at]) => !folding.isFolded(at));
  const described = isFolded ? different.slice(0, maxHosts) : different;
  const more = different.length - described.length;
  const findings = findingsOf(found, folding);
  const told = isFolded ? toldBy(findings) : new Set<EventNumber>();
  const elsewhere = found.events.filter(({ host }) => host === undefined);
  const hosts = described.map(([at, host]) =>
    hostOutline(host, at, found, context, { folding, reported, told }),
  );
  return {
    isFolded,
    notes: firstNotes(found, context),
    findings,
    key: signKey({ findings, hosts }),
    hosts,
    hostsFolded:
      more === 0
        ? undefined
        : words(`${count(more, 'more host')} that differ, less important: --host or --parts all`),
    leftOut: leftOutSection(found.leftOut, found.limits, isFolded),
    otherHosts: timelineOutline(has('timeline') && !isFolded ? elsewhere : [], undefined, isFolded),
    acrossHosts: has('hosts') ? acrossHosts(found, isFolded) : undefined,
    indicators: has('indicators') ? indicatorsOutline(found, isFolded, defangs) : undefined,
    ending: endingOf(found, context),
  };
}

const noSteps: StepsOutline = { osquery: [], shell: [], response: [], hunt: [] };

/** What is described elsewhere in the report. */
interface Described {
  readonly folding: Folding;
  readonly reported: Set<FileGroup>;
  /** The events that the findings cite for what else happened. */
  readonly told: ReadonlySet<EventNumber>;
}

/** The lines of a finding about what else happened. */
const activityLines: ReadonlySet<string> = new Set(['ALERTS', 'ALSO', 'NET']);

/** The events that the shown findings cite for what else happened. */
function toldBy(findings: readonly FindingOutline[]): ReadonlySet<EventNumber> {
  const { blocks } = listedFindings(findings, true);
  const lines = blocks.flatMap((block) => block.lines);
  return new Set(
    lines.flatMap(({ label, events = [] }) => (activityLines.has(label) ? events : [])),
  );
}

function hostOutline(
  host: HostCase,
  at: number,
  { events, limits }: Case,
  context: CaseContext,
  { folding, reported: reportedGroups, told }: Described,
): HostOutline {
  const { leads, rule, foldsParts: isFolded = false } = context;
  const has = partsIn(context);
  const files = folding.filesToDescribe(host, at);
  const alike = folding.hostsLike(at);
  const steps = has('steps') ? sharedSteps(files) : undefined;
  const sections = (file: PlantedFile): readonly OutlineSection[] => [
    ...alikeSections(folding.groupOf(at, file.path), reportedGroups),
    ...contradictionSections(file),
    fileSection(file, partsOf(file, host), rule),
    bootSection(file, retentionOf(host, 'boot')),
    executionSection(file, retentionOf(host, 'execution')),
    benignSection(file, host),
  ];
  const own = events.filter((event) => event.host === at);
  const activities = isFolded
    ? activityGroups(host, at, events, told)
    : activitySections(host, at, events);
  const isQuiet = host.surroundings.length === 0;
  return {
    host,
    title:
      alike.length === 0
        ? hostSentence(host)
        : say`${hostSentence(host)} and ${words(count(alike.length, 'host'))} like it`,
    notes: [
      ...alikeNotes(alike, isFolded),
      // What the findings cannot show belongs to them, whatever else is asked for.
      ...(has('gaps') ? [] : hostGaps(host, limits, leads, isFolded)),
    ],
    files: files.map((file) => ({
      title: value(file.path),
      heading: headingOf(file),
      events: file.events,
      sections: has('files') ? sections(file) : [],
      steps: steps?.perFile(file) ?? noSteps,
    })),
    ...(has('chain')
      ? chainOutlines(host, files, isFolded, retentionOf(host, 'creator'))
      : { chains: [] }),
    steps: steps?.shared(host) ?? noSteps,
    activities: has('activities') ? [...addressSections(host, isFolded), ...activities] : [],
    nothingElse: has('activities')
      ? isQuiet || !isFolded
        ? nothingElseSentence(retentionOf(host, 'surroundings'))
        : words('Nothing but what the findings say.')
      : undefined,
    timeline: timelineOutline(has('timeline') ? own : [], host, isFolded),
    gaps: has('gaps') ? hostGaps(host, limits, leads, isFolded) : [],
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

/** Names of hosts that a folded report lists. */
const maxAlike = 8;

/** The hosts that are only listed, because they are like a described one. */
function alikeNotes(alike: readonly HostCase[], isFolded: boolean): readonly Sentence[] {
  if (alike.length === 0) return [];
  const names = alike.map(({ name, id }) => name ?? id ?? '');
  const same = words(
    'The same files, answers and activity, numbers and temporary names aside; the json format describes each host:',
  );
  if (!isFolded) return [same, ...nameLines('', names).map(({ text }) => text)];
  const more = names.length - maxAlike;
  const shown = commaSeparated(names.slice(0, maxAlike).map(value));
  const rest = words(more > 0 ? ` and ${more} more (--parts all)` : '');
  return [say`Alike, numbers and temporary names aside: ${shown}${rest}`];
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
  return isMatched
    ? say`${words(earlier === undefined ? 'Planted' : 'Changed or replaced')} file ${path}`
    : say`${path} is beside the rule: ${semicolons(leads.map(leadSentence))}`;
}
