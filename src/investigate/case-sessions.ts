// Statements about sessions and processes; each lists the events that show it.

/** A session that planted files, or wrote the jobs that did: a login, a job of a scheduler, or a service. The events are their first matches. */
export interface HostSession<Reference = number> {
  readonly events: readonly Reference[];
  /** From 1. */
  readonly number: number;
  /** Of its first process. */
  readonly entityId?: string | undefined;
  readonly type?: string | undefined;
  readonly address?: string | undefined;
  /** The address that a request most likely came from which made a network service do it. */
  readonly inbound?: string | undefined;
  /** The addresses of logins that attached to it, or may have. */
  readonly attached?: readonly string[] | undefined;
  /** Files for a scheduler that it wrote, whose jobs planted the files; absent if it planted them itself. */
  readonly jobFiles?: readonly string[] | undefined;
  /** When its first process started, as written in the event. */
  readonly start?: string | undefined;
  /** The users of the processes from the writers up to the first one: sudo and su change them. */
  readonly users: readonly string[];
  /** Paths of the planted files. */
  readonly files: readonly string[];
}

/** The addresses that a session came from, or the request that led to it, and those of who attached to it. */
export function addressesOfSession({
  address,
  inbound,
  attached = [],
}: Pick<HostSession<unknown>, 'address' | 'attached' | 'inbound'>): readonly string[] {
  const from = address ?? inbound;
  return from === undefined ? attached : [from, ...attached];
}

/** The container that a file was written in. */
export interface ProcessContainer<Reference = number> {
  readonly events: readonly Reference[];
  readonly id: string;
  readonly name?: string | undefined;
  /** With its tag. */
  readonly image?: string | undefined;
  /** What the orchestrator runs it in. */
  readonly pod?: string | undefined;
  readonly namespace?: string | undefined;
  readonly cluster?: string | undefined;
}

/** A program that a process ran before the one that the chain names. */
export interface EarlierProgram<Reference = number> {
  readonly events: readonly Reference[];
  /** Of the process. */
  readonly entityId?: string | undefined;
  readonly command: string;
}

/** A process that has the entity id of another one. */
export interface SameId<Reference = number> {
  readonly events: readonly Reference[];
  /** The entity id of its parent. */
  readonly parent?: string | undefined;
  readonly command?: string | undefined;
  readonly user?: string | undefined;
}

/** Another login that may have typed into the terminal of a session: of a program that lets several share one. */
export interface AttachedLogin<Reference = number> {
  readonly events: readonly Reference[];
  readonly known: /** It was seen to attach to the session. */
    | 'by-command'
    /** It is a login of the same user before the match; whether it attached is not shown. */
    | 'by-login';
  readonly type?: string | undefined;
  readonly address?: string | undefined;
  readonly user?: string | undefined;
  readonly command?: string | undefined;
  readonly time?: string | undefined;
}

/** What other hosts in the log show about an address that a session came from. */
export interface AddressFact<Reference = number> {
  readonly events: readonly Reference[];
  readonly address: string;
  /** Names of the hosts that have it; several if networks use the same addresses. */
  readonly hosts: readonly string[];
  /** Connections from these hosts to the case's host. */
  readonly hops: readonly AddressHop<Reference>[];
  /** Names of other hosts that someone logged in to from it; the list may be shortened. */
  readonly otherHosts: readonly string[];
  readonly otherHostsCount: number;
}

/** A connection from the host that a session came from. */
export interface AddressHop<Reference = number> {
  readonly events: readonly Reference[];
  readonly time?: string | undefined;
  readonly command?: string | undefined;
  readonly user?: string | undefined;
  /** The address that its own session came from. */
  readonly address?: string | undefined;
}

/** Where the session came from. */
export interface Session<Reference = number> {
  readonly events: readonly Reference[];
  /** Elastic's entry type: `sshd`, `init`, `terminal`, `container`, … */
  readonly type?: string | undefined;
  readonly address?: string | undefined;
  /** Whether it is inferred, without session data, from the connection that the SSH daemon accepted just before. */
  readonly isInferred: boolean;
  /** How long before the match its first process started, in seconds. */
  readonly age?: number | undefined;
}
