import { timeOf } from '../../../event/time.js';
import { sanitize } from '../../../report/sanitize.js';
import type { Case, CaseEvent, HostCase } from '../../case.js';
import { isPersistence, persistenceKind } from '../../persistence.js';
import type { RecordedPeriod } from '../../recorded-periods.js';
import type { TimelineData, TimelineGap, TimelineMark, TimelineRule } from './timeline-scene.js';

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
  const times = [...marks.map(([, time]) => time), ...rules.map((rule) => rule.at)];
  const [start, end] = [Math.min(...times), Math.max(...times)];
  return {
    marks,
    rules,
    gaps: (['process', 'network'] as const).flatMap((kind) =>
      unrecorded(host, kind, start, end + 1).map(
        ([from, to]): TimelineGap => [laneOfKind[kind], from, to],
      ),
    ),
  };
}

const laneOfKind: Readonly<Record<RecordedPeriod['kind'], number>> = { process: 1, network: 2 };

const hourMs = 3_600_000;

/** The periods between two times for which the log has no events of a kind from a host: before the first and after the last. */
function unrecorded(
  { recorded = [] }: HostCase,
  kind: RecordedPeriod['kind'],
  start: number,
  end: number,
): readonly (readonly [from: number, to: number])[] {
  const period = recorded.find((one) => one.kind === kind);
  if (period === undefined) return [[start, end]];
  const first = timeOf(period.first) ?? start;
  const last = (timeOf(period.last) ?? end) + hourMs;
  const around: readonly (readonly [number, number])[] = [
    [start, Math.min(first, end)],
    [Math.max(last, start), end],
  ];
  return around.filter(([from, to]) => from < to);
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
