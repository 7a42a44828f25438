import { asDocument } from './export/document.js';
import { inputsOf } from './input/inputs.js';
import type { JsonObject } from './json/value.js';
import { judges } from './judges.js';
import type { ClauseId } from './rule/clause-id.js';
import { evaluate, holds, type Verdict } from './rule/evaluate.js';
import { defaultRule, revisionOf, revisions } from './rule/revisions.js';
import { missingFieldsOf, type Rule, type RuleIdentity } from './rule/rule.js';
import type { Problem } from './scan/finding.js';
import { defaultMaxLineBytes } from './scan/options.js';
import type { RuleJudgeSpec } from './scan/rule-judge.js';
import { scan as scanInputs } from './scan/scan.js';
import { detach, type ScannedDocument, type Summary } from './scan/sink.js';

export type { JsonObject, JsonValue } from './json/value.js';
export type { Evidence } from './rule/clause.js';
export type { ClauseId } from './rule/clause-id.js';
export type { Verdict } from './rule/evaluate.js';
export type {
  AttackReference,
  RuleIdentity,
  TechniqueReference,
  ThreatEntry,
} from './rule/rule.js';
export type { Fault, Problem } from './scan/finding.js';
export type {
  InputStatus,
  ScannedDocument as Match,
  SourceLocation,
  Summary,
} from './scan/sink.js';
export type { SkippedFile, SkippedFiles } from './scan/skipped-files.js';

/** The identity of the rule that {@link judge} and {@link scan} apply by default. */
export const rule: RuleIdentity = defaultRule.identity;

/** The identities of all known revisions of the rule, oldest first by version. */
export const rules: readonly RuleIdentity[] = Object.freeze(
  revisions.map(({ rule: { identity } }) => identity),
);

/** What to judge by. */
export interface JudgeOptions {
  /** A revision of the rule: one of {@link rules}, or its label such as `122`. {@link rule} by default. */
  readonly rule?: RuleIdentity | string;
}

/** A verdict, and why it may not be that of the whole event. */
export type DocumentVerdict = Verdict<ClauseId> & {
  /**
   * The fields that the document lacks although the rule needs them to judge an event under /etc/init.d/; undefined if
   * it has all of them, or is about another file. A document without them is no reason to rule a match out.
   */
  readonly missing?: readonly string[];
};

/**
 * Judges a document by the rule.
 *
 * @param document an event, or a search hit that contains one.
 * @throws TypeError if it is not an object.
 * @throws RangeError if it is nested deeper than the stack allows, or if there is no such revision of the rule.
 */
export function judge(document: object, options: JudgeOptions = {}): DocumentVerdict {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    throw new TypeError('a document must be an object');
  }
  const { event } = asDocument(document as JsonObject);
  const by = revisionFor(options);
  const verdict = evaluate(by.clauses, event);
  const missing = holds(by.scope, event) ? missingFieldsOf(by, event) : [];
  const absent = verdict.outcome === 'excluded' && verdict.clause === 'no-executable';
  const lacking = absent ? [...missing, 'process.executable'] : missing;
  return lacking.length === 0 ? verdict : { ...verdict, missing: lacking };
}

export interface ScanOptions extends JudgeOptions {
  /** Called with each match, in input order. What it returns is awaited. */
  readonly onMatch?: (match: ScannedDocument) => void | Promise<void>;
  /** Called with each problem and warning. What it returns is awaited. */
  readonly onProblem?: (problem: Problem) => void | Promise<void>;
  /** In directories, scan only files that match one of these globs. */
  readonly include?: readonly string[];
  /** In directories, skip files that match one of these globs. */
  readonly exclude?: readonly string[];
  /** Number of threads; 1 by default. */
  readonly jobs?: number;
  /** Parse every line, not only those that could match. */
  readonly validate?: boolean;
  /** Do not treat inputs without documents, and searches of no index, as problems. */
  readonly allowEmpty?: boolean;
  /** Treat malformed lines as warnings, not problems, unless they mention the rule's files, such as `init.d/`. */
  readonly allowMalformed?: boolean;
  /** Data sets whose documents are accepted, even if they mention init.d/. */
  readonly allowUnrecognized?: readonly string[];
  /** Maximum line length in bytes; 256 MiB by default. */
  readonly maxLineBytes?: number;
  /** Ends the scan early. */
  readonly signal?: AbortSignal;
}

/**
 * Scans files, directories, globs, or `-` for standard input.
 *
 * @throws RangeError if `jobs` or `maxLineBytes` is not a positive integer, or if there is no such revision of the rule.
 * @returns totals. Zero matches mean clean only if `complete` is true.
 */
export async function scan(paths: readonly string[], options: ScanOptions = {}): Promise<Summary> {
  const { include = [], exclude = [], onMatch, onProblem } = options;
  const { jobs = 1, maxLineBytes = defaultMaxLineBytes, validate = false } = options;
  const { allowEmpty = false, allowMalformed = false, allowUnrecognized = [] } = options;
  requirePositive('jobs', jobs);
  requirePositive('maxLineBytes', maxLineBytes);
  const inputs = await inputsOf(paths, { include, exclude }, { open: () => process.stdin });
  const judge: RuleJudgeSpec = { judge: 'rule', rule: revisionFor(options).identity.label };
  return scanInputs<undefined>(
    inputs,
    { match: (match) => onMatch?.(detach(match)), problem: (problem) => onProblem?.(problem) },
    {
      judge,
      judges,
      read: { maxLineBytes, validate },
      results: {
        allowEmpty,
        allowMalformed,
        allowUnrecognized: new Set(allowUnrecognized),
        maxAlerts: Number.POSITIVE_INFINITY,
        comparesMatches: true,
      },
      jobs,
      signal: options.signal,
    },
  );
}

function revisionFor({ rule: wanted = rule }: JudgeOptions): Rule<ClauseId> {
  return revisionOf(typeof wanted === 'string' ? wanted : wanted.label).rule;
}

function requirePositive(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a positive integer`);
  }
}
