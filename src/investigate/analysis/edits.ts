import path from 'node:path';
import { kindOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';

const { dirname } = path.posix;

/**
 * The events by which programs changed a file that was there before. Most editors do not write to the file: they move it
 * away or delete it and write it again, or write another file beside it and move that one to its place. One process does
 * both; where two did, the file was replaced.
 *
 * @param records the host's events, in order of time.
 */
export function editsOf(file: string, records: readonly EventRecord[]): ReadonlySet<EventRecord> {
  const about = records.filter(
    ({ event }) =>
      event.categories.includes('file') &&
      (event.file.path === file || event.file.originalPath === file),
  );
  const edits = new Set<EventRecord>();
  let before: EventRecord | undefined;
  for (const record of about) {
    if (kindOf(record.event) === 'file-changed') edits.add(record);
    else if (before !== undefined && isArrival(record, file)) {
      const isAgain = !isArrival(before, file) && kindOf(before.event) !== 'file-changed';
      if (isAgain && isSameProcess(record, before)) edits.add(before).add(record);
      if (!isAgain && isOwnFile(record, file, records)) edits.add(record);
    }
    before = record;
  }
  return edits;
}

/** Whether a file was created or moved to a path. */
function isArrival({ event }: EventRecord, file: string): boolean {
  const kind = kindOf(event);
  return event.file.path === file && (kind === 'file-created' || kind === 'file-renamed');
}

/** Whether a process moved a file of the same directory to its place that it had created itself. */
function isOwnFile(record: EventRecord, file: string, records: readonly EventRecord[]): boolean {
  const { originalPath } = record.event.file;
  if (originalPath === undefined || dirname(originalPath) !== dirname(file)) return false;
  const created = records.findLast((other) => isArrival(other, originalPath));
  return created !== undefined && isSameProcess(record, created);
}

function isSameProcess(one: EventRecord, other: EventRecord): boolean {
  const { entityId } = one.event.process;
  return entityId !== undefined && entityId === other.event.process.entityId;
}
