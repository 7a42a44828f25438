import type { Mentions } from '../event/mention.js';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json/value.js';

/** The key under which JSON reports repeat what an event says, beside the event. */
const copyKey = 'normalized';

/**
 * The key of a member that only repeats its sibling `event`, as in the JSON reports of this program: every text in it that
 * mentions the rule's files is a text of the event, too. What it mentions is accounted for where the event is.
 *
 * @returns undefined if an object has no such member.
 */
export function copyOfEventIn(object: JsonObject, mentions: Mentions): string | undefined {
  const { event, [copyKey]: copy } = object;
  if (!isObject(event) || !isObject(copy)) return undefined;
  const mentioned = [...textsOf(copy)].filter((text) => mentions.mayBeIn(text));
  const texts = new Set(mentioned.length === 0 ? [] : textsOf(event));
  return mentioned.every((text) => texts.has(text)) ? copyKey : undefined;
}

/** All strings in a value, keys too. */
function* textsOf(value: JsonValue): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (isArray(value)) for (const element of value) yield* textsOf(element);
  else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      yield key;
      yield* textsOf(member);
    }
  }
}
