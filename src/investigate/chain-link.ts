import type { SameId } from './case-sessions.js';
import type { EventNumber, Shown } from './shown.js';
import type { UnusualLocation } from './unusual-location.js';

/** A process of the chain. */
export interface ChainLink<Reference = EventNumber> extends Shown<Reference> {
  readonly entityId?: string | undefined;
  readonly role: 'writer' | 'ancestor' | 'entry-leader';
  /** Whether the log has its own process events, only other events that describe it, or only its entity id. */
  readonly known: 'own' | 'by-others' | 'id-only';
  readonly executable?: string | undefined;
  readonly name?: string | undefined;
  readonly commandLine?: string | undefined;
  readonly user?: string | undefined;
  /** The real user, if it is another one (sudo, su). */
  readonly realUser?: string | undefined;
  readonly workingDirectory?: string | undefined;
  readonly pid?: string | undefined;
  readonly start?: string | undefined;
  readonly isInteractive?: boolean | undefined;
  readonly odd: readonly (UnusualLocation | 'shell-of-service')[];
  /** Another process of the log with the same entity id: look-ups by the id find both. */
  readonly sameId?: SameId<Reference> | undefined;
}
