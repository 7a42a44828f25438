import { isEndpointEvent } from '../event/endpoint.js';
import type { EventFields, Field } from '../event/fields.js';
import { evidenceOf } from '../rule/evaluate.js';
import { defaultRule } from '../rule/revisions.js';

const { clauses } = defaultRule;

/** What `--validate` counts: whether the documents are such as the rule can judge. */
export interface DocumentStatistics {
  documents: number;
  /** Endpoint events for which the clause `file-event` holds. */
  fileEvents: number;
  /** For each field that the rule reads, the documents that lack it. */
  readonly lacking: Record<string, number>;
}

/** The fields that the rule reads, in the rule's order. */
const fields: readonly Field[] = [
  ...new Map(
    clauses
      .flatMap(({ conditions }) => conditions)
      .map(({ field }): [string, Field] => [field.name, field]),
  ).values(),
];

const fileEvent = clauses.filter(({ id }) => id === 'file-event');

/** A census in which nothing has been counted. */
export function newStatistics(): DocumentStatistics {
  return {
    documents: 0,
    fileEvents: 0,
    lacking: Object.fromEntries(fields.map(({ name }) => [name, 0])),
  };
}

/** Counts a document. */
export function countDocument(census: DocumentStatistics, event: EventFields): void {
  census.documents += 1;
  if (isEndpointEvent(event) && fileEvent.every((clause) => evidenceOf(clause, event))) {
    census.fileEvents += 1;
  }
  for (const field of fields) {
    if (field.first(event) === undefined) addLacking(census, field.name, 1);
  }
}

/** Adds what another census counted. */
export function addStatistics(census: DocumentStatistics, other: DocumentStatistics): void {
  census.documents += other.documents;
  census.fileEvents += other.fileEvents;
  for (const [name, documents] of Object.entries(other.lacking)) {
    addLacking(census, name, documents);
  }
}

function addLacking({ lacking }: DocumentStatistics, name: string, documents: number): void {
  lacking[name] = (lacking[name] ?? 0) + documents;
}
