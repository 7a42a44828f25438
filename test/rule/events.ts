import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import type { ClauseId } from '#dist/rule/clause-id.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';

/** An event of a planted script, which matches. `file.extension` is missing, as in nearly every real match. */
const planted: Readonly<Record<string, JsonValue>> = {
  'event.category': ['file'],
  'event.action': 'creation',
  'host.os.type': 'linux',
  'file.path': '/etc/init.d/sshd-helper',
  'file.name': 'sshd-helper',
  'process.name': 'sh',
  'process.executable': '/usr/bin/dash',
};

/** The event of the planted script with some changes. Field names are dotted. */
export function event(changes: Changes = {}): JsonObject {
  return changed(planted, changes);
}

/** Changes of fields. An undefined field is removed. */
export type Changes = Readonly<Record<string, JsonValue | undefined>>;

export function changed(fields: Readonly<Record<string, JsonValue>>, changes: Changes): JsonObject {
  return Object.fromEntries(
    Object.entries({ ...fields, ...changes }).filter(
      (entry): entry is [string, JsonValue] => entry[1] !== undefined,
    ),
  );
}

/** A value of a field, and why it is accepted or rejected. */
export type Row = readonly [value: JsonValue | undefined, why: string];

/**
 * Tests which values of a field a clause accepts (the event matches) and rejects (the clause decides).
 *
 * @param verdict returns the verdict on the event in which the field has a value.
 */
export function testClauseValues(
  verdict: (changes: Changes) => string,
  field: string,
  clause: string,
  accepted: readonly Row[],
  rejected: readonly Row[],
): void {
  test.each(accepted.map(([value, why]) => ({ shown: shown(value), why, value })))(
    `${field} $shown is accepted: $why`,
    ({ value }) => expect(verdict({ [field]: value })).toBe('match'),
  );
  test.each(rejected.map(([value, why]) => ({ shown: shown(value), why, value })))(
    `${field} $shown is rejected: $why`,
    ({ value }) => expect(verdict({ [field]: value })).toBe(clause),
  );
}

/** `match`, or the clause that decided. */
export function verdictOn(document: JsonObject): 'match' | ClauseId {
  const verdict = evaluate(defaultRule.clauses, document);
  return verdict.outcome === 'match' ? 'match' : verdict.clause;
}

/** A value for the title of a test: escaped and shortened. */
export function shown(value: JsonValue | undefined): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
