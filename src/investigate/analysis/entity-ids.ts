import type { EndpointEvent } from '../endpoint-event.js';
import type { EventRecord } from '../event-record.js';

// An entity id is base64 of AGENTID-PID-STARTSECONDS: on a host whose clock is set back, two processes can have the same.

/** The entity id of a process's parent, according to an event of the process or of a descendant. */
export function parentIn(
  { process, parent, ancestry }: EndpointEvent,
  id: string,
): string | undefined {
  if (process.entityId === id) return parent.entityId ?? ancestry[0];
  const line = [...new Set([parent.entityId, ...ancestry])];
  const at = line.indexOf(id);
  return at < 0 ? undefined : line[at + 1];
}

/** Whether an entity id is that of init, which adopts processes: their parents change. */
export function isInit(id: string): boolean {
  return /-1-\d+$/.test(Buffer.from(id, 'base64').toString('latin1'));
}

/**
 * The start events of other processes with the same entity id.
 *
 * @param parent the parent of the process that is meant, according to an event of it or of a descendant.
 * @param starts the start events with this id.
 */
export function otherProcesses(
  parent: string | undefined,
  starts: readonly EventRecord[],
): readonly EventRecord[] {
  if (parent === undefined || isInit(parent)) return [];
  const meant = starts.find(({ event }) => event.parent.entityId === parent);
  if (meant === undefined) return [];
  return starts.filter(({ event }) => {
    const other = event.parent.entityId;
    const isOtherParent = other !== undefined && other !== parent && !isInit(other);
    return isOtherParent && isOtherSession(event, meant.event);
  });
}

/** A process that was adopted keeps its session, or at least its user. */
function isOtherSession(one: EndpointEvent, other: EndpointEvent): boolean {
  const [leader, otherLeader] = [one.entryLeader.entityId, other.entryLeader.entityId];
  if (leader !== undefined && otherLeader !== undefined) return leader !== otherLeader;
  return one.user.name !== other.user.name || one.user.id !== other.user.id;
}
