import { timeOf } from '../../event/time.js';
import { disarmJson, sanitize, sanitizeJson } from '../../report/sanitize.js';
import { count } from '../../report/units.js';
import type { Case, CaseEvent } from '../case.js';
import { eventLabels } from './event-labels.js';
import type { CaseReporterFactory } from './reporter.js';

/**
 * Writes the events of a case as JSON lines that Timesketch imports: `message`, `datetime` and `timestamp_desc`, which it
 * requires, and what the case knows of each event. Events without a valid time cannot be imported.
 *
 * Source: Timesketch, "Import from JSON or CSV".
 */
export const caseTimesketch: CaseReporterFactory = (writer) => {
  let withoutTime = 0;
  return {
    async finish(found) {
      const planted = plantedFiles(found);
      for (const event of found.events) {
        const datetime = datetimeOf(event.time);
        if (datetime === undefined) withoutTime += 1;
        else {
          const json = JSON.stringify(timesketchEvent(event, datetime, planted.get(event.number)));
          await writer.write(`${disarmJson(sanitizeJson(json))}\n`);
        }
      }
    },
    remarks: () =>
      withoutTime === 0
        ? []
        : [`the timesketch report leaves out ${count(withoutTime, 'event')} without a valid time`],
  };
};

/** The planted files that the events of a case are about. */
function plantedFiles({ hosts }: Case): ReadonlyMap<number, string> {
  const files = hosts.flatMap((host) => host.files);
  return new Map(
    files.flatMap(({ path, events }) => events.map((number) => [number, path] as const)),
  );
}

/** A time as ISO 8601 with at most six decimals, which Timesketch keeps; undefined if it is no time. */
function datetimeOf(time: string | undefined): string | undefined {
  const milliseconds = time === undefined ? undefined : timeOf(time);
  if (time === undefined || milliseconds === undefined) return undefined;
  const written = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?\d*Z$/.exec(time);
  if (written !== null) return `${written[1]}${written[2] ?? ''}+00:00`;
  return new Date(milliseconds).toISOString().replace('Z', '+00:00');
}

function timesketchEvent(
  event: CaseEvent,
  datetime: string,
  planted: string | undefined,
): Readonly<Record<string, unknown>> {
  const { number, what, subject, from, by, user, hostName, place, index, id } = event;
  const label = eventLabels[what];
  const message = [
    `${label}${subject === undefined ? '' : ` ${subject}`}`,
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(by === undefined ? [] : [`by ${by}`]),
    ...(user === undefined ? [] : [`user ${user}`]),
  ].join(', ');
  return {
    message: sanitize(message),
    datetime,
    timestamp_desc: 'Event Time',
    data_type: `initd-scan:case:${what}`,
    case_event: number,
    hostname: hostName,
    username: user,
    subject,
    from,
    by,
    planted_file: planted,
    tag: planted === undefined ? undefined : ['planted-init-script'],
    input: place.input,
    line: place.line,
    elasticsearch_index: index,
    elasticsearch_id: id,
  };
}
