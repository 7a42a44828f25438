import { eventCategory, processArgs, processExecutable } from '../event/ecs.js';
import type { EventFields } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';
import { evaluate } from '../rule/evaluate.js';
import type { Rule } from '../rule/rule.js';
import type { Judge, Judgement, JudgeSpec, WeakLines } from '../scan/judge.js';
import { type EndpointEvent, hostKey, readEndpointEvent } from './endpoint-event.js';
import { coverageValues, needlesFor, needlesForProcesses } from './needles.js';
import { isInitScript, RelevanceClassifier } from './relevance.js';
import type { Coverage, Relevance, Sought, SoughtHost } from './sought.js';

/** Passes on matches, and events of processes that may run an init script. */
export interface TriageJudgeSpec extends JudgeSpec {
  readonly judge: 'triage';
}

/** Passes on the events that a case needs. */
export interface CollectJudgeSpec extends JudgeSpec {
  readonly judge: 'collect';
  readonly sought: Sought;
  /** If given, only events about these processes are passed on: all others have been collected before. */
  readonly processes?: readonly SoughtHost[] | undefined;
}

/** What the triage judge notes of an event that is not a match. */
export type TriageNote = 'may-run-script';

const match: Judgement<TriageNote> = { isMatch: true };
const mayRunScript: Judgement<TriageNote> = { isMatch: false, note: 'may-run-script' };

/** The judge of the first pass: the matches, and what the next pass would have to find out about runs otherwise. */
export function triageJudge({ clauses, ...rule }: Rule): Judge<TriageNote> {
  const namesDirectory = (value: string): boolean => value.includes('init.d/');
  const runsScript = (event: EventFields): boolean =>
    eventCategory.find(event, (value) => value === 'process') !== undefined &&
    [processArgs, processExecutable].some(
      (field) => field.find(event, namesDirectory) !== undefined,
    );
  return {
    rule: { clauses, ...rule },
    fields: [processArgs, processExecutable].map(({ name }) => name),
    needles: [],
    judge(event) {
      if (evaluate(clauses, event).outcome === 'match') return match;
      return runsScript(event) ? mayRunScript : undefined;
    },
  };
}

/** Why the collecting judge passes on an event. */
export interface CollectNote {
  readonly relevance: readonly Relevance[];
  /** Whether it mentions a process for which every mention matters. */
  readonly isOwn: boolean;
  /** What it shows the log to hold of its host. */
  readonly coverage: readonly Coverage[];
}

/** Other hosts with init scripts that are remembered. */
const maxOtherHosts = 10_000;

/** The most hosts that a line's bytes are searched for: with more, parsing it is cheaper. */
const maxSearchedHosts = 16;

const coverages = Object.keys(coverageValues) as readonly Coverage[];

/** The judge of the passes that collect the events around the matches. */
export function collectingJudge(
  rule: Rule,
  { sought, processes }: CollectJudgeSpec,
): Judge<CollectNote> {
  const classifier = new RelevanceClassifier(sought);
  const noteOf = (event: EndpointEvent, relevance: readonly Relevance[]): CollectNote => ({
    relevance,
    isOwn: classifier.isOwn(event),
    coverage: classifier.coverage(event),
  });
  const shared = { rule, fields: undefined };
  if (processes !== undefined) {
    const further = new RelevanceClassifier({ ...sought, hosts: processes });
    return {
      ...shared,
      needles: needlesForProcesses(processes),
      judge(document) {
        const event = readEndpointEvent(document as JsonObject);
        if (further.processRelevance(event).length === 0) return undefined;
        return { isMatch: false, note: noteOf(event, classifier.relevance(event)) };
      },
    };
  }
  const firsts = new FirstEvents(sought, classifier);
  return {
    ...shared,
    needles: needlesFor(sought),
    weakLines: firsts,
    judge(document) {
      const event = readEndpointEvent(document as JsonObject);
      const isFirst = firsts.note(event);
      const relevance = classifier.relevance(event);
      if (!isFirst && relevance.length === 0) return undefined;
      return { isMatch: false, note: noteOf(event, relevance) };
    },
  };
}

/**
 * Finds the first event that shows what kinds of events the log holds of a host, and the first that shows another host to
 * have init scripts at all.
 */
class FirstEvents implements WeakLines {
  readonly #classifier: RelevanceClassifier;
  /** The keys of all hosts that are sought, as they are in a line, by the key. */
  readonly #hosts: ReadonlyMap<string, Buffer>;
  /** Keys of hosts of which no event of a kind has been seen. */
  readonly #missing: Readonly<Record<Coverage, Set<string>>>;
  /** Keys of other hosts of which an init script was seen. */
  readonly #otherHosts = new Set<string>();

  constructor({ hosts }: Sought, classifier: RelevanceClassifier) {
    this.#classifier = classifier;
    this.#hosts = new Map(hosts.map(({ key }) => [key, Buffer.from(JSON.stringify(key))]));
    this.#missing = { process: new Set(this.#hosts.keys()), network: new Set(this.#hosts.keys()) };
  }

  /** Whether an event is the first of its kind; notes it if so. */
  note(event: EndpointEvent): boolean {
    const key = hostKey(event.host);
    if (!this.#hosts.has(key)) return this.#noteOtherHost(event, key);
    const firsts = this.#classifier
      .coverage(event)
      .filter((kind) => this.#missing[kind].delete(key));
    return firsts.length > 0;
  }

  #noteOtherHost(event: EndpointEvent, key: string): boolean {
    if (!isInitScript(event) || this.#otherHosts.has(key)) return false;
    if (this.#otherHosts.size >= maxOtherHosts) return false;
    this.#otherHosts.add(key);
    return true;
  }

  get areWanted(): boolean {
    return coverages.some((kind) => this.#missing[kind].size > 0);
  }

  /** Whether the line may be such an event, as far as a look at its bytes shows. */
  isWanted(bytes: Buffer, start: number, end: number): boolean {
    return coverages.some((kind) => {
      const keys = this.#missing[kind];
      if (keys.size === 0) return false;
      const line = bytes.subarray(start, end);
      if (!coverageValues[kind].some((value) => line.includes(`"${value}"`))) return false;
      if (keys.size > maxSearchedHosts) return true;
      for (const key of keys) if (line.includes(this.#hosts.get(key) ?? '')) return true;
      return false;
    });
  }
}
