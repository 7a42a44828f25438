import { isEndpointEvent } from '../event/endpoint.js';
import type { EventFields, Field } from '../event/fields.js';
import type { Products } from '../event/subject.js';
import type { Clause } from '../rule/clause.js';
import { holds } from '../rule/evaluate.js';
import { fieldsOf, type Rule } from '../rule/rule.js';

/** What `--validate` counts, to show whether the rule can judge the documents. */
export interface DocumentStatistics {
  documents: number;
  /** Endpoint events for which the rule's clause `file-event` holds. */
  fileEvents: number;
  /** For each field that the rule reads, the number of documents without it. */
  readonly lacking: Record<string, number>;
}

export class DocumentCounter {
  readonly statistics: DocumentStatistics;
  readonly #fields: readonly Field[];
  readonly #fileEvent: Clause | undefined;
  readonly #products: Products;

  constructor(rule: Rule) {
    this.#fields = fieldsOf(rule);
    this.#fileEvent = rule.clauses.find(({ id }) => id === 'file-event');
    this.#products = rule.subject.products;
    const lacking = Object.fromEntries(this.#fields.map(({ name }) => [name, 0]));
    this.statistics = { documents: 0, fileEvents: 0, lacking };
  }

  count(event: EventFields): void {
    const { statistics } = this;
    const { lacking } = statistics;
    statistics.documents += 1;
    const isFileEvent = this.#fileEvent !== undefined && holds(this.#fileEvent, event);
    if (isFileEvent && isEndpointEvent(event, this.#products)) statistics.fileEvents += 1;
    for (const field of this.#fields) {
      const { name } = field;
      if (field.first(event) === undefined) lacking[name] = (lacking[name] ?? 0) + 1;
    }
  }
}

/** The sum of two statistics for the same rule. */
export function sumOf(one: DocumentStatistics, other: DocumentStatistics): DocumentStatistics {
  const lacking = Object.entries(one.lacking);
  return {
    documents: one.documents + other.documents,
    fileEvents: one.fileEvents + other.fileEvents,
    lacking: Object.fromEntries(lacking.map(([name, n]) => [name, n + (other.lacking[name] ?? 0)])),
  };
}
