import { sanitize } from '../../../report/sanitize.js';
import type { Case, CaseEvent, HostCase } from '../../case.js';
import { isPersistence, persistenceKind } from '../../persistence.js';
import type { TimelineData, TimelineMark, TimelineRule } from './timeline-scene.js';

/** Characters of the label of a rule. */
const labelLength = 24;

const persistenceLane = 3;
const alertLane = 4;

/** The data for the timeline of a host; undefined if none of its events has a time. */
export function timelineData(
  host: HostCase,
  at: number,
  { events }: Case,
): TimelineData | undefined {
  const planting = new Set(host.files.flatMap((file) => file.events));
  const marks = events.flatMap((event): readonly TimelineMark[] => {
    const time = Date.parse(event.time ?? '');
    if (event.host !== at || Number.isNaN(time)) return [];
    return [[event.number, time, laneOf(event), planting.has(event.number) ? 1 : 0]];
  });
  const [first] = marks;
  if (first === undefined) return undefined;
  const rules = rulesOf(host);
  const end = Math.max(...[...marks.map(([, time]) => time), ...rules.map((rule) => rule.at)]);
  const start = Math.min(...marks.filter((mark) => mark[3] === 1).map(([, time]) => time), end);
  const gap = (lane: number): readonly [number, number, number] => [lane, start, end + 1];
  return {
    marks,
    rules,
    gaps: [
      ...(host.coverage.process === undefined ? [gap(1)] : []),
      ...(host.coverage.network === undefined ? [gap(2)] : []),
    ],
  };
}

/** The lane of an event, as an index of the titles. */
function laneOf({ what, subject }: CaseEvent): number {
  if (what === 'alert') return alertLane;
  if (what.startsWith('process-')) return 1;
  if (what.startsWith('connection-') || what === 'dns') return 2;
  const kind = what.startsWith('file-') ? persistenceKind(subject ?? '') : undefined;
  return kind !== undefined && isPersistence(kind) ? persistenceLane : 0;
}

function rulesOf({ surroundings, restarts = [], sessions }: HostCase): readonly TimelineRule[] {
  const rule = (time: string | undefined, label: string, number: number | undefined) => ({
    at: Date.parse(time ?? ''),
    label: short(label),
    number,
  });
  return [
    ...sessions.map(({ start, address, type, events }) =>
      rule(start, `session ${address ?? type ?? ''}`, events[0]),
    ),
    ...surroundings
      .filter(({ what }) => what === 'login')
      .map(({ first, subject, events }) => rule(first, `login ${subject}`, events[0])),
    ...restarts.map(({ time, events }) => rule(time, 'restart', events[0])),
  ].filter(({ at }) => !Number.isNaN(at));
}

function short(label: string): string {
  const safe = sanitize(label);
  return safe.length > labelLength ? `${safe.slice(0, labelLength - 1)}…` : safe;
}
