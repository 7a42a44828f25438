import { initCommands } from '../../lead/init-commands.js';
import { initScriptPath } from '../../lead/invocation.js';
import type { BootReason } from '../case.js';
import { isProgramStart } from '../endpoint-event.js';
import { commandOf, mayBeRoot } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { unitOf } from '../units.js';
import { isStartLink } from './boot-units.js';

/**
 * The commands that last enabled or disabled the script: all that enabled it, or the one that disabled it, and all that
 * created a start link since.
 */
export function reasonsByCommands(
  file: string,
  records: readonly EventRecord[],
): readonly BootReason<EventRecord>[] {
  const unit = unitOf(file);
  const script = initScriptPath(file);
  const isScript = (target: string): boolean => initScriptPath(target) === script;
  let found: BootReason<EventRecord>[] = [];
  for (const record of records) {
    if (!isProgramStart(record.event)) continue;
    const shown = { value: commandOf(record.event) ?? '', events: [record] };
    for (const { kind, target, link } of initCommands(record.event.process)) {
      if (kind === 'link' && isScript(target) && link !== undefined && isStartLink(link, unit)) {
        found.push({ ...shown, reason: 'start-link', counts: 'for', value: link });
      }
      if (unitOf(target) !== unit) continue;
      if (kind === 'enable') {
        found = found.filter(({ counts }) => counts === 'for');
        found.push({ ...shown, reason: 'enabled', counts: 'for' });
      } else if (kind === 'disable' && mayBeRoot(record.event)) {
        found = [{ ...shown, reason: 'disabled', counts: 'against' }];
      }
    }
  }
  return found;
}
