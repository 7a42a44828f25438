import type { Execution, PlantedFile, RunEvidence } from '../case.js';
import { lineIfKnown, type OutlineSection, type Retention } from './outline.js';
import { type Labels, timeSentence, value, words } from './sentence.js';

export const executionAnswers: Labels<Execution['answer']> = {
  ran: 'Yes, a process ran it',
  asked:
    'Unknown: this log shows a start command, a program that may run it, or a generated unit, but no process that ran it',
  'no-evidence':
    'No evidence of execution, although this log has process events for this host after the first planted file appeared',
  'no-process-events':
    'Unknown: this log has no process events for this host after the first planted file appeared',
};

/** The same if some of the host's events were dropped. */
const retainedExecutionAnswers: Labels<Execution['answer']> = {
  ...executionAnswers,
  asked:
    'Unknown: the retained events show a start command, a program that may run it, or a generated unit, but no process that ran it',
  'no-evidence':
    'No evidence of execution among the retained events; some events of this host were dropped',
};

export const evidenceLabels: Labels<RunEvidence['evidence']> = {
  process: 'ran as',
  'start-command': 'start command',
  'unit-generated': 'unit generated',
  'named-in-arguments': 'passed to',
};

export function executionSection(
  { execution: { answer, evidence, evidenceLeftOut } }: PlantedFile,
  { isCut }: Retention,
): OutlineSection {
  const lines = evidence.map(({ evidence: kind, time, value: text, entityId, events }) => ({
    label: evidenceLabels[kind],
    text: value(text),
    events,
    details: [{ label: 'time', text: timeSentence(time) }, ...lineIfKnown('entity id', entityId)],
  }));
  const omitted = words(`${evidenceLeftOut} more`);
  return {
    title: 'Did it run?',
    answer: words((isCut ? retainedExecutionAnswers : executionAnswers)[answer]),
    lines: [...lines, ...lineIfKnown('omitted', evidenceLeftOut === 0 ? undefined : omitted)],
  };
}
