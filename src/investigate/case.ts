import type { SourceLocation } from '../scan/sink.js';
import type { PersistenceKind } from './persistence.js';
import type { NextSteps } from './steps.js';

/**
 * The case: what the log shows of each planted file and of what happened around it, as facts. The words for it are the
 * reporters'.
 *
 * **Nothing is claimed without an event**: whatever is {@link Shown} names the events that show it, by their numbers in
 * {@link Case.events}. What the log does not show is said as such, and claims nothing.
 */
export interface Case {
  readonly hosts: readonly HostCase[];
  /** The events that anything in the case rests on, by host and time. */
  readonly events: readonly CaseEvent[];
  readonly limits: Limits;
}

/** How much a case holds at most, and what it had no room for. */
export interface Limits {
  readonly hosts: number;
  readonly filesPerHost: number;
  readonly eventsPerHost: number;
  /** Matches beyond these limits, and those of a planter between its first and its last. */
  readonly matchesLeftOut: number;
}

/** A number of an event in {@link Case.events}, from 1. */
export type EventNumber = number;

/** Something that the log shows, with the events that show it: at least one. */
export interface Shown {
  readonly events: readonly EventNumber[];
}

/** One event that the case rests on: an entry of the timeline. */
export interface CaseEvent {
  readonly number: EventNumber;
  /** `@timestamp`, as it is written. */
  readonly time?: string;
  /** The host's place in {@link Case.hosts}, from 0; absent for a host without a planted file. */
  readonly host?: number;
  readonly hostName?: string;
  readonly what: EventKind;
  /** What it is about: a path, a command line, an address, a name, a rule. */
  readonly subject?: string;
  /** Where a renamed file was before. */
  readonly from?: string;
  /** The process that did it. */
  readonly by?: string;
  readonly user?: string;
  /** Where it stands in the inputs. */
  readonly place: SourceLocation;
  readonly index?: string;
  readonly id?: string;
}

/** What happened, by the event's category and action. */
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
export interface HostCase {
  readonly name?: string;
  readonly id?: string;
  readonly files: readonly PlantedFile[];
  /** What else happened near in time: within `windowHours` before and after the matches. */
  readonly surroundings: readonly Surrounding[];
  /** Surroundings that there was no room for: those of the sessions and scripts come first. */
  readonly surroundingsLeftOut: number;
  /** Matches of further files on it, which there was no room for. */
  readonly matchesLeftOut: number;
  /** Processes of the sessions and scripts whose events were not looked for: there were too many, or they came up late. */
  readonly processesLeftOut: number;
  /** Whether the log holds events of these kinds of this host since the first match there, and where one stands that shows it. */
  readonly coverage: { readonly process?: SourceLocation; readonly network?: SourceLocation };
  /**
   * Whether there was no room for some events: what is not among those kept may yet be in the log. Of each kind the
   * nearest in time and the latest were kept, and what the sessions and scripts did before what others did.
   */
  readonly isCut: boolean;
}

/** A file that the rule matches, on one host. */
export interface PlantedFile extends Shown {
  readonly path: string;
  /** The service that systemd would make of it. */
  readonly service: string;
  /** Matches of it that are not told: of each planter the first and the last are, of a bounded number of planters. */
  readonly matchesLeftOut: number;
  readonly facts: readonly FileFact[];
  /** Hosts with a file of this name under /etc/init.d/, and with a file of these contents. */
  readonly prevalence: { readonly name: Prevalence; readonly hash?: Prevalence };
  readonly boot: Boot;
  readonly execution: Execution;
  readonly planters: readonly Planter[];
  readonly benign: readonly Benign[];
  readonly steps: NextSteps;
}

