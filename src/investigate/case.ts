import type { LeadKind } from '../lead/lead.js';
import type { SourceLocation } from '../scan/sink.js';
import type { CaseScope, CutKind, FileGroup, LeftOut, Limits } from './file-groups.js';
import type { PersistenceKind } from './persistence.js';
import type { NextSteps } from './steps/next-steps.js';

/**
 * What the log shows about each planted file and the activity around it, as facts. The wording is up to the reporters.
 *
 * **No claim without an event**: everything that is {@link Shown} lists the events that show it. What the log does not
 * show is reported as unknown.
 *
 * @typeParam Reference how an event is referred to: by its record while the case is built, by its number in
 *   {@link Case.events} once it is finished.
 */
export interface Case<Reference = EventNumber> {
  readonly hosts: readonly HostCase<Reference>[];
  /** The events that show anything in the case, by host and time. */
  readonly events: readonly CaseEvent[];
  /** Files that are alike, on one host or several. */
  readonly groups: readonly FileGroup<Reference>[];
  readonly leftOut: LeftOut;
  /** What was asked for; undefined for all hosts and paths. */
  readonly scope?: CaseScope | undefined;
  readonly limits: Limits;
}

/** The number of an event in {@link Case.events}, from 1. */
export type EventNumber = number;

/** Something that the log shows, with the events that show it: at least one. */
export interface Shown<Reference = EventNumber> {
  readonly events: readonly Reference[];
}

/** One event that the case refers to: an entry of the timeline. */
export interface CaseEvent {
  readonly number: EventNumber;
  /** The `@timestamp`, as written in the event. */
  readonly time?: string | undefined;
  /** Index of the host in {@link Case.hosts}, from 0; undefined for a host without a planted file. */
  readonly host?: number | undefined;
  readonly hostName?: string | undefined;
  readonly what: EventKind;
  /** What the event is about: a path, a command line, an address, a name, a rule. */
  readonly subject?: string | undefined;
  /** The original path of a renamed file. */
  readonly from?: string | undefined;
  /** The process that acted. */
  readonly by?: string | undefined;
  readonly user?: string | undefined;
  /** Where the event is in the inputs. */
  readonly place: SourceLocation;
  readonly index?: string | undefined;
  readonly id?: string | undefined;
}

/** What happened, derived from the event's category and action. */
export type EventKind =
  | 'file-created'
  | 'file-renamed'
  | 'file-changed'
  | 'file-deleted'
  | 'process-started'
  | 'process-forked'
  | 'process-ended'
  | 'process-running'
  | 'connection-out'
  | 'connection-in'
  | 'connection-closed'
  | 'dns'
  | 'alert'
  | 'other';

/** What happened on one host. */
export interface HostCase<Reference = EventNumber> {
  readonly name?: string | undefined;
  readonly id?: string | undefined;
  readonly files: readonly PlantedFile<Reference>[];
  /** What else happened within `windowHours` before and after the matches. */
  readonly surroundings: readonly RelatedActivity<Reference>[];
  /** How many more of these were left out. Activity of the sessions and scripts is kept first. */
  readonly surroundingsLeftOut: number;
  /** How many matches of other files on this host were left out. */
  readonly matchesLeftOut: number;
  /** How many processes of the sessions and scripts were not traced: over the limit, or found too late. */
  readonly processesLeftOut: number;
  /** For each kind of event, the location of one from this host after its first match. */
  readonly coverage: { readonly process?: SourceLocation; readonly network?: SourceLocation };
  /**
   * Whether some events were dropped, so that an event missing from the case may still be in the log. Of each kind, the
   * events closest to a match and the latest ones are kept; those of the sessions and scripts before those of others.
   */
  readonly isCut: boolean;
  /** What such events could show. */
  readonly cut: readonly CutKind[];
}

/** A file on one host that the rule matches, or a lead is about. The events are the matches and the leads. */
export interface PlantedFile<Reference = EventNumber> extends Shown<Reference> {
  readonly path: string;
  /** Those of the events that the rule does not match, by kind; undefined if it matches all. */
  readonly leads?: readonly FileLead<Reference>[] | undefined;
  /** The service that systemd would generate from it. */
  readonly service: string;
  /** How many of its matches were left out: those of a creator between its first and its last, and of some creators. */
  readonly matchesLeftOut: number;
  readonly facts: readonly FileFact<Reference>[];
  /** How many hosts have an init script of this name, and how many have a file with these contents. */
  readonly prevalence: {
    readonly name: Prevalence<Reference>;
    readonly hash?: Prevalence<Reference> | undefined;
  };
  readonly boot: Boot<Reference>;
  readonly execution: Execution<Reference>;
  readonly planters: readonly Creator<Reference>[];
  readonly benign: readonly Benign<Reference>[];
  readonly steps: NextSteps;
}

