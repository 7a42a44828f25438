import type { EndpointEvent } from '../endpoint-event.js';
import { commandOf } from '../event-facts.js';
import { byTime, type EventRecord } from '../event-record.js';
import type { ResidentProgram, Restart } from '../restart.js';
import { bootTimeOf, isAlreadyRunning } from '../system-manager.js';

/** Starts of the first process this close to each other, in milliseconds, are one: its start may be rounded. */
const sameStartMs = 10_000;

/** Maximum number of events that are cited for a restart. */
const maxEvents = 4;

/** Maximum number of programs that are listed for a restart. */
const maxPrograms = 30;

/** Directories of programs that belong to packages. */
const packaged = /^\/(?:usr\/)?(?:s?bin|lib(?:exec|32|64)?)\/(?!(?:.*\/)?\.)/;

/**
 * The restarts of a host since its first match: new starts of its first process.
 *
 * @param records the host's events, in order of time.
 * @param planted when the first file was planted, in milliseconds since 1970.
 */
export function restartsOf(
  records: readonly EventRecord[],
  planted: number,
): readonly Restart<EventRecord>[] {
  const starts: { time: number; records: EventRecord[] }[] = [];
  const shown = records
    .map((record) => ({ record, time: bootTimeOf(record.event) ?? -Infinity }))
    .filter(({ time }) => time > planted)
    .sort((one, other) => one.time - other.time);
  for (const { record, time } of shown) {
    const last = starts.at(-1);
    if (last !== undefined && time - last.time <= sameStartMs) last.records.push(record);
    else starts.push({ time, records: [record] });
  }
  return starts.map(({ time, records: events }) => {
    const before = records.filter(({ event }) => (event.milliseconds ?? Infinity) < time);
    const programs = newPrograms(events, before);
    return {
      time: new Date(time).toISOString(),
      programs: programs.slice(0, maxPrograms),
      programsLeftOut: Math.max(0, programs.length - maxPrograms),
      isCompared: before.some(({ event }) => isAlreadyRunning(event)),
      events: events.toSorted(byTime).slice(0, maxEvents),
    };
  });
}

/** Programs that ran when the sensor started, and of which no earlier event tells: those of no package first. */
function newPrograms(
  records: readonly EventRecord[],
  before: readonly EventRecord[],
): readonly ResidentProgram<EventRecord>[] {
  const known = new Set(before.flatMap(({ event }) => programsIn(event)));
  const found = new Map<string, ResidentProgram<EventRecord>>();
  for (const record of records) {
    const { executable, name, pid } = record.event.process;
    const program = executable ?? name;
    if (program === undefined || known.has(program)) continue;
    if (!isAlreadyRunning(record.event) || pid === '1') continue;
    const events = [...(found.get(program)?.events ?? []), record];
    const command = found.get(program)?.command ?? commandOf(record.event) ?? program;
    found.set(program, { program, command, events });
  }
  const all = [...found.values()];
  return [
    ...all.filter(({ program }) => !packaged.test(program)),
    ...all.filter(({ program }) => packaged.test(program)),
  ];
}

function programsIn({ process, parent, entryLeader }: EndpointEvent): readonly string[] {
  return [process, parent, entryLeader].flatMap(({ executable, name }) => executable ?? name ?? []);
}
