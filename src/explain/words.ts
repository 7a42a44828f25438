import type { Exception } from '../filter/exceptions.js';
import type { Operator } from '../rule/clause.js';
import { type AllowlistHit, type Explanation, isDecidedByOne, type Unmet } from './explanation.js';

/** What an event says happened to a file, where that is not what the rule asks for. */
const otherActions: Readonly<Record<string, string>> = {
  modification: 'its contents were changed',
  file_modify_event: 'its contents were changed',
  overwrite: 'it was overwritten',
  file_overwrite_event: 'it was overwritten',
  deletion: 'it was deleted',
  file_delete_event: 'it was deleted',
};

/** Why the verdict is what it is: a clause and its reason for each that decided. Text of events is not sanitised. */
export function reasons({ unmet, exclusions }: Explanation): [clause: string, why: string][] {
  return unmet.length > 0
    ? unmet.map((failed) => [failed.clause, whyUnmet(failed)])
    : exclusions.map(({ clause, entries }) => [clause, entries.map(whyExcluded).join(', ')]);
}

/** What else there is to know of an event, in sentences. Text of events is not sanitised. */
export function remarks(explanation: Explanation, exceptions: readonly Exception[]): string[] {
  const { verdict, otherCase } = explanation;
  const near = verdict === 'stopped' && isDecidedByOne(explanation);
  return [
    ...exceptions.map(
      ({ name, id, list }) => `covered by exception “${name}” (${id}, list ${list}): no alert`,
    ),
    ...(near ? ['a near miss: but for that clause it would match'] : []),
    ...(otherCase === undefined
      ? []
      : [
          `${otherCase} lies under /etc/init.d/ only as the rule ignores case: to Linux it is another directory`,
        ]),
  ];
}

/** An entry of the rule, as it stands there. */
export function entryText(entry: {
  readonly field: string;
  readonly operator: Operator;
  readonly pattern: string | null;
}): string {
  const { field, operator, pattern } = entry;
  return pattern === null ? `${field} ${operator}` : `${field} ${operator} ${pattern}`;
}

function whyUnmet({ field, expected, found }: Unmet): string {
  const wanted = expected.length === 1 ? expected[0] : `one of ${expected.join(', ')}`;
  if (found.length === 0) return `${field} has no value, and has to be ${wanted}`;
  const told = found.map((value) => {
    const action = field === 'event.action' ? own(otherActions, value) : undefined;
    return action === undefined ? value : `${value} (${action})`;
  });
  return `${field} is ${told.join(', ')}, and has to be ${wanted}`;
}

function whyExcluded(entry: AllowlistHit): string {
  const { field, value, operator, pattern } = entry;
  if (value === null) return `${field} has no value`;
  return operator === 'like' || operator === ':'
    ? `${field} is ${value}, which fits ${pattern}`
    : `${field} is ${value}`;
}

function own(words: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
