import type { RelatedActivity } from './activity.js';
import type { EventNumber, Shown } from './shown.js';

/** An address or domain in the command lines of the sessions and scripts. The events are those of the processes. */
export interface MentionedAddress<Reference = EventNumber> extends Shown<Reference> {
  readonly kind: 'address' | 'domain';
  readonly value: string;
  readonly port?: string | undefined;
  /** The first of the command lines. */
  readonly command: string;
  readonly relation: RelatedActivity['relation'];
  /** The number of the session that ran it, if it is one of those that planted files. */
  readonly session?: number | undefined;
}

/** A program of the system that a session or script moved away, maybe to put another one in its place. */
export interface MovedProgram<Reference = EventNumber> extends Shown<Reference> {
  readonly path: string;
  /** Where the original lies. */
  readonly original: string;
  /** Whether another file was written in its place. */
  readonly isReplaced: boolean;
  readonly by?: string | undefined;
  /** The number of the session that moved it, if it is one of those that planted files. */
  readonly session?: number | undefined;
  /** When it was moved, as written in the event. */
  readonly time?: string | undefined;
}
