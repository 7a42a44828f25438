import type { Session } from './case-sessions.js';
import type { ChainLink } from './chain-link.js';
import type { EventNumber, Shown } from './shown.js';

/** A job of a scheduler that wrote a file. The events show that the scheduler started it. */
export interface Job<Reference = EventNumber> extends Shown<Reference> {
  readonly scheduler: 'cron' | 'at' | 'systemd';
  /** Where the job most likely is; undefined if the log does not show who wrote that. */
  readonly file?: JobFile<Reference> | undefined;
}

/** A file that tells a scheduler what to run. The events are its last change before the job started. */
export interface JobFile<Reference = EventNumber> extends Shown<Reference> {
  readonly path: string;
  /**
   * How it is known to be the job's: the job's processes name it, or it is the crontab of the job's user; or it is only the
   * last such file that someone wrote before the job started.
   */
  readonly known: 'by-name' | 'by-time';
  /** When it was written, as in the event. */
  readonly time?: string | undefined;
  /** From the process that wrote it up to the first process of its session. */
  readonly chain: readonly ChainLink<Reference>[];
  readonly reachesEntry: boolean;
  readonly session?: Session<Reference> | undefined;
}

/**
 * A connection that a network service, or a web server in front of it, accepted just before the service ran its first
 * command: most likely the request that made it do so. It is always inferred.
 */
export interface InboundConnection<Reference = EventNumber> extends Shown<Reference> {
  readonly address: string;
  /** The port that it was accepted at. */
  readonly port?: string | undefined;
  /** The program that accepted it. */
  readonly program: string;
  readonly time?: string | undefined;
  /** How long before the command, in milliseconds. */
  readonly before: number;
}
