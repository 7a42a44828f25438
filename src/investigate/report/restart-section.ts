import type { ResidentProgram, Restart } from '../restart.js';
import type { OutlineLine, OutlineSection } from './outline.js';
import { say, value, words } from './sentence.js';

/** A section on the restarts of a host, if there are any. */
export function restartSections(restarts: readonly Restart[]): readonly OutlineSection[] {
  return restarts.length === 0
    ? []
    : [{ title: 'Restarts since the first match', lines: restarts.map(restartLine) }];
}

function restartLine({
  time,
  programs,
  programsLeftOut,
  isCompared,
  events,
}: Restart): OutlineLine {
  const comparison = isCompared
    ? 'running afterwards, and not seen before:'
    : 'running afterwards, and not seen before (this log has no earlier list to compare with):';
  return {
    label: 'restart',
    text: say`${time}; sensors start too late to see what init scripts do then`,
    events,
    details: [
      ...(programs.length === 0 ? [] : [{ label: '', text: words(comparison) }]),
      ...programs.map(programLine),
      ...(programsLeftOut === 0 ? [] : [{ label: '', text: words(`${programsLeftOut} more`) }]),
    ],
  };
}

function programLine({ program, command, events }: ResidentProgram): OutlineLine {
  const text = command === program ? value(program) : say`${program} (${command})`;
  return { label: 'running', text, events };
}
