import { filesGivenTo, initCommands } from '../../lead/init-commands.js';
import { scriptOf } from '../../lead/invocation.js';
import type { Execution, RunEvidence } from '../case.js';
import { isProgramStart } from '../endpoint-event.js';
import { commandOf, kindOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { unitOf } from '../units.js';
import { type Draft, isOfGenerator } from './boot.js';
import { defined } from './processes.js';

/** {@link Execution}, with records in place of numbers. */
export type ExecutionDraft = Omit<Execution, 'evidence'> & {
  readonly evidence: readonly Draft<RunEvidence>[];
};

/** Evidence that is told at most: a service may be restarted every minute. */
const mostEvidence = 50;

/**
 * Tells whether a planted script ran since it was planted.
 *
 * @param records the host's events, in the order of time.
 * @param hasProcessEvents whether the log holds events of the host's processes at all.
 */
export function executionOf(
  file: string,
  matches: readonly EventRecord[],
  records: readonly EventRecord[],
  hasProcessEvents: boolean,
): ExecutionDraft {
  const planted = matches[0]?.event.milliseconds ?? -Infinity;
  const evidence = records
    .filter(({ event }) => (event.milliseconds ?? Infinity) >= planted)
    .flatMap((record) => evidenceIn(record, file));
  const told = boundedEvidence(evidence);
  return {
    answer: answerOf(evidence, hasProcessEvents),
    evidence: told,
    evidenceLeftOut: evidence.length - told.length,
  };
}

/** The first of the evidence in time: processes before what only asks for them. */
function boundedEvidence(evidence: readonly Draft<RunEvidence>[]): readonly Draft<RunEvidence>[] {
  const ran = evidence.filter(({ evidence: kind }) => kind === 'process').slice(0, mostEvidence);
  const asked = evidence.filter(({ evidence: kind }) => kind !== 'process');
  const told = new Set([...ran, ...asked.slice(0, mostEvidence - ran.length)]);
  return evidence.filter((one) => told.has(one));
}

function answerOf(
  evidence: readonly Draft<RunEvidence>[],
  hasProcessEvents: boolean,
): Execution['answer'] {
  if (evidence.some(({ evidence: kind }) => kind === 'process')) return 'ran';
  if (evidence.length > 0) return 'asked';
  return hasProcessEvents ? 'no-evidence' : 'no-process-events';
}

function evidenceIn(record: EventRecord, file: string): readonly Draft<RunEvidence>[] {
  const { event } = record;
  const unit = unitOf(file);
  const shared = { ...defined({ time: event.time }), records: [record] };
  if (isProgramStart(event)) {
    const { process } = event;
    const value = commandOf(event) ?? '';
    if (scriptOf(process) === file) {
      return [
        { evidence: 'process', ...shared, value, ...defined({ entityId: process.entityId }) },
      ];
    }
    const isStart = initCommands(process).some(
      ({ kind, target }) => kind === 'start' && unitOf(target) === unit,
    );
    if (isStart) return [{ evidence: 'start-command', ...shared, value }];
    const isGiven = filesGivenTo(process).includes(file);
    return isGiven ? [{ evidence: 'named-in-arguments', ...shared, value }] : [];
  }
  const unitFile = `/run/systemd/generator.late/${unit}`;
  const isUnit =
    event.file.path === unitFile && kindOf(event) !== 'file-deleted' && isOfGenerator(event);
  return isUnit ? [{ evidence: 'unit-generated', ...shared, value: unitFile }] : [];
}
