import type { EventNumber, Shown } from './shown.js';

/** How many hosts have the same file. */
export interface Prevalence<Reference = EventNumber> extends Shown<Reference> {
  /** Host names, including this host; the list may be shortened. */
  readonly hosts: readonly string[];
  readonly count: number;
  /** How many hosts have any init script in the log, or these contents. */
  readonly of: number;
}
