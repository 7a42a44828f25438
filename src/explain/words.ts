import type { Exception } from '../filter/exceptions.js';
import { leadMeanings, whyNotReported } from '../report/lead-reasons.js';
import type { Rule } from '../rule/rule.js';
import {
  type AllowlistHit,
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

/** Why an event is a lead and the rule does not report it; undefined if it is not a lead. */
export function leadText({ lead }: Explanation, rule: Rule): string | undefined {
  if (lead === undefined) return undefined;
  const { kind, isTemporary } = lead;
  const unless = isTemporary
    ? ' (but this is a temporary file, and not a lead if it is renamed or removed)'
    : '';
  return `${leadMeanings[kind]}; ${whyNotReported(kind, rule)}${unless}`;
}

/** What else a reader should know about an event. Text from events is not sanitized. */
export function remarks(explanation: Explanation, exceptions: readonly Exception[]): string[] {
  const { verdict, otherCase } = explanation;
  const notes = exceptions.map(
    ({ name, id, list }) => `suppressed by exception “${name}” (${id}, list ${list})`,
  );
  if (verdict === 'stopped' && isDecidedByOne(explanation)) {
    notes.push('near miss: without this clause the event would match');
  }
  if (otherCase !== undefined) {
    notes.push(
      `${otherCase} is under /etc/init.d/ only because the rule ignores case: on Linux it is another directory`,
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

function whyExcluded(entry: AllowlistHit): string {
  const { field, value, operator, pattern } = entry;
  if (value === null) return `${field} is missing`;
  return operator === 'like' || operator === ':'
    ? `${field} is ${value}, which matches ${pattern}`
    : `${field} is ${value}`;
}
