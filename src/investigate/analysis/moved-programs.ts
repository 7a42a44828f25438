import { installsPackages } from '../../lead/package-scripts.js';
import { actorOf, kindOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import type { MovedProgram } from '../mentioned.js';
import { type ProcessGroups, relationOf, sessionOf } from './related-activity.js';

/** Where programs and libraries of the system are. */
const systemFile = /^\/(?:usr\/(?:local\/)?)?(?:s?bin|lib(?:32|64|exec)?)\/[^\0]+$/;

/** Maximum number of programs of a host. */
const maxMoved = 100;

/**
 * The programs of the system that the sessions and scripts moved away, the first of each path.
 *
 * @param records the host's events, in order of time.
 */
export function movedPrograms(
  records: readonly EventRecord[],
  groups: ProcessGroups,
): readonly MovedProgram<EventRecord>[] {
  const moved = new Map<string, EventRecord>();
  const written = new Map<string, EventRecord>();
  for (const record of records) {
    const { path = '', originalPath = '' } = record.event.file;
    const what = kindOf(record.event);
    if (!what.startsWith('file-') || what === 'file-deleted') continue;
    if (moved.has(path) && !written.has(path)) written.set(path, record);
    if (what !== 'file-renamed' || !systemFile.test(originalPath) || moved.has(originalPath)) {
      continue;
    }
    // The temporary file of an installer, or of a program that replaces a file in one step, is no program.
    const isTemporary = path.length < originalPath.length && originalPath.startsWith(path);
    const relation = relationOf(record, groups);
    const isOwn = relation === 'lineage' || relation === 'script';
    if (isOwn && !isTemporary && !installsPackages(record.event.process)) {
      moved.set(originalPath, record);
    }
  }
  return [...moved].slice(0, maxMoved).map(([path, record]) => {
    const replacement = written.get(path);
    return {
      path,
      original: record.event.file.path ?? '',
      isReplaced: replacement !== undefined,
      by: actorOf(record.event),
      session: sessionOf(record, groups)?.number,
      time: record.event.time,
      events: replacement === undefined ? [record] : [record, replacement],
    };
  });
}
