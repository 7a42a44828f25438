import type { HostSession } from './case-sessions.js';
import type { PersistenceKind } from './persistence.js';
import type { EventNumber, Shown } from './shown.js';

/** Another way to run or return that a command sets up. */
export interface PersistentChange {
  /** What it is, by its path; a service that it enables. */
  readonly kind: PersistenceKind | 'service';
  /** The path, the unit, or the program that takes a job. */
  readonly target: string;
}

/** Something else that happened close in time, once or repeatedly. */
export interface RelatedActivity<Reference = EventNumber> extends Shown<Reference> {
  readonly what:
    | PersistenceKind
    | 'file'
    | 'file-deleted'
    | 'command'
    | 'connection'
    | 'dns'
    | 'alert'
    /** Someone logged in to the host; the subject is the address, or what started. */
    | 'login';
  /**
   * Who did it: a process of the chain or a descendant, the planted script, another process of the host, or the same
   * user on another host.
   */
  readonly relation: 'lineage' | 'script' | 'host' | 'user';
  /** The session that did it, if it is one of those that planted files. */
  readonly session?: Pick<HostSession, 'number' | 'type' | 'address'> | undefined;
  /** The path of the planted script that did it, if it is known which. */
  readonly script?: string | undefined;
  /** A path, command line, address and port, name, or rule; a directory if {@link subjects} are folded. */
  readonly subject: string;
  /** If many files of one directory by one program are folded into one activity: their number and the first of them. */
  readonly subjects?: { readonly count: number; readonly first: readonly string[] } | undefined;
  readonly by?: string | undefined;
  readonly user?: string | undefined;
  readonly first?: string | undefined;
  readonly last?: string | undefined;
  /** How often it happened; `events` may list fewer. */
  readonly times: number;
  /** What a command of the sessions or scripts sets up, besides the planted files; absent if nothing. */
  readonly setsUp?: PersistentChange | undefined;
  /** If the file is only a temporary one, the init script that it became or was written for. */
  readonly partOf?: string | undefined;
  /** Whether the file was removed or moved away last; absent if not, and if several are folded. */
  readonly isRemoved?: true | undefined;
  /** Whether the related rule matches. */
  readonly relatedRule: boolean;
  /** Whether the rule itself matches. */
  readonly isMatch: boolean;
  /** The clauses by which the rule excludes an init script, if its author was free to choose what they look at. */
  readonly excludedBy?: readonly string[] | undefined;
}
