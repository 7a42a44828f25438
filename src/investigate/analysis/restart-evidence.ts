import type { RunEvidence } from '../case.js';
import type { EventRecord } from '../event-record.js';
import type { Restart } from '../restart.js';
import { bootOf } from './boot.js';

/**
 * The restarts after a file was planted, as evidence that it ran: except those at which the log shows that it would not
 * run at boot.
 *
 * @param records the host's events, in order of time.
 * @param lineage entity ids of the sessions that planted files.
 */
export function restartEvidence(
  file: string,
  matches: readonly EventRecord[],
  records: readonly EventRecord[],
  restarts: readonly Restart<EventRecord>[],
  lineage: ReadonlySet<string>,
): readonly RunEvidence<EventRecord>[] {
  const planted = matches[0]?.event.milliseconds ?? Infinity;
  return restarts.flatMap(({ time, events }): RunEvidence<EventRecord>[] => {
    const restarted = Date.parse(time);
    if (restarted < planted) return [];
    const before = records.filter(({ event }) => (event.milliseconds ?? -Infinity) <= restarted);
    const { answer } = bootOf(file, matches, before, lineage);
    if (answer === 'no') return [];
    const evidence = answer === 'yes' ? 'restart-when-enabled' : 'restart';
    return [{ evidence, time, value: time, events }];
  });
}
