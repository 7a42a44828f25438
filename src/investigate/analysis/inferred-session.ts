import path from 'node:path';
import type { ProcessFacts } from '../endpoint-event.js';
import type { EventRecord } from '../event-record.js';

/** Longest time between an accepted connection and the process that serves it, in milliseconds. */
const maxDelayMs = 10_000;

/** A process of a chain: what is known of it, and when it was first seen. */
export interface ServingProcess {
  readonly entityId: string | undefined;
  readonly program: string | undefined;
  /** In milliseconds since 1970. */
  readonly since: number | undefined;
}

/**
 * The connection that a session most likely came in by, if the log has no session data: the last one that its SSH daemon
 * accepted before the first process of the session started.
 *
 * @param processes from the process that acted up to its oldest known ancestor.
 * @param accepted the host's accepted connections, in order of time.
 */
export function inferredConnection(
  processes: readonly ServingProcess[],
  accepted: readonly EventRecord[],
): EventRecord | undefined {
  const daemons = processes.filter(({ program }) => isSshDaemon(program));
  const ids = new Set(daemons.map(({ entityId }) => entityId));
  // The listener has been running for longer than any session.
  const starts = daemons.flatMap(({ entityId, since }) =>
    since === undefined ? [] : { entityId, since },
  );
  const candidates = starts.flatMap(({ entityId, since }) =>
    accepted.filter(({ event }) => {
      const { milliseconds, process } = event;
      const isByListener = process.entityId !== entityId && ids.has(process.entityId);
      return milliseconds !== undefined && isByListener && isJustBefore(milliseconds, since);
    }),
  );
  return candidates.at(-1) ?? acceptedBySession(daemons, accepted);
}

/** A connection that the daemon of the session itself accepted. */
function acceptedBySession(
  daemons: readonly ServingProcess[],
  accepted: readonly EventRecord[],
): EventRecord | undefined {
  return accepted.findLast(({ event: { milliseconds, process } }) =>
    daemons.some(
      ({ entityId, since }) =>
        entityId !== undefined &&
        entityId === process.entityId &&
        since !== undefined &&
        milliseconds !== undefined &&
        Math.abs(milliseconds - since) <= maxDelayMs,
    ),
  );
}

function isJustBefore(time: number, since: number): boolean {
  return time <= since && since - time <= maxDelayMs;
}

export function isSshDaemon(program: string | undefined): boolean {
  return (
    program !== undefined && /^(?:sshd|sshd-session|dropbear)$/.test(path.posix.basename(program))
  );
}

/** The program of a process. */
export function programOf({
  executable,
  name,
}: Pick<ProcessFacts, 'executable' | 'name'>): string | undefined {
  return executable ?? name;
}
