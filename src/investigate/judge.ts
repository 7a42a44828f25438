import * as ecs from '../event/ecs.js';
import type { EventFields } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';
import { type LeadNote, leadFields } from '../lead/lead.js';
import type { Rule } from '../rule/rule.js';
import type { Judge, Judgement, JudgeSpec, WeakLineFilter } from '../scan/judge.js';
import { judgeByRuleAndLeads } from '../scan/lead-judge.js';
import { judgeByRule } from '../scan/rule-judge.js';
import { type EndpointEvent, hostKey, readEndpointEvent } from './endpoint-event.js';
import { type CandidateHost, SignFinder, type SignsNote } from './file-signs.js';
import { loginValues } from './logins.js';
import { LookupClassifier, type LookupKind, type Lookups, needlesForLookups } from './lookups.js';
import { coverageValues, needlesFor, needlesForProcesses, sshDaemonPaths } from './needles.js';
import { isInitScript, RelevanceClassifier } from './relevance.js';
import type { Coverage, HostCriteria, Relevance, SearchCriteria } from './search-criteria.js';

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
  /** If given with these, events that answer look-ups are selected, too. */
  readonly lookups?: Lookups | undefined;
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
    needles: needlesFor({ hosts: [], hashes: [] }).filter(({ weak }) => weak !== true),
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
  /** What it answers. */
  readonly lookups?: readonly LookupKind[] | undefined;
}

/** Maximum number of other hosts with init scripts that are recorded. */
const maxOtherHosts = 10_000;

/** Maximum number of hosts for which the bytes of a line are searched: with more, parsing it is cheaper. */
const maxSearchedHosts = 16;

/** What the line of a login contains. */
const loginBytes = [
  ...loginValues.map((value) => `"${value}"`),
  ...sshDaemonPaths.map((end) => `${end}"`),
].map((text) => Buffer.from(text));

const noLookups: Lookups = { addresses: [], users: [] };

const coverages = Object.keys(coverageValues) as readonly Coverage[];

/** The judge of the passes that collect the events around the matches. */
export function collectingJudge(
  rule: Rule,
  { criteria, processes, lookups = noLookups }: CollectJudgeSpec,
): Judge<CollectNote> {
  const classifier = new RelevanceClassifier(criteria);
  const noteOf = (event: EndpointEvent, relevance: readonly Relevance[]): CollectNote => ({
    relevance,
    mentionsFollowedProcess: classifier.mentionsFollowedProcess(event),
    coverage: classifier.coverage(event),
  });
  const shared = { rule, fields: undefined };
  if (processes !== undefined) {
    const followed = new RelevanceClassifier({ ...criteria, hosts: processes });
    const lookup = new LookupClassifier(lookups);
    return {
      ...shared,
      needles: [...needlesForProcesses(processes), ...needlesForLookups(lookups)],
      judge(document) {
        const event = readEndpointEvent(document as JsonObject);
        const kinds = lookup.kinds(event);
        const isFollowed = followed.processRelevance(event).length > 0;
        if (!isFollowed && kinds.length === 0) return undefined;
        const relevance = isFollowed ? classifier.relevance(event) : [];
        return { isMatch: false, note: { ...noteOf(event, relevance), lookups: kinds } };
      },
    };
  }
  const firsts = new FirstEvents(criteria, classifier);
  return {
    ...shared,
    needles: needlesFor(criteria),
    weakLines: firsts,
    judge(document) {
      const event = readEndpointEvent(document as JsonObject);
      const isFirst = firsts.record(event);
      const relevance = classifier.relevance(event);
      if (!isFirst && relevance.length === 0) return undefined;
      return { isMatch: false, note: noteOf(event, relevance) };
    },
  };
}

/** Finds the first event of each kind from each host of the case, and the first init script of each other host. */
class FirstEvents implements WeakLineFilter {
  readonly #classifier: RelevanceClassifier;
  /** The key of each host of the case, with its bytes in a line. */
  readonly #hosts: ReadonlyMap<string, Buffer>;
  /** For each kind of event, the keys of hosts from which none has been found. */
  readonly #missing: Readonly<Record<Coverage, Set<string>>>;
  /** Keys of other hosts with an init script. */
  readonly #otherHosts = new Set<string>();

  constructor({ hosts }: SearchCriteria, classifier: RelevanceClassifier) {
    this.#classifier = classifier;
    this.#hosts = new Map(hosts.map(({ key }) => [key, Buffer.from(JSON.stringify(key))]));
    this.#missing = { process: new Set(this.#hosts.keys()), network: new Set(this.#hosts.keys()) };
  }

  /** Records an event, and returns whether it is the first of its kind. */
  record(event: EndpointEvent): boolean {
    const key = hostKey(event.host);
    if (!this.#hosts.has(key)) return this.#recordOtherHost(event, key);
    const firsts = this.#classifier
      .coverage(event)
      .filter((kind) => this.#missing[kind].delete(key));
    return firsts.length > 0;
  }

  #recordOtherHost(event: EndpointEvent, key: string): boolean {
    if (!isInitScript(event) || this.#otherHosts.has(key)) return false;
    if (this.#otherHosts.size >= maxOtherHosts) return false;
    this.#otherHosts.add(key);
    return true;
  }

  /** Logins are searched for to the end. */
  get isActive(): boolean {
    return this.#hosts.size > 0;
  }

  /** Whether a line may be such an event, judged by its bytes. */
  accepts(bytes: Buffer, start: number, end: number): boolean {
    return this.#mayBeLogin(bytes.subarray(start, end)) || this.#mayBeFirst(bytes, start, end);
  }

  #mayBeLogin(line: Buffer): boolean {
    if (!loginBytes.some((value) => line.includes(value))) return false;
    return this.#hosts.size > maxSearchedHosts || this.#isOfHost(line, this.#hosts.keys());
  }

  #isOfHost(line: Buffer, keys: Iterable<string>): boolean {
    for (const key of keys) if (line.includes(this.#hosts.get(key) ?? '')) return true;
    return false;
  }

  #mayBeFirst(bytes: Buffer, start: number, end: number): boolean {
    return coverages.some((kind) => {
      const keys = this.#missing[kind];
      if (keys.size === 0) return false;
      const line = bytes.subarray(start, end);
      if (!coverageValues[kind].some((value) => line.includes(`"${value}"`))) return false;
      if (keys.size > maxSearchedHosts) return true;
      return this.#isOfHost(line, keys);
    });
  }
}
