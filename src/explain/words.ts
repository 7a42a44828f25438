import type { Exception } from '../filter/exceptions.js';
import {
  type AllowlistHit,
  type Explanation,
  isDecidedByOne,
  type UnmetCondition,
} from './explanation.js';

/** What happened to a file, by actions other than those that the rule requires. */
const otherActions: ReadonlyMap<string, string> = new Map([
  ['modification', 'its contents were changed'],
  ['file_modify_event', 'its contents were changed'],
  ['overwrite', 'it was overwritten'],
  ['file_overwrite_event', 'it was overwritten'],
  ['deletion', 'it was deleted'],
  ['file_delete_event', 'it was deleted'],
]);

/** Each clause that decided, and why. Text of events is not sanitized. */
export function reasons({ unmet, exclusions }: Explanation): [clause: string, why: string][] {
  return unmet.length > 0
    ? unmet.map((failed) => [failed.clause, whyUnmet(failed)])
    : exclusions.map(({ clause, entries }) => [clause, entries.map(whyExcluded).join(', ')]);
}

/** What else there is to know about an event, in sentences. Text of events is not sanitized. */
export function remarks(explanation: Explanation, exceptions: readonly Exception[]): string[] {
  const { verdict, otherCase } = explanation;
  const notes = exceptions.map(
    ({ name, id, list }) => `covered by exception “${name}” (${id}, list ${list}): no alert`,
  );
  if (verdict === 'stopped' && isDecidedByOne(explanation)) {
    notes.push('a near miss: but for that clause it would match');
  }
  if (otherCase !== undefined) {
    notes.push(
      `${otherCase} lies under /etc/init.d/ only as the rule ignores case: to Linux it is another directory`,
    );
  }
  return notes;
}

function whyUnmet({ field, expected, found }: UnmetCondition): string {
  const wanted = expected.length === 1 ? expected[0] : `one of ${expected.join(', ')}`;
  if (found.length === 0) return `${field} has no value, and has to be ${wanted}`;
  const values = found.map((value) => {
    const action = field === 'event.action' ? otherActions.get(value) : undefined;
    return action === undefined ? value : `${value} (${action})`;
  });
  return `${field} is ${values.join(', ')}, and has to be ${wanted}`;
}

function whyExcluded(entry: AllowlistHit): string {
  const { field, value, operator, pattern } = entry;
  if (value === null) return `${field} has no value`;
  return operator === 'like' || operator === ':'
    ? `${field} is ${value}, which fits ${pattern}`
    : `${field} is ${value}`;
}
