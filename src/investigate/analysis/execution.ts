import { filesInArguments, initCommands } from '../../lead/init-commands.js';
import { executedFile, initScriptPath } from '../../lead/invocation.js';
import type { Execution, RunEvidence } from '../case.js';
import { isProgramStart } from '../endpoint-event.js';
import { commandOf, kindOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { bootTimeOf } from '../system-manager.js';
import { unitOf } from '../units.js';
import { isByGenerator } from './boot-units.js';

/** Maximum amount of evidence that is listed: a service may be restarted every minute. */
const maxEvidence = 50;

/**
 * Decides whether a script has run since it was planted.
 *
 * @param records the host's events, in order of time.
 * @param restarts the restarts of the host, as evidence.
 * @param hasProcessEvents whether the log has any process events of the host since its first match.
 */
export function executionOf(
  file: string,
  matches: readonly EventRecord[],
  records: readonly EventRecord[],
  hasProcessEvents: boolean,
  restarts: readonly RunEvidence<EventRecord>[] = [],
): Execution<EventRecord> {
  const planted = matches[0]?.event.milliseconds ?? -Infinity;
  const shown = records
    .filter(({ event }) => (event.milliseconds ?? Infinity) >= planted)
    .flatMap((record) => evidenceIn(record, file, planted));
  const all = [...shown, ...restarts].sort(
    (one, other) => timeOfEvidence(one) - timeOfEvidence(other),
  );
  const evidence = firstEvidence(all);
  return {
    answer: answerOf(all, hasProcessEvents),
    evidence,
    evidenceLeftOut: all.length - evidence.length,
  };
}

/** The first evidence by time; processes take precedence over start commands and the like. */
function firstEvidence(
  all: readonly RunEvidence<EventRecord>[],
): readonly RunEvidence<EventRecord>[] {
  const runs = all.filter(({ evidence }) => evidence === 'process');
  const requests = all.filter(({ evidence }) => evidence !== 'process');
  const kept = new Set([...runs, ...requests].slice(0, maxEvidence));
  return all.filter((evidence) => kept.has(evidence));
}

function answerOf(
  all: readonly RunEvidence<EventRecord>[],
  hasProcessEvents: boolean,
): Execution['answer'] {
  if (all.some(({ evidence }) => evidence === 'process')) return 'ran';
  if (all.length > 0) return 'asked';
  return hasProcessEvents ? 'no-evidence' : 'no-process-events';
}

/** In milliseconds since 1970. */
function timeOfEvidence({ time }: RunEvidence<EventRecord>): number {
  const milliseconds = Date.parse(time ?? '');
  return Number.isNaN(milliseconds) ? Infinity : milliseconds;
}

function evidenceIn(
  record: EventRecord,
  file: string,
  planted: number,
): readonly RunEvidence<EventRecord>[] {
  const { event } = record;
  const { process, time } = event;
  const script = initScriptPath(file);
  const unit = unitOf(file);
  if (!isProgramStart(event)) {
    const value = `/run/systemd/generator.late/${unit}`;
    // After daemon-reload, the generator makes a unit that nothing starts.
    const isSinceRestart = (bootTimeOf(event) ?? Infinity) >= planted;
    const isUnit =
      event.file.path === value &&
      kindOf(event) !== 'file-deleted' &&
      isByGenerator(event) &&
      isSinceRestart;
    return isUnit ? [{ evidence: 'unit-generated', time, value, events: [record] }] : [];
  }
  const shown = { time, value: commandOf(event) ?? '', events: [record] };
  if (executedFile(process) === script) {
    return [{ evidence: 'process', ...shown, entityId: process.entityId }];
  }
  const isStart = initCommands(process).some(
    ({ kind, target }) => kind === 'start' && unitOf(target) === unit,
  );
  if (isStart) return [{ evidence: 'start-command', ...shown }];
  const isArgument = filesInArguments(process).includes(script);
  return isArgument ? [{ evidence: 'named-in-arguments', ...shown }] : [];
}
