import type { RelatedActivity } from './activity.js';
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

/** Reasons by which what else was set up belongs to what was installed. */
const deployments: ReadonlySet<Benign['reason']> = new Set([
  'package-manager',
  'configuration-tool',
  'image-build',
]);

export function isDeployment({ reason }: Pick<Benign<unknown>, 'reason'>): boolean {
  return deployments.has(reason);
}

/** Something that speaks against a planted file's harmlessness. */
export interface Contradiction<Reference = EventNumber> extends Shown<Reference> {
  readonly against: /** A session in a container wrote it, and the host's service manager ran it. */
    | 'container-escape'
    /** Files of this name are on other hosts too, but another program wrote all of those. */
    | 'different-writer'
    /** Several hosts have the same contents, but not most of them, or by a session from a public address. */
    | 'spread'
    /** The chain has a package manager whose arguments make it run commands. */
    | 'package-manager-told'
    /** A process of the chain runs only in memory, bears another program's name, or is the shell of a network service. */
    | 'odd-process'
    /** The session came from a public address. */
    | 'public-address'
    /** The session set off an alert, hid its traces, replaced a program of the system, or set up other ways to run or return. */
    | 'deed-of-session';
  /** What the session did. */
  readonly deed?: RelatedActivity['what'] | 'moved-program' | 'service' | undefined;
  /** The number of the session that did it, if it is known which. */
  readonly session?: number | undefined;
  /** The command, program, contents, address, path or rule. */
  readonly value: string;
}
