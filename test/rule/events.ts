import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';
import type { ClauseId } from '#dist/rule/system-v-init-script.js';

/** The values of a script that somebody planted: it matches. `file.extension` is absent, as in nearly every true hit. */
const planted: Readonly<Record<string, JsonValue>> = {
  'event.category': ['file'],
  'event.action': 'creation',
  'host.os.type': 'linux',
  'file.path': '/etc/init.d/sshd-helper',
  'file.name': 'sshd-helper',
  'process.name': 'sh',
  'process.executable': '/usr/bin/dash',
};

/** The planted script's event with some fields changed, or missing where they are undefined; names dotted. */
export function event(changes: Changes = {}): JsonObject {
  return changed(planted, changes);
}

/** Fields to change: those that are undefined are missing then. */
export type Changes = Readonly<Record<string, JsonValue | undefined>>;

/** Fields, with some of them changed. */
export function changed(fields: Readonly<Record<string, JsonValue>>, changes: Changes): JsonObject {
  return Object.fromEntries(
    Object.entries({ ...fields, ...changes }).filter(
      (entry): entry is [string, JsonValue] => entry[1] !== undefined,
    ),
  );
}

/** A value of a field, and why it is taken or refused. */
export type Row = readonly [value: JsonValue | undefined, why: string];

/**
 * States which values of a field the clause takes (then the event matches) and which it refuses (then it decides).
 *
 * @param verdict of the event in which the field has a value.
 */
export function takes(
  verdict: (changes: Changes) => string,
  field: string,
  clause: string,
  accepted: readonly Row[],
  refused: readonly Row[],
): void {
  test.each(accepted.map(([value, why]) => ({ shown: shown(value), why, value })))(
    `${field} $shown is taken: $why`,
    ({ value }) => expect(verdict({ [field]: value })).toBe('match'),
  );
  test.each(refused.map(([value, why]) => ({ shown: shown(value), why, value })))(
    `${field} $shown is refused: $why`,
    ({ value }) => expect(verdict({ [field]: value })).toBe(clause),
  );
}

/** The verdict in a word: `match`, or the clause that decided. */
export function verdictOn(document: JsonObject): 'match' | ClauseId {
  const verdict = evaluate(defaultRule.clauses, document);
  return verdict.outcome === 'match' ? 'match' : verdict.clause;
}

/** A value as a test's name shows it: control characters, blanks and lone surrogates readable, and not too long. */
export function shown(value: JsonValue | undefined): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
