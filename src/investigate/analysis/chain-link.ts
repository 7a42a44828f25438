import path from 'node:path';
import { executedFile } from '../../lead/invocation.js';
import type { ChainLink } from '../case.js';
import type { EndpointEvent, ProcessFacts } from '../endpoint-event.js';
import type { EventRecord } from '../event-record.js';
import type { UnusualLocation } from '../unusual-location.js';

/** Maximum number of events that a link cites. */
const maxEvents = 8;

/** What is known about a process, including its real user. */
export interface ProcessDescription extends ProcessFacts {
  readonly realUser?: string | undefined;
}

export function chainLink(
  entityId: string | undefined,
  role: ChainLink['role'],
  known: ChainLink['known'],
  description: ProcessDescription,
  events: readonly EventRecord[],
): ChainLink<EventRecord> {
  const { args, interactive, executable, name, user, realUser } = description;
  const { commandLine, workingDirectory, pid, start } = description;
  return {
    entityId,
    role,
    known,
    executable,
    name,
    commandLine: commandLine ?? (args.length > 0 ? args.join(' ') : undefined),
    user,
    realUser,
    workingDirectory,
    pid,
    start,
    isInteractive: interactive === undefined ? undefined : interactive === 'true',
    odd: unusualLocations(description),
    events: events.slice(0, maxEvents),
  };
}

/** Describes the process that caused an event. */
export function describeActor({ process, user, realUser }: EndpointEvent): ProcessDescription {
  const name = process.user ?? user.name ?? user.id;
  const real = realUser.name ?? realUser.id;
  return { ...process, user: name, realUser: real === name ? undefined : real };
}

/** Describes another process that an event mentions: the parent or the session leader. */
export function describeMentioned(
  id: string,
  { parent, entryLeader }: EndpointEvent,
): ProcessDescription {
  return [parent, entryLeader]
    .filter(({ entityId }) => entityId === id)
    .reduce(mergeDescriptions, { args: [] });
}

/** Merges two descriptions of one process; the second fills in what the first lacks. */
export function mergeDescriptions(
  one: ProcessDescription,
  other: ProcessDescription,
): ProcessDescription {
  const known = Object.entries(one).filter(([, value]) => value !== undefined);
  const args = one.args.length > 0 ? one.args : other.args;
  return { ...other, ...Object.fromEntries(known), args };
}

/** Whether a description has more than an entity id. */
export function isDescribed({ executable, name, args, commandLine }: ProcessFacts): boolean {
  return (executable ?? name ?? commandLine) !== undefined || args.length > 0;
}

/** Locations where programs are not normally installed. Home directories are /root and those under /home. */
const locationPatterns: readonly (readonly [UnusualLocation, RegExp])[] = [
  ['tmp', /^\/tmp\//],
  ['dev-shm', /^\/(?:dev|run)\/shm\//],
  ['var-tmp', /^\/var\/tmp\//],
  ['home', /^\/(?:home\/|root\/)/],
  ['deleted', / \(deleted\)$/],
  ['memfd', /^(?:\/?memfd:|\/proc\/(?:self|\d+)\/fd\/|\/dev\/fd\/)/],
];

/** The unusual locations of a process's executable and of the script that it runs. */
export function unusualLocations(process: ProcessFacts): readonly UnusualLocation[] {
  const programs = [process.executable ?? '', executedFile(process) ?? ''];
  const odd = locationPatterns.flatMap(([location, pattern]) =>
    programs.some((program) => pattern.test(program)) ? [location] : [],
  );
  return hasFalseName(process) ? [...odd, 'false-name'] : odd;
}

/**
 * Whether a command line names another program: a kernel thread, which has no executable, or the path of a program when
 * an unusual one runs. Elsewhere, links such as /bin/sh give programs other names.
 */
function hasFalseName({ executable, args: [name = ''] }: ProcessFacts): boolean {
  if (executable === undefined) return false;
  const isOdd = locationPatterns.some(([, pattern]) => pattern.test(executable));
  if (/^\[[^\]]+\]?$/.test(name) && path.posix.basename(executable) !== name) return true;
  return (
    isOdd &&
    /^\/(?:usr\/)?(?:local\/)?s?bin\//.test(name) &&
    path.posix.basename(name) !== path.posix.basename(executable)
  );
}
