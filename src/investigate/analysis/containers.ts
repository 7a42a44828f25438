import type { ChainLink } from '../case.js';
import type { EarlierProgram, ProcessContainer } from '../case-sessions.js';
import type { EventRecord } from '../event-record.js';
import { isSshDaemon } from './inferred-session.js';

/** The container that some events happened in, the first that any names. */
export function containerOf(
  records: readonly EventRecord[],
): ProcessContainer<EventRecord> | undefined {
  const record = records.find(({ event }) => event.container.id !== undefined);
  const { id, name, image, imageTag, pod, namespace, cluster } = record?.event.container ?? {};
  if (record === undefined || id === undefined) return undefined;
  const tagged = image === undefined || imageTag === undefined ? image : `${image}:${imageTag}`;
  return { id, name, image: tagged, pod, namespace, cluster, events: [record] };
}

/**
 * Programs that processes of a chain ran before. The program of the parent, which each process runs until it executes its
 * own, says nothing new.
 */
export function earlierPrograms(
  links: readonly ChainLink<EventRecord>[],
): readonly EarlierProgram<EventRecord>[] | undefined {
  const known = new Set(links.flatMap(({ commandLine }) => commandLine ?? []));
  const programs = links.flatMap(({ entityId, events }) => {
    const record = events.find(
      ({ event }) =>
        event.categories.includes('process') &&
        event.process.entityId === entityId &&
        (event.previousArgs.length > 0 || event.previousExecutable !== undefined),
    );
    if (record === undefined) return [];
    const { previousArgs, previousExecutable = '' } = record.event;
    const command = previousArgs.length > 0 ? previousArgs.join(' ') : previousExecutable;
    const isParents = known.has(command) || previousExecutable === record.event.parent.executable;
    return isParents || isSshDaemon(previousExecutable)
      ? []
      : [{ entityId, command, events: [record] }];
  });
  return programs.length === 0 ? undefined : programs;
}
