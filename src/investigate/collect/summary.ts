import { skippedLines } from '../../report/skipped.js';
import { extentLine, inputsWithProblems } from '../../report/summary.js';
import { bytesText, count, secondsText } from '../../report/units.js';
import type { Summary } from '../../scan/sink.js';
import type { CollectedAsks, CollectedRecord } from './record.js';

/**
 * The result of a round of collecting, as lines of text.
 *
 * @param collected the summary of the scan of the data.
 * @param summary that with the hits.
 */
export function collectSummary(
  record: Pick<CollectedRecord, 'events' | 'hosts' | 'asks'>,
  collected: Summary,
  summary: Summary,
): string[] {
  const { lines, inputs, bytes, seconds } = collected;
  const { events, hosts, asks } = record;
  return [
    `${count(events, 'event')} collected for ${count(hosts.length, 'host')} in ${count(lines, 'line')} of ${count(inputs.length, 'input')} (${bytesText(bytes)}), ${secondsText(seconds)}`,
    hosts.length === 0 ? 'nothing in --for matches the rule, so there was nothing to collect' : '',
    inputsWithProblems(summary),
    ...skippedLines(summary.skipped),
    hosts.length === 0 ? '' : roundLine(asks),
    extentLine(summary, 'events may be missing', ''),
  ].filter(Boolean);
}

/** Whether another round is needed, and what for. */
function roundLine({ processes, lookups, arrivals, files }: CollectedAsks): string {
  const found = [
    processes === 0 ? '' : count(processes, 'process', 'processes'),
    lookups === 0 ? '' : count(lookups, 'address or user', 'addresses or users'),
    arrivals === 0 ? '' : count(arrivals, 'request'),
    files === 0 ? '' : count(files, 'file'),
  ].filter(Boolean);
  return found.length === 0
    ? 'no further round needed for what was found here'
    : `another round is needed, for ${found.join(', ')}: collect again on every machine, with --for for the output of all`;
}
