import path from 'node:path';
import type { EndpointEvent, ProcessIdFacts } from './endpoint-event.js';

/** What Elastic Defend's entity id of a process contains. */
interface EntityIdParts {
  readonly pid: string;
  /** In milliseconds since 1970. */
  readonly start: number;
}

/** The text of an entity id: the agent's id, the process's id, and the second in which it started. */
const entityIdText = /^.+-(\d{1,10})-(\d{9,10})$/s;

/** Reads an entity id, which is base64; undefined if it has another format. */
export function readEntityId(entityId: string | undefined): EntityIdParts | undefined {
  if (entityId === undefined || !/^[A-Za-z\d+/]{16,}={0,2}$/.test(entityId)) return undefined;
  const [, pid, seconds] =
    entityIdText.exec(Buffer.from(entityId, 'base64').toString('latin1')) ?? [];
  return pid === undefined ? undefined : { pid, start: Number(seconds) * 1000 };
}

/** The process id: the field, else what the entity id says. */
function pidOf({ pid, entityId }: ProcessIdFacts): string | undefined {
  return pid ?? readEntityId(entityId)?.pid;
}

/**
 * Whether the system's own manager, rather than that of a user, started a process. Containers may have another init, and
 * sensors give process ids as the host sees them.
 */
export function isStartedBySystemd({ parent }: EndpointEvent): boolean {
  const isSystemd = path.posix.basename(parent.executable ?? '') === 'systemd';
  return isSystemd && (pidOf(parent) ?? '1') === '1' && !parent.args.includes('--user');
}

/** By how much a start can be later than an event that mentions it: clocks are set after a start, in milliseconds. */
const toleranceMs = 60_000;

/**
 * When the host's first process started, as far as an event shows it, in milliseconds since 1970. A start after the event
 * itself is no fact.
 */
export function bootTimeOf(event: EndpointEvent): number | undefined {
  const start = startIn(event);
  const isPossible = start !== undefined && start <= (event.milliseconds ?? Infinity) + toleranceMs;
  return isPossible ? start : undefined;
}

function startIn(event: EndpointEvent): number | undefined {
  const { process, parent, ancestry, entryLeader, entryParent } = event;
  // Ancestors are listed from the nearest one; the first process has none.
  const oldest = readEntityId(ancestry.at(-1));
  if (oldest?.pid === '1') return oldest.start;
  for (const facts of [process, parent, entryLeader, entryParent]) {
    if (pidOf(facts) !== '1') continue;
    const start = readEntityId(facts.entityId)?.start ?? Date.parse(facts.start ?? '');
    if (!Number.isNaN(start)) return start;
  }
  return undefined;
}

/** Whether the sensor found a process running when it started. */
export function isAlreadyRunning({ actions, categories }: EndpointEvent): boolean {
  return categories.includes('process') && actions.includes('already_running');
}
