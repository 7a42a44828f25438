import type { LeadSummary } from '../../report/leads.js';
import { completenessLine } from '../../report/summary.js';
import { count } from '../../report/units.js';
import type { Rule } from '../../rule/rule.js';
import type { Summary } from '../../scan/sink.js';
import type { Case, HostCase, PlantedFile } from '../case.js';
import type { CaseScope, CutKind, FileGroup } from '../file-groups.js';
import { acrossHosts } from './across-hosts.js';
import { activityGroups } from './activity-groups.js';
import { activitySections, nothingElseSentence } from './activity-sections.js';
import { addressSections } from './address-section.js';
import { benignSection, contradictionSections } from './benign-section.js';
import { bootSection } from './boot-section.js';
import { chainOutlines } from './chain-outlines.js';
import { executionSection } from './execution-section.js';
import { fileSection, leadSentence } from './file-section.js';
import { findingsOf } from './finding.js';
import { Folding } from './folding.js';
import { applicableNotes, hostGaps, leftOutText } from './gaps.js';
import { groupSection, leftOutSection, nameLines, sameGroupSection } from './group-section.js';
import { indicatorsOutline } from './indicators-outline.js';
import type {
  CaseOutline,
  HostOutline,
  OutlineSection,
  Retention,
  StepsOutline,
} from './outline.js';
import { type CasePart, caseParts } from './parts.js';
import {
  commaSeparated,
  type Sentence,
  say,
  sayIfKnown,
  semicolons,
  value,
  words,
} from './sentence.js';
import { sharedSteps } from './steps-outline.js';
import { timelineOutline } from './timeline.js';
import { partsOf } from './whole-file.js';

/** What a case is reported with. */
interface CaseContext {
  readonly summary: Summary;
  readonly leads: LeadSummary;
  readonly rule: Rule;
  /** What the report contains after the findings; undefined for everything. */
  readonly parts?: ReadonlySet<string> | undefined;
  /** Whether long parts are folded. */
  readonly foldsParts?: boolean | undefined;
  readonly defangs?: boolean | undefined;
}

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
  const elsewhere = found.events.filter(({ host }) => host === undefined);
  return {
    isFolded,
    notes: firstNotes(found, context),
    findings: findingsOf(found, folding),
    hosts: described.map(([at, host]) => hostOutline(host, at, found, context, folding, reported)),
    hostsFolded:
      more === 0
        ? undefined
        : words(`${count(more, 'more host')} that differ, less important: --host or --parts all`),
    leftOut: leftOutSection(found.leftOut, isFolded),
    otherHosts: timelineOutline(has('timeline') && !isFolded ? elsewhere : [], undefined, isFolded),
    acrossHosts: has('hosts') ? acrossHosts(found, isFolded) : undefined,
    indicators: has('indicators') ? indicatorsOutline(found, isFolded, defangs) : undefined,
    ending: endingOf(found, context),
  };
}

function partsIn({ parts }: CaseContext): (part: CasePart) => boolean {
  return (part) => parts === undefined || parts.has(part);
}

const noSteps: StepsOutline = { osquery: [], shell: [], response: [], hunt: [] };

function hostOutline(
  host: HostCase,
  at: number,
  { events, limits }: Case,
  context: CaseContext,
  folding: Folding,
  reportedGroups: Set<FileGroup>,
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
  const activities = isFolded ? activityGroups : activitySections;
  return {
    host,
    title:
      alike.length === 0
        ? hostSentence(host)
        : say`${hostSentence(host)} and ${words(count(alike.length, 'host'))} like it`,
    notes: [
      ...alikeNotes(alike, isFolded),
      // What the findings cannot show belongs to them, whatever else is asked for.
      ...(has('gaps') ? [] : hostGaps(host, limits, leads)),
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
    activities: has('activities')
      ? [...addressSections(host, isFolded), ...activities(host, at, events)]
      : [],
    nothingElse: has('activities')
      ? nothingElseSentence(retentionOf(host, 'surroundings'))
      : undefined,
    timeline: timelineOutline(has('timeline') ? own : [], host, isFolded),
    gaps: has('gaps') ? hostGaps(host, limits, leads) : [],
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

/** What is missing from the case, and whether the scan is complete. */
function endingOf({ hosts, limits, scope }: Case, context: CaseContext): readonly Sentence[] {
  const { summary, leads, foldsParts } = context;
  const { hosts: mostHosts, filesPerHost, files, matchesLeftOut } = limits;
  return applicableNotes([
    [hosts.length === 0 && scope === undefined, nothingText(leads)],
    [
      scope !== undefined && hosts.length === 0,
      scope === undefined ? '' : scopeText(scope, hosts.length),
    ],
    [
      matchesLeftOut > 0 && foldsParts === true,
      `Not in this case: ${leftOutText(matchesLeftOut, leads)}; it covers at most ${mostHosts} hosts, ${filesPerHost} files per host and ${files} files, those that matter most first.`,
    ],
    [
      matchesLeftOut > 0 && foldsParts !== true,
      `Not in this case: ${leftOutText(matchesLeftOut, leads)}. A case covers at most ${mostHosts} hosts, ${filesPerHost} files per host, ${files} files and a limited number of creators per file, with the first and the last match of each. If there are more, those that ran, are enabled, are executable or raised alerts come first, then what is rare; among equals, the choice does not depend on order or time.`,
    ],
    [hosts.length > 0 && foldedText(context) !== '', foldedText(context)],
    [true, `The scan is ${completenessLine(summary, leads)}.`],
  ]);
}

/** What else there is to read, and how. */
function foldedText(context: CaseContext): string {
  const has = partsIn(context);
  const names = caseParts.filter((part) => !has(part));
  if (context.foldsParts)
    return `More: --parts ${names.join(', ')} or all; --host and --path narrow it down.`;
  return names.includes('steps') ? 'What to do next: --parts steps.' : '';
}

/** What is damaged, left out or beside the rule. */
function firstNotes(
  { hosts, leftOut, scope, limits }: Case,
  { summary, leads }: CaseContext,
): readonly Sentence[] {
  const { files } = leftOut;
  const others = new Set(files.map(({ host }) => host)).size;
  return hosts.length === 0
    ? []
    : applicableNotes([
        [!summary.complete, `The scan is ${completenessLine(summary, leads)}.`],
        [
          files.length > 0,
          `Left out: ${count(files.length, 'file')} on ${count(others, 'host')}; named at the end.`,
        ],
        [
          files.length === 0 && limits.matchesLeftOut > 0,
          `Left out: ${leftOutText(limits.matchesLeftOut, leads)}.`,
        ],
        [scope !== undefined, scope === undefined ? '' : scopeText(scope, hosts.length)],
        [
          leads.events > 0 && !leads.areListed,
          `Beside the rule: ${count(leads.events, 'lead')} that may be planted scripts, too (--leads).`,
        ],
      ]);
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
