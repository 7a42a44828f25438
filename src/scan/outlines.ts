import { type EventDocument, readOutline, tellingKeys } from '../event/documents.js';
import { endpointFields } from '../event/event.js';
import type { JsonObject } from '../event/json.js';
import { clauses } from '../rule/predicate.js';
import type { Kernel } from './kernel/kernel.js';
import type { CandidateLine } from './lines.js';

/** What all keys are made of that lead to a field of the rule, or tell what a line holds. */
const words: readonly string[] = [
  ...new Set([
    ...[
      ...clauses.flatMap(({ conditions }) => conditions).map(({ field }) => field),
      ...endpointFields,
    ].flatMap(({ name }) => name.split('.')),
    ...tellingKeys,
  ]),
];

/** Reads the events on lines in a kernel's memory by their outlines: most of an event is then never parsed. */
export class Outlines {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    kernel.keep(words);
  }

  /**
   * The event on a line, with those members at least that the scan reads anything from; undefined where the line has to
   * be parsed as a whole to tell what it holds.
   */
  read({ start, end, terminated }: CandidateLine): EventDocument | undefined {
    const outline = terminated ? this.#kernel.outline(start, end) : undefined;
    return outline === undefined ? undefined : readOutline(JSON.parse(outline) as JsonObject);
  }
}
