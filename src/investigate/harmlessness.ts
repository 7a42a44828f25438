import type { EventNumber, Shown } from './shown.js';

/** A reason why a planted file might be harmless. It is a hint, not a verdict. */
export interface Benign<Reference = EventNumber> extends Shown<Reference> {
  readonly reason:
    | 'package-manager'
    | 'configuration-tool'
    | 'image-build'
    /** The session began in a container, so the file may not be an init script of the host. */
    | 'container'
    | 'on-most-hosts'
    | 'interactive-session';
  /** The program, count or user that is the reason. */
  readonly value: string;
}