/** Events beside the rule. */
export interface FileLead<Reference = EventNumber> extends Shown<Reference> {
  readonly kind: LeadKind;
}

/** What the log shows about a file. */
export interface FileFact<Reference = EventNumber> extends Shown<Reference> {
  readonly fact:
    | 'created'
    | 'renamed'
    | 'renamed-from'
    | 'changed'
    | 'deleted'
    | 'owner'
    | 'group'
    | 'mode'
    | 'sha256'
    | 'size'
    | 'entropy'
    | 'header-bytes'
    /** The related rule matches too; the value is its name. */
    | 'related-rule';
  readonly value: string;
}

export interface Prevalence<Reference = EventNumber> extends Shown<Reference> {
  /** Host names, including this host; the list may be shortened. */
  readonly hosts: readonly string[];
  readonly count: number;
  /** How many hosts have any init script in the log, or these contents. */
  readonly of: number;
}

/** Whether the script will run when the host boots. */
export interface Boot<Reference = EventNumber> {
  readonly answer: 'yes' | 'no' | 'not-shown';
  readonly reasons: readonly BootReason<Reference>[];
  /** What a definite answer needs but the log does not show. */
  readonly unknown: readonly ('executable' | 'enabled' | 'init-system' | 'root')[];
}

export interface BootReason<Reference = EventNumber> extends Shown<Reference> {
  readonly reason: /** Against: systemd-sysv-generator only looks at files directly in /etc/init.d, in lower case. */
    | 'not-in-the-directory'
    /** Against: the generator ignores names like this. */
    | 'name-passed-over'
    /** Against: a native unit has the service's name. */
    | 'native-unit'
    | 'deleted'
    | 'not-executable'
    | 'disabled'
    /** For: its owner may execute it. */
    | 'executable'
    /** For: the generator made a unit for it, which it only does if the file is executable. */
    | 'unit-generated'
    /** For: a link in a runlevel directory. */
    | 'start-link'
    /** For: a link makes a target pull in the unit. The generator creates it if there is a runlevel link. */
    | 'target-wants'
    /** For: a command that creates such links. */
    | 'enabled';
  readonly counts: 'for' | 'against';
  /** The name, path, mode or command that is the reason. */
  readonly value: string;
}

/** Whether the script has run since it was planted. */
export interface Execution<Reference = EventNumber> {
  readonly answer:
    | 'ran'
    /** There was a start command, a program that may run it, or a generated unit, but no process that ran it. */
    | 'asked'
    | 'no-evidence'
    /** The log has no process events of this host after its first match. */
    | 'no-process-events';
  readonly evidence: readonly RunEvidence<Reference>[];
  /** How much more evidence there is: processes are kept first, then what came first. */
  readonly evidenceLeftOut: number;
}

export interface RunEvidence<Reference = EventNumber> extends Shown<Reference> {
  readonly evidence:
    | 'process'
    | 'start-command'
    | 'unit-generated'
    /** The script's path was an argument of a program that may have executed it. */
    | 'named-in-arguments';
  readonly time?: string | undefined;
  /** The command line, or the unit's path. */
  readonly value: string;
  readonly entityId?: string | undefined;
}

/** Who created the file, as far as the log shows. */
export interface Creator<Reference = EventNumber> extends Shown<Reference> {
  /** The process that wrote or renamed the file, its parent, and so on up to the entry leader. */
  readonly chain: readonly ChainLink<Reference>[];
  /** Whether the chain ends at the entry leader: the first process of the session. */
  readonly reachesEntry: boolean;
  readonly session?: Session<Reference> | undefined;
}

/** Where the session came from. */
export interface Session<Reference = EventNumber> extends Shown<Reference> {
  /** Elastic's entry type: `sshd`, `init`, `terminal`, `container`, … */
  readonly type?: string | undefined;
  readonly address?: string | undefined;
}

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
  readonly odd: readonly UnusualLocation[];
}

/** A location where programs are not normally installed. */
export type UnusualLocation = 'tmp' | 'dev-shm' | 'var-tmp' | 'home' | 'deleted' | 'memfd';

/** Something else that happened close in time, once or repeatedly. */
export interface RelatedActivity<Reference = EventNumber> extends Shown<Reference> {
  readonly what:
    | PersistenceKind
    | 'file'
    | 'file-deleted'
    | 'command'
    | 'connection'
    | 'dns'
    | 'alert';
  /**
   * Who did it: a process of the chain or a descendant, the planted script, another process of the host, or the same
   * user on another host.
   */
  readonly relation: 'lineage' | 'script' | 'host' | 'user';
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
  /** Whether the related rule matches. */
  readonly relatedRule: boolean;
  /** Whether the rule itself matches. */
  readonly isMatch: boolean;
}

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
