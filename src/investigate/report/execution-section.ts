import type { Execution, PlantedFile, RunEvidence } from '../case.js';
import { lineIfKnown, type OutlineSection, type Retention } from './outline.js';
import { type Labels, timeSentence, value, words } from './sentence.js';

export const executionAnswers: Labels<Execution['answer']> = {
  ran: 'Yes, a process of it is shown',
  asked:
    'Not shown: it was to be started, given to a program that may run it, or a unit was made of it, but no process of it is there',
  'no-evidence':
    'No evidence in this log, which does hold process events of this host since a file was planted there',
  'no-process-events':
    'This log cannot tell: it holds no process events of this host since a file was planted there',
};

/** The same for a host of which not all events were kept. */
const executionAnswersOfKept: Labels<Execution['answer']> = {
  ...executionAnswers,
  asked:
    'Not shown: it was to be started, or a unit was made of it, but among the events kept is no process of it',
  'no-evidence': 'No evidence among the events kept; not all events of this host are',
};

export const evidenceLabels: Labels<RunEvidence['evidence']> = {
  process: 'ran as',
  'start-command': 'start asked by',
  'unit-generated': 'unit made',
  'named-in-arguments': 'given to',
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
  const leftOut = words(`${evidenceLeftOut} more such, later than these`);
  return {
    title: 'Did it run?',
    answer: words((isCut ? executionAnswersOfKept : executionAnswers)[answer]),
    lines: [...lines, ...lineIfKnown('left out', evidenceLeftOut === 0 ? undefined : leftOut)],
  };
}
