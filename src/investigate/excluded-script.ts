import type { ChosenExclusion } from '../lead/chosen-exclusions.js';
import type { EventNumber, Shown } from './shown.js';

/** An init script that the rule excludes only by what its author is free to choose. The events are of the script. */
export interface ExcludedScript<Reference = EventNumber> extends Shown<Reference> {
  readonly path: string;
  /** Who wrote it. */
  readonly relation: 'lineage' | 'script' | 'host' | 'user';
  readonly by?: string | undefined;
  readonly user?: string | undefined;
  /** When it was first written, as written in the event. */
  readonly first?: string | undefined;
  readonly exclusions: readonly ChosenExclusion[];
  /** Whether it will run at boot. */
  readonly boot: 'yes' | 'no' | 'not-shown';
}
