import * as ecs from '../event/ecs.js';
import type { EventFields } from '../event/fields.js';
import { timeOf } from '../event/time.js';
import type { JsonObject } from '../json/value.js';
import { type LeadNote, leadFields } from '../lead/lead.js';
import type { Rule } from '../rule/rule.js';
import type { Judge, Judgement, JudgeSpec } from '../scan/judge.js';
import { judgeByRuleAndLeads } from '../scan/lead-judge.js';
import { judgeByRule } from '../scan/rule-judge.js';
import { readRecord } from './collect/read-record.js';
import type { CollectedRecord } from './collect/record.js';
import { type EndpointEvent, readEndpointEvent } from './endpoint-event.js';
import { type CandidateHost, SignFinder, type SignsNote } from './file-signs.js';
import { LookupClassifier, type LookupKind, type Lookups, needlesForLookups } from './lookups.js';
import { needlesFor, needlesForArrivals, needlesForProcesses } from './needles.js';
import { RelevanceClassifier } from './relevance.js';
import type { Coverage, HostCriteria, Relevance, SearchCriteria } from './search-criteria.js';
import { CoverageSearch, periodKinds } from './weak-lines.js';

/** Selects matches, leads, and process events that may show an init script running. */
export interface TriageJudgeSpec extends JudgeSpec {
  readonly judge: 'triage';
  /** Whether to search for leads of more kinds than a scan finds by the way. */
  readonly searchesForLeads: boolean;
}

/** Selects the events that a case needs. */
export interface CollectJudgeSpec extends JudgeSpec {
  readonly judge: 'collect';
  readonly criteria: SearchCriteria;
  /** If given, only events about these processes are selected: all others have been collected. */
  readonly processes?: readonly HostCriteria[] | undefined;
  /** Events that answer these are selected, too. */
  readonly lookups?: Lookups | undefined;
  /** Whether to select connections that may have led a network service to plant a file. */
  readonly seeksArrivals?: boolean | undefined;
  /** Events about these files are selected, too, even if the files are only one value of several. */
  readonly files?: readonly CandidateHost[] | undefined;
  /** Whether to select events that show what became of these files. */
  readonly seeksSigns?: boolean | undefined;
}

/** Selects events that show what became of the files, so that the case's files can be chosen if there are too many. */
export interface SignsJudgeSpec extends JudgeSpec {
  readonly judge: 'signs';
  readonly hosts: readonly CandidateHost[];
}

/** The triage judge's note on an event. */
export interface TriageNote {
  /** Whether it is a process event that may show an init script running. */
  readonly mayRunScript: boolean;
  readonly lead: LeadNote | undefined;
  /** The document is a record of collected events, and not an event. */
  readonly collected?: CollectedRecord | 'invalid' | undefined;
}

/** The judge of the scan. It also selects runs of init scripts, which would otherwise take another pass to find. */
export function triageJudge(
  rule: Rule,
  { searchesForLeads }: Pick<TriageJudgeSpec, 'searchesForLeads'>,
): Judge<TriageNote> {
  const leads = searchesForLeads ? judgeByRuleAndLeads(rule) : judgeByRule(rule);
  const programFields = [ecs.processArgs, ecs.processExecutable];
  const isInDirectory = (value: string): boolean => value.includes('init.d/');
  const runsScript = (event: EventFields): boolean =>
    ecs.eventCategory.find(event, (value) => value === 'process') !== undefined &&
    programFields.some((field) => field.find(event, isInDirectory) !== undefined);
  return {
    rule,
    fields: searchesForLeads
      ? undefined
      : [...programFields, ...leadFields].map(({ name }) => name),
    needles: [],
    seeksLeads: searchesForLeads,
    judge(event, verdict): Judgement<TriageNote> | undefined {
      const collected = verdict === undefined ? readRecord(event) : undefined;
      if (collected !== undefined) {
        return { isMatch: false, note: { mayRunScript: false, lead: undefined, collected } };
      }
      const judged = leads.judge(event, verdict);
      const mayRunScript = judged?.isMatch !== true && runsScript(event);
      if (judged === undefined && !mayRunScript) return undefined;
      return { isMatch: false, ...judged, note: { mayRunScript, lead: judged?.note } };
    },
  };
}

