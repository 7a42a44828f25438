import type { JsonObject, JsonValue } from '#dist/event/json.js';
import { judgeEvent } from '#dist/rule/predicate.js';
import type { ClauseId } from '#dist/rule/verdict.js';

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
export function event(changes: Readonly<Record<string, JsonValue | undefined>> = {}): JsonObject {
  const fields = Object.entries({ ...planted, ...changes });
  return Object.fromEntries(
    fields.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}

/** The verdict in a word: `match`, or the clause that decided. */
export function verdictOn(document: JsonObject): 'match' | ClauseId {
  const verdict = judgeEvent(document);
  return verdict.outcome === 'match' ? 'match' : verdict.clause;
}

/** A value as a test's name shows it: control characters, blanks and lone surrogates readable, and not too long. */
export function shown(value: JsonValue | undefined): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
