import { initCommands } from '../../lead/init-commands.js';
import { canonicalScriptPath, executedFile, initScriptPath } from '../../lead/invocation.js';
import type { BootReason } from '../case.js';
import { isProgramStart } from '../endpoint-event.js';
import { commandOf, kindOf, mayBeRoot } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { isStartedBySystemd } from '../system-manager.js';

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
  /** By path, the file that a link at it points to. chmod follows links, and so does the generator. */
  const links = new Map<string, string>();
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
      if (isNew) links.delete(path);
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
    const isKnown = modes.get(script)?.reason === 'executable';
    if (!isKnown && executedFile(process) === script && isStartedBySystemd(record.event)) {
      const value = commandOf(record.event) ?? '';
      modes.set(script, { reason: 'started-by-systemd', counts: 'for', value, events: [record] });
    }
    for (const { kind, target, link } of initCommands(process)) {
      if (kind === 'link' && link !== undefined) {
        const linked = initScriptPath(target);
        links.set(initScriptPath(link), linked);
        const mode = modes.get(linked);
        if (mode !== undefined) modes.set(initScriptPath(link), mode);
      }
      const isMadeExecutable = kind === 'make-executable';
      const isMadeNonExecutable = kind === 'make-not-executable' && mayBeRoot(record.event);
      if (!isMadeExecutable && !isMadeNonExecutable) continue;
      const reason = modeReason(isMadeExecutable, commandOf(record.event) ?? '', record);
      const path = canonicalScriptPath(target);
      for (const changed of [
        path,
        ...[...links.keys()].filter((from) => links.get(from) === path),
      ]) {
        modes.set(changed, reason);
        byPath.set(changed, reason);
      }
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
