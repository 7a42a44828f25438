import { asDocument } from './export/document.js';
import { inputsOf } from './input/inputs.js';
import type { JsonObject } from './json/value.js';
import { evaluate, type Verdict } from './rule/evaluate.js';
import { defaultRule } from './rule/revisions.js';
import type { RuleIdentity } from './rule/rule.js';
import type { ClauseId } from './rule/system-v-init-script.js';
import type { Problem } from './scan/finding.js';
import { defaultMaxLineBytes } from './scan/options.js';
import { scan as scanInputs } from './scan/scan.js';
import { detach, type Match, type Summary } from './scan/sink.js';

export type { JsonObject, JsonValue } from './json/value.js';
export type { Evidence } from './rule/clause.js';
export type { Verdict } from './rule/evaluate.js';
export type { AttackReference, RuleIdentity, ThreatEntry } from './rule/rule.js';
export type { ClauseId } from './rule/system-v-init-script.js';
export type { Fault, Problem } from './scan/finding.js';
export type { InputStatus, Match, SourceLocation, Summary } from './scan/sink.js';

/** The identity of the rule that {@link judge} and {@link scan} apply. */
export const rule: RuleIdentity = defaultRule.identity;

/**
 * Judges one document by the rule.
 *
 * @param document an event, or a search hit that holds one.
 * @returns match, or the clause that decided otherwise.
 * @throws TypeError where it is no object.
 * @throws RangeError where the document is nested deeper than the stack reaches.
 */
export function judge(document: object): Verdict<ClauseId> {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    throw new TypeError('a document is an object');
  }
  return evaluate(defaultRule.clauses, asDocument(document as JsonObject).event);
}

/** What {@link scan} may be told. */
export interface ScanOptions {
  /** Called with each match, in input order. What it returns is awaited. */
  readonly onMatch?: (match: Match) => void | Promise<void>;
  /** Called with each problem and warning. What it returns is awaited. */
  readonly onProblem?: (problem: Problem) => void | Promise<void>;
  /** In directories, scan only files that fit one of these globs. */
  readonly include?: readonly string[];
  /** In directories, pass over files that fit one of these globs. */
  readonly exclude?: readonly string[];
  /** Threads that scan; 1 unless told otherwise. */
  readonly jobs?: number;
  /** Parse every line, and not only those that may matter. */
  readonly validate?: boolean;
  /** An input without a document is no problem. */
  readonly allowEmpty?: boolean;
  /** A malformed line is only a warning. */
  readonly allowMalformed?: boolean;
  /** Longest line that is read, in bytes; 256 MiB unless told otherwise. */
  readonly maxLineBytes?: number;
  /** Ends the scan early. */
  readonly signal?: AbortSignal;
}

/**
 * Scans files, directories, globs, or `-` for standard input.
 *
 * @throws RangeError where `jobs` or `maxLineBytes` is no whole number from 1.
 * @returns what the scan came to. Only where its `complete` is true is "no match" a clean result.
 */
export async function scan(paths: readonly string[], options: ScanOptions = {}): Promise<Summary> {
  const { include = [], exclude = [], onMatch, onProblem, signal } = options;
  const { jobs = 1, maxLineBytes = defaultMaxLineBytes } = options;
  atLeastOne('jobs', jobs);
  atLeastOne('maxLineBytes', maxLineBytes);
  const inputs = await inputsOf(paths, { include, exclude }, { open: () => process.stdin });
  return scanInputs(
    inputs,
    { match: (match) => onMatch?.(detach(match)), problem: (problem) => onProblem?.(problem) },
    {
      jobs,
      validate: options.validate ?? false,
      allowEmpty: options.allowEmpty ?? false,
      allowMalformed: options.allowMalformed ?? false,
      maxAlerts: Number.POSITIVE_INFINITY,
      maxLineBytes,
      ...(signal === undefined ? {} : { signal }),
    },
  );
}

function atLeastOne(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${name} has to be a whole number, at least 1`);
  }
}
