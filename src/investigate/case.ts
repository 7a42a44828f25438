import type { ChosenExclusion } from '../lead/chosen-exclusions.js';
import type { LeadKind } from '../lead/lead.js';
import type { SourceLocation } from '../scan/sink.js';
import type { RelatedActivity } from './activity.js';
import type {
  AddressFact,
  AttachedLogin,
  EarlierProgram,
  HostSession,
  ProcessContainer,
  Session,
} from './case-sessions.js';
import type { ChainLink } from './chain-link.js';
import type { EarlierFile, FileCopy } from './deed.js';
import type { ExcludedScript } from './excluded-script.js';
import type { CaseScope, CutKind, FileGroup, LeftOut, Limits } from './file-groups.js';
import type { Benign, Contradiction } from './harmlessness.js';
import type { InboundConnection, Job } from './job.js';
import type { MentionedAddress, MovedProgram } from './mentioned.js';
import type { Prevalence } from './prevalence.js';
import type { RecordedPeriod } from './recorded-periods.js';
import type { Restart } from './restart.js';
import type { EventNumber, Shown } from './shown.js';
import type { NextSteps } from './steps/next-steps.js';

export type { ChainLink } from './chain-link.js';

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

/** One event that the case refers to: an entry of the timeline. */
export interface CaseEvent {
  readonly number: EventNumber;
  /** The `@timestamp`, or `process.start` if one event reports the life of a process, as written in the event. */
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
  /** The sessions that planted them, in the order of their first matches. */
  readonly sessions: readonly HostSession<Reference>[];
  /** Whether any retained event names the first process of a session: a setting of the policy, off by default. */
  readonly hasSessionData: boolean;
  /** What other hosts show about the addresses that the sessions came from. */
  readonly addresses: readonly AddressFact<Reference>[];
  /** What else happened within `windowHours` before and after the matches. */
  readonly surroundings: readonly RelatedActivity<Reference>[];
  /** How many more of these were left out. Activity of the sessions and scripts is kept first. */
  readonly surroundingsLeftOut: number;
  /** How many matches of other files on this host were left out. */
  readonly matchesLeftOut: number;
  /** Init scripts that the rule excludes only by what their authors are free to choose; absent if there are none. */
  readonly excludedScripts?: readonly ExcludedScript<Reference>[] | undefined;
  /** Addresses and domains in command lines of the sessions and scripts; absent if there are none. */
  readonly mentioned?: readonly MentionedAddress<Reference>[] | undefined;
  /** Programs of the system that they moved away; absent if there are none. */
  readonly moved?: readonly MovedProgram<Reference>[] | undefined;
  /** The restarts since the first match, as far as the log shows; absent if it shows none. */
  readonly restarts?: readonly Restart<Reference>[] | undefined;
  /** How many processes of the sessions and scripts were not traced: over the limit, or found too late. */
  readonly processesLeftOut: number;
  /** For each kind of event, the location of one from this host after its first match. */
  readonly coverage: { readonly process?: SourceLocation; readonly network?: SourceLocation };
  /** When the log has events of each kind from this host; absent if it has none. */
  readonly recorded?: readonly RecordedPeriod[] | undefined;
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
  /** The file that it became or was written for: it is only a temporary file or backup. */
  readonly partOf?: string | undefined;
  /** If its name has U+FFFD, which stands for bytes that are not text: a pattern of find that matches the real name. */
  readonly namePattern?: string | undefined;
  readonly earlier?: EarlierFile<Reference> | undefined;
  readonly copies?: readonly FileCopy<Reference>[] | undefined;
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
  /** What speaks against its harmlessness; absent if nothing does. */
  readonly against?: readonly Contradiction<Reference>[] | undefined;
  readonly steps: NextSteps;
}

/** Events beside the rule. */
export interface FileLead<Reference = EventNumber> extends Shown<Reference> {
  readonly kind: LeadKind;
  /** Why the rule excludes the file, if only by what its author was free to choose. */
  readonly exclusions?: readonly ChosenExclusion[] | undefined;
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
  /** Whether it is part of an edit: one program changed the file, which was there before and still is. Absent if not. */
  readonly isEdit?: true | undefined;
}

/** Whether the script will run when the host boots. */
export interface Boot<Reference = EventNumber> {
  readonly answer: 'yes' | 'no' | 'not-shown';
  readonly reasons: readonly BootReason<Reference>[];
  /** What a definite answer needs but the log does not show. */
  readonly unknown: readonly (
    | 'executable'
    | 'enabled'
    | 'unit-contents'
    | 'init-system'
    | 'root'
  )[];
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
    /**
     * For: a native unit has the service's name, and the session that planted a file wrote it, or another program that
     * installs no packages. It may run the script.
     */
    | 'native-unit-by-others'
    /** For: a native unit of the service's name, and systemd ran the script after it was written. */
    | 'native-unit-runs-it'
    /** For: its owner may execute it. */
    | 'executable'
    /** For: systemd ran it as a service, which the generator only makes of a file that its owner may execute. */
    | 'started-by-systemd'
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
    /** There is evidence that it was to run, or may have run, but no process that ran it. */
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
    /** The host restarted, and by then the log shows that the script would run at boot. The value is the time. */
    | 'restart-when-enabled'
    /** The host restarted, and nothing shows that the script would not run at boot. The value is the time. */
    | 'restart'
    /** systemd generated a unit for it at a start of the host, or at a time that is unknown. */
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
  readonly container?: ProcessContainer<Reference> | undefined;
  /** Programs that processes of the chain ran before, such as a `chroot` that became a shell. */
  readonly earlier?: readonly EarlierProgram<Reference>[] | undefined;
  /** Who else may have typed what it did; absent if nobody. */
  readonly attached?: readonly AttachedLogin<Reference>[] | undefined;
  /** The job that it is, if a scheduler started it. */
  readonly job?: Job<Reference> | undefined;
  /** The request that most likely led to it, if a network service did it. */
  readonly inbound?: InboundConnection<Reference> | undefined;
}
