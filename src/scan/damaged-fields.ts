import { filePath } from '../event/ecs.js';
import type { EventFields, Field } from '../event/fields.js';
import { isInScope, type Verdict } from '../rule/evaluate.js';
import { type Rule, requirementsOf, usesOf } from '../rule/rule.js';

/** Finds fields of an init script's event whose values an exporter changed, so that the rule cannot compare them. */
export class DamagedFields {
  readonly #rule: Rule;
  readonly #required: readonly Field[];
  readonly #satisfying: ReadonlyMap<string, (value: string) => boolean>;
  readonly #isDamagedPath: (path: string) => boolean;

  constructor(rule: Rule) {
    this.#rule = rule;
    this.#required = requirementsOf(rule);
    this.#satisfying = usesOf(rule).required;
    const { mentions } = rule.subject;
    // A path begins with a dot if the sensor did not reach the root.
    this.#isDamagedPath = (path) => !/^\.?\//.test(path) && mentions.mayBeIn(path);
  }

  /**
   * The damaged field of an event; undefined if there is none.
   *
   * @param verdict the rule's verdict on it: only a value that does not satisfy a requirement can be damaged.
   */
  fieldOf(event: EventFields, verdict: Verdict): Field | undefined {
    if (verdict.outcome !== 'not-concerned') return undefined;
    if (filePath.find(event, this.#isDamagedPath) !== undefined) return filePath;
    if (!isInScope(this.#rule, event, verdict)) return undefined;
    return this.#required.find((field) => this.#isDamaged(field, event));
  }

  #isDamaged(field: Field, event: EventFields): boolean {
    if (field.find(event, isListText) !== undefined) return true;
    const satisfies = this.#satisfying.get(field.name);
    if (field === filePath || satisfies === undefined) return false;
    return (
      field.find(event, satisfies) === undefined && field.find(event, isDamagedWord) !== undefined
    );
  }
}

/** Whether a value is not one that Elasticsearch holds, but a list that an exporter turned into text. */
function isListText(value: string): boolean {
  return /^\s*[[({'"]/.test(value);
}

/**
 * Whether a value is not a word, as all categories, actions and operating systems of endpoint events are, but padded,
 * joined with others, cut short or in capitals, or a word for a missing value.
 */
function isDamagedWord(value: string): boolean {
  return !/^[a-z\d][a-z\d_.-]*$/.test(value) || /^(?:null|none|nan|nil|undefined)$/.test(value);
}
