import { initCommands } from '../../lead/init-commands.js';
import { initScriptPath } from '../../lead/invocation.js';
import type { BootReason } from '../case.js';
import { isProgramStart } from '../endpoint-event.js';
import { commandOf, kindOf, mayBeRoot } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';

/** What the log shows about the mode of the file that is now at a path. */
interface CurrentMode {
  readonly reasons: readonly BootReason<EventRecord>[];
  /** When that file arrived at the path, in milliseconds since 1970. */
  readonly since: number;
}

/**
 * Whether a file's owner can execute it, by the last event that shows its mode. A mode belongs to a file, not to a path:
 * creating, deleting or replacing the file at a path discards its mode, and a renamed file keeps its mode.
 */
export function modeOf(file: string, records: readonly EventRecord[]): CurrentMode {
  const modes = new Map<string, BootReason<EventRecord>>();
  /** By entity id and path, the mode that a program was started to set, possibly before it creates the file. */
  const intended = new Map<string, Map<string, BootReason<EventRecord>>>();
  const script = initScriptPath(file);
  let since = -Infinity;
  const move = (from: string | undefined, to: string): void => {
    const moved = from === undefined ? undefined : modes.get(from);
    if (from !== undefined) modes.delete(from);
    if (moved === undefined) modes.delete(to);
    else modes.set(to, moved);
  };
  for (const record of records) {
    const { process, categories, milliseconds = Infinity } = record.event;
    const { mode } = record.event.file;
    const [path, originalPath] = [record.event.file.path, record.event.file.originalPath].map(
      (name) => name && initScriptPath(name),
    );
    if (categories.includes('file') && path !== undefined) {
      const kind = kindOf(record.event);
      const isNew = /^file-(?:created|renamed|deleted)$/.test(kind);
      if (isNew) move(kind === 'file-renamed' ? originalPath : undefined, path);
      if (isNew && path === script) since = milliseconds;
      const planned = intended.get(process.entityId ?? '')?.get(path);
      if (kind === 'file-created' && planned !== undefined) modes.set(path, planned);
      if (kind !== 'file-deleted' && mode !== undefined && /^[0-7]+$/.test(mode)) {
        const isExecutable = (Number.parseInt(mode, 8) & 0o100) !== 0;
        modes.set(path, modeReason(isExecutable, mode, record));
      }
    }
    if (!isProgramStart(record.event)) continue;
    const byPath = new Map<string, BootReason<EventRecord>>();
    if (process.entityId !== undefined) intended.set(process.entityId, byPath);
    for (const { kind, target } of initCommands(process)) {
      const isMadeExecutable = kind === 'make-executable';
      const isMadeNonExecutable = kind === 'make-not-executable' && mayBeRoot(record.event);
      if (!isMadeExecutable && !isMadeNonExecutable) continue;
      const reason = modeReason(isMadeExecutable, commandOf(record.event) ?? '', record);
      const path = initScriptPath(target);
      modes.set(path, reason);
      byPath.set(path, reason);
    }
  }
  const found = modes.get(script);
  return { reasons: found === undefined ? [] : [found], since };
}

function modeReason(
  isExecutable: boolean,
  value: string,
  record: EventRecord,
): BootReason<EventRecord> {
  return isExecutable
    ? { reason: 'executable', counts: 'for', value, events: [record] }
    : { reason: 'not-executable', counts: 'against', value, events: [record] };
}
