import type { EventNumber, Shown } from './shown.js';

/** A new start of the host's first process. What init scripts do then, sensors start too late to see. */
export interface Restart<Reference = EventNumber> extends Shown<Reference> {
  /** ISO 8601. */
  readonly time: string;
  /** Programs that were running when the sensor started, and of which no earlier event tells. */
  readonly programs: readonly ResidentProgram<Reference>[];
  readonly programsLeftOut: number;
  /** Whether the log has an earlier list of running programs; if not, most of these may be nothing new. */
  readonly isCompared: boolean;
}

export interface ResidentProgram<Reference = EventNumber> extends Shown<Reference> {
  /** The path of its executable, else its name. */
  readonly program: string;
  readonly command: string;
}