/** What the log tells of a file. */
export interface FileFact extends Shown {
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

export interface Prevalence extends Shown {
  /** Names of the hosts, the case's own among them; a bounded number of them. */
  readonly hosts: readonly string[];
  readonly count: number;
  /** Hosts of which the log shows any init script, or these contents. */
  readonly of: number;
}

/** Whether the script will run when the host starts. */
export interface Boot {
  readonly answer: 'yes' | 'no' | 'not-shown';
  readonly reasons: readonly BootReason[];
  /** What would have to be known, and the log does not show. */
  readonly unknown: readonly ('executable' | 'enabled')[];
}

export interface BootReason extends Shown {
  readonly reason: /** Against: systemd-sysv-generator looks only at files directly in /etc/init.d, spelled so. */
    | 'not-in-the-directory'
    /** Against: the generator passes over names like this. */
    | 'name-passed-over'
    /** Against: a native unit has the service's name. */
    | 'native-unit'
    | 'deleted'
    | 'not-executable'
    | 'disabled'
    /** For: its owner may execute it. */
    | 'executable'
    /** For: the generator took it, as it takes only files that may be executed. */
    | 'unit-generated'
    /** For: a link in the folder of a runlevel. */
    | 'start-link'
    /** For: a link makes a target want the unit. The generator makes it where there is a link of a runlevel. */
    | 'target-wants'
    /** For: a command that makes such links. */
    | 'enabled';
  readonly counts: 'for' | 'against';
  /** The name, path or command that the reason lies in. */
  readonly value: string;
}

/** Whether the script has run since it was planted. */
export interface Execution {
  readonly answer:
    | 'ran'
    /** Something asked for it to run, may have run it, or made a unit of it; no process of it is shown. */
    | 'asked'
    | 'no-evidence'
    /** The log holds no events of processes of this host: it cannot tell. */
    | 'no-process-events';
  readonly evidence: readonly RunEvidence[];
  /** Further evidence, later than what is told. */
  readonly evidenceLeftOut: number;
}

export interface RunEvidence extends Shown {
  readonly evidence:
    | 'process'
    | 'start-command'
    | 'unit-generated'
    /** A program that is not known to run nothing was started with the script's path as an argument. */
    | 'named-in-arguments';
  readonly time?: string;
  /** The command line, or the unit's path. */
  readonly value: string;
  readonly entityId?: string;
}

/** Who put the file there, as far as the log shows. */
export interface Planter extends Shown {
  /** The process that wrote or renamed it, its parent, and so on up to the entry leader. */
  readonly chain: readonly ChainLink[];
  /** Whether the chain ends at the entry leader: the first process of the session. */
  readonly reachesEntry: boolean;
  readonly session?: Session;
}

/** How the session came in. */
export interface Session extends Shown {
  /** Elastic's name for it: `sshd`, `init`, `terminal`, `container`, … */
  readonly type?: string;
  readonly address?: string;
}

/** A process of the chain. */
export interface ChainLink extends Shown {
  readonly entityId?: string;
  readonly role: 'writer' | 'ancestor' | 'entry-leader';
  /**
   * What the log holds of it: events of its own; what the events of others say of it; or no more than its entity id,
   * which is to be looked up elsewhere.
   */
  readonly known: 'own' | 'by-others' | 'id-only';
  readonly executable?: string;
  readonly name?: string;
  readonly commandLine?: string;
  readonly user?: string;
  /** Who is behind the user, where that is another (sudo, su). */
  readonly realUser?: string;
  readonly workingDirectory?: string;
  readonly pid?: string;
  readonly start?: string;
  readonly isInteractive?: boolean;
  readonly odd: readonly OddPlace[];
}

/** Where no installed program lies. */
export type OddPlace = 'tmp' | 'dev-shm' | 'var-tmp' | 'home' | 'deleted' | 'memfd';

/** Something that happened near in time. */
export interface Surrounding extends Shown {
  readonly what:
    | PersistenceKind
    | 'file'
    | 'file-deleted'
    | 'command'
    | 'connection'
    | 'dns'
    | 'alert';
  /** By whom: a process of the chain or below it; the planted script itself; another of the host; another host's of the same user. */
  readonly relation: 'lineage' | 'script' | 'host' | 'user';
  /** A path, command line, address and port, name, or rule. */
  readonly subject: string;
  readonly by?: string;
  readonly user?: string;
  readonly first?: string;
  readonly last?: string;
  /** How often; `events` names a bounded number of them. */
  readonly times: number;
  /** Whether the related rule matches it. */
  readonly relatedRule: boolean;
  /** Whether it is a match of the rule. */
  readonly isMatch: boolean;
}

/** A reason why a planted file might be harmless. It decides nothing. */
export interface Benign extends Shown {
  readonly reason:
    | 'package-manager'
    | 'configuration-tool'
    | 'image-build'
    /** The session began in a container: what is planted there is no host's init script. */
    | 'container'
    | 'on-most-hosts'
    | 'interactive-session';
  /** The program, the numbers or the user that the reason lies in. */
  readonly value: string;
}
