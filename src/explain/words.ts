import type { Exception } from '../filter/exceptions.js';
import type { BlockRow } from '../report/event-block.js';
import { leadMeanings, whyNotReported } from '../report/lead-reasons.js';
import type { Rule } from '../rule/rule.js';
import {
  type AllowlistHit,
  type Comparison,
  type Explanation,
  isDecidedByOne,
  type UnmetCondition,
} from './explanation.js';

/** Meanings of actions that the rule does not cover. */
const otherActions: ReadonlyMap<string, string> = new Map([
  ['modification', 'contents changed'],
  ['file_modify_event', 'contents changed'],
  ['overwrite', 'overwritten'],
  ['file_overwrite_event', 'overwritten'],
  ['deletion', 'deleted'],
  ['file_delete_event', 'deleted'],
]);

/** The clauses that decided, and why. Text from events is not sanitized. */
export function reasons({ unmet, exclusions }: Explanation): [clause: string, why: string][] {
  return unmet.length > 0
    ? unmet.map((failed) => [failed.clause, whyUnmet(failed)])
    : exclusions.map(({ clause, entries }) => [clause, entries.map(whyExcluded).join(', ')]);
}

/** Fields of which groups of events show the values, so that the reasons of a group need not repeat them. */
const shownFields: ReadonlySet<string> = new Set(['file.path', 'process.executable']);

/** The clauses that decided, and why, in words that are the same for equal events. Text from events is not sanitized. */
function sharedReasons({ unmet, exclusions }: Explanation): [clause: string, why: string][] {
  return unmet.length > 0
    ? unmet.map((failed) => [failed.clause, whyUnmetOf(failed)])
    : exclusions.map(({ clause, entries }) => [clause, entries.map(whyExcludedOf).join(', ')]);
}

/** What the events of a group have in common: verdict, reasons, kind of lead, remarks. Text is not sanitized. */
export function sectionRows(
  explanation: Explanation,
  exceptions: readonly Exception[],
  rule: Rule,
): BlockRow[] {
  const { lead, comparison } = explanation;
  return [
    ...becauseRows(explanation),
    ...(comparison === undefined ? [] : comparisonRows(comparison)),
    ['lead', lead === undefined ? '' : `${lead.kind}: ${leadText(explanation, rule)}`],
    ...remarks(explanation, exceptions, 'its path').map((remark): BlockRow => ['note', remark]),
  ];
}

function becauseRows(explanation: Explanation): BlockRow[] {
  return sharedReasons(explanation).map(([clause, why]) => ['because', `${clause}: ${why}`]);
}

function comparisonRows({ version, explanation, clauses }: Comparison): BlockRow[] {
  return [
    [`in ${version}`, explanation.verdict],
    ...becauseRows(explanation),
    ['differ by', clauses.join(', ')],
  ];
}

/** Why an event is a lead and the rule does not report it; undefined if it is not a lead. */
export function leadText({ lead }: Explanation, rule: Rule): string | undefined {
  if (lead === undefined) return undefined;
  const { kind, isTemporary } = lead;
  const unless = isTemporary
    ? ' (but this is a temporary file, and not a lead if it is renamed or removed)'
    : '';
  return `${leadMeanings[kind]}; ${whyNotReported(kind, rule)}${unless}`;
}

/**
 * What else a reader should know about an event. Text from events is not sanitized.
 *
 * @param path what to call the path of the event; by default it is named.
 */
export function remarks(
  explanation: Explanation,
  exceptions: readonly Exception[],
  path: string | undefined = explanation.otherCase,
): string[] {
  const { verdict, otherCase } = explanation;
  const notes = exceptions.map(
    ({ name, id, list }) => `suppressed by exception “${name}” (${id}, list ${list})`,
  );
  if (verdict === 'stopped' && isDecidedByOne(explanation)) {
    notes.push('near miss: without this clause the event would match');
  }
  if (otherCase !== undefined) {
    notes.push(
      `${path} is under /etc/init.d/ only because the rule ignores case: on Linux it is another directory`,
    );
  }
  return notes;
}

function whyUnmet({ field, expected, found }: UnmetCondition): string {
  const required = expected.length === 1 ? expected[0] : `one of ${expected.join(', ')}`;
  if (found.length === 0) return `${field} is missing, but the rule requires ${required}`;
  const values = found.map((value) => {
    const action = field === 'event.action' ? otherActions.get(value) : undefined;
    return action === undefined ? value : `${value} (${action})`;
  });
  return `${field} is ${values.join(', ')}, but the rule requires ${required}`;
}

function whyUnmetOf(failed: UnmetCondition): string {
  const { field, expected, found } = failed;
  if (!shownFields.has(field) || found.length === 0) return whyUnmet(failed);
  return `${field} does not match ${expected.join(' or ')}`;
}

function whyExcludedOf(entry: AllowlistHit): string {
  const { field, value, operator, pattern } = entry;
  return value !== null && shownFields.has(field) && (operator === 'like' || operator === ':')
    ? `${field} matches ${pattern}`
    : whyExcluded(entry);
}

function whyExcluded(entry: AllowlistHit): string {
  const { field, value, operator, pattern } = entry;
  if (value === null) return `${field} is missing`;
  return operator === 'like' || operator === ':'
    ? `${field} is ${value}, which matches ${pattern}`
    : `${field} is ${value}`;
}