/** The judge of the pass that finds what became of the files. */
export function signsJudge(rule: Rule, { hosts }: Pick<SignsJudgeSpec, 'hosts'>): Judge<SignsNote> {
  const finder = new SignFinder(hosts);
  return {
    rule,
    fields: undefined,
    needles: needlesFor({ hosts: [], hashes: [] }).filter(({ weak }) => weak === undefined),
    judge(document) {
      const note = finder.find(readEndpointEvent(document as JsonObject));
      return note && { isMatch: false, note };
    },
  };
}

/** Why the collecting judge selects an event. */
export interface CollectNote {
  readonly relevance: readonly Relevance[];
  /** Whether it mentions a process of the sessions or scripts. */
  readonly mentionsFollowedProcess: boolean;
  /** The kinds of events that this one shows the log to have from its host. */
  readonly coverage: readonly Coverage[];
  /** What this event shows the log to have from its host at a time, in milliseconds since 1970. */
  readonly recorded?:
    | { readonly kinds: readonly Coverage[]; readonly time: number | undefined }
    | undefined;
  /** What it answers. */
  readonly lookups?: readonly LookupKind[] | undefined;
  /** What it shows to have become of files. */
  readonly signs?: SignsNote | undefined;
  /** Whether it is about one of {@link CollectJudgeSpec.files}. */
  readonly isAboutFile?: boolean | undefined;
  /** The document is a record of collected events, and not an event. */
  readonly collected?: CollectedRecord | 'invalid' | undefined;
}

/** The note on a record of collected events. */
const recordNote: CollectNote = { relevance: [], mentionsFollowedProcess: false, coverage: [] };

const noLookups: Lookups = { addresses: [], users: [] };

/** The judge of the passes that collect the events around the matches. */
export function collectingJudge(
  rule: Rule,
  {
    criteria,
    processes,
    lookups = noLookups,
    seeksArrivals = false,
    files = [],
    seeksSigns = false,
  }: CollectJudgeSpec,
): Judge<CollectNote> {
  const classifier = new RelevanceClassifier(criteria);
  const noteOf = (event: EndpointEvent, relevance: readonly Relevance[]): CollectNote => ({
    relevance,
    mentionsFollowedProcess: classifier.mentionsFollowedProcess(event),
    coverage: classifier.coverage(event),
  });
  const shared = { rule, fields: undefined };
  const lookup = new LookupClassifier(lookups);
  if (processes !== undefined) {
    const followed = new RelevanceClassifier({ ...criteria, hosts: processes });
    return {
      ...shared,
      needles: [
        ...needlesForProcesses(processes),
        ...needlesForLookups(lookups),
        ...(seeksArrivals ? needlesForArrivals : []),
      ],
      judge(document) {
        const event = readEndpointEvent(document as JsonObject);
        const kinds = lookup.kinds(event);
        const isFollowed = followed.processRelevance(event).length > 0;
        const isArrival = seeksArrivals && classifier.arrivalDelay(event) !== undefined;
        if (!isFollowed && !isArrival && kinds.length === 0) return undefined;
        const relevance: readonly Relevance[] = [
          ...(isFollowed ? classifier.relevance(event) : []),
          ...(isArrival ? ['arrival' as const] : []),
        ];
        return { isMatch: false, note: { ...noteOf(event, relevance), lookups: kinds } };
      },
    };
  }
  const coverage = new CoverageSearch(criteria, classifier);
  const signFinder = new SignFinder(files);
  return {
    ...shared,
    needles: [
      ...needlesFor(criteria),
      ...needlesForLookups(lookups),
      ...(seeksArrivals ? needlesForArrivals : []),
    ],
    weakLines: coverage,
    judge(document) {
      const collected = readRecord(document);
      if (collected !== undefined) return { isMatch: false, note: { ...recordNote, collected } };
      const event = readEndpointEvent(document as JsonObject);
      const timestamp = timeOf(ecs.timestamp.first(document) ?? '');
      const isNew = coverage.record(event, timestamp);
      const isArrival = seeksArrivals && classifier.arrivalDelay(event) !== undefined;
      const relevance = [
        ...classifier.relevance(event),
        ...(isArrival ? (['arrival'] as const) : []),
      ];
      const answers = lookup.kinds(event);
      const signs = seeksSigns ? signFinder.find(event) : undefined;
      const isAboutFile = signFinder.isAboutFile(document, event);
      const isNeeded = relevance.length + answers.length > 0 || signs !== undefined || isAboutFile;
      if (!isNew && !isNeeded) return undefined;
      const recorded = { kinds: periodKinds(event), time: timestamp };
      const note = { ...noteOf(event, relevance), recorded, lookups: answers, signs, isAboutFile };
      return { isMatch: false, note };
    },
  };
}
