import path from 'node:path';
import { executedFile, initScriptPath } from '../../lead/invocation.js';
import { installsPackages } from '../../lead/package-scripts.js';
import type { BootReason } from '../case.js';
import { isProgramStart } from '../endpoint-event.js';
import type { EventRecord } from '../event-record.js';
import { mentionedIds } from '../relevance.js';
import { windowMs } from '../search-criteria.js';
import { isStartedBySystemd } from '../system-manager.js';
import { unitOf } from '../units.js';
import { existingFiles, unitDirectories } from './boot-units.js';

const { basename, dirname } = path.posix;

/**
 * Native units of the same name, as far as the log shows. systemd uses such a unit instead of the script, and the unit
 * can run the script itself. Only one that a package manager wrote, outside the session that planted the file, or that was
 * there long before, speaks against a start at boot.
 *
 * @param lineage entity ids of the sessions that planted files.
 */
export function nativeUnits(
  file: string,
  matches: readonly EventRecord[],
  records: readonly EventRecord[],
  lineage: ReadonlySet<string>,
): readonly BootReason<EventRecord>[] {
  const unit = unitOf(file);
  const isNative = (name: string): boolean =>
    unitDirectories.has(dirname(name)) && basename(name) === unit;
  const starts = records.filter((record) => isServiceStart(record, file));
  const planted = matches[0]?.event.milliseconds ?? -Infinity;
  return existingFiles(records, isNative).flatMap(([value, record]): BootReason<EventRecord>[] => {
    const written = record.event.milliseconds ?? Infinity;
    const runs = starts.filter(({ event }) => (event.milliseconds ?? Infinity) >= written);
    if (runs.length > 0) {
      const events = [record, ...runs];
      return [{ reason: 'native-unit-runs-it', counts: 'for', value, events }];
    }
    const isOld = written < planted - windowMs;
    const isPackaged = isOld || installsPackages(record.event.process);
    const isAcquittal = isPackaged && !mentionedIds(record.event).some((id) => lineage.has(id));
    return [
      isAcquittal
        ? { reason: 'native-unit', counts: 'against', value, events: [record] }
        : { reason: 'native-unit-by-others', counts: 'for', value, events: [record] },
    ];
  });
}

/** Whether systemd runs the script. */
function isServiceStart({ event }: EventRecord, file: string): boolean {
  return (
    isProgramStart(event) &&
    executedFile(event.process) === initScriptPath(file) &&
    isStartedBySystemd(event)
  );
}
