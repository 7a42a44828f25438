import type { Execution, PlantedFile, RunEvidence } from '../case.js';
import { lineIfKnown, type OutlineLine, type OutlineSection, type Retention } from './outline.js';
import {
  type Labels,
  type Phrases,
  type Sentence,
  say,
  timeSentence,
  value,
  words,
} from './sentence.js';

export const executionAnswers: Labels<Execution['answer']> = {
  ran: 'Yes, a process ran it',
  asked: 'Unknown: this log shows that it may have run, but no process that ran it',
  'no-evidence':
    'No evidence of execution: no process, start command or restart, although this log has process events for this host after the first planted file appeared',
  'no-process-events':
    'Unknown: this log has no process events for this host after the first planted file appeared',
};

/** The same if some of the host's events were dropped. */
const retainedExecutionAnswers: Labels<Execution['answer']> = {
  ...executionAnswers,
  'no-evidence':
    'No evidence of execution among the retained events; some events of this host were dropped',
};

export const evidenceLabels: Labels<RunEvidence['evidence']> = {
  process: 'ran as',
  'start-command': 'start command',
  'restart-when-enabled': 'restart',
  restart: 'restart',
  'unit-generated': 'unit generated',
  'named-in-arguments': 'passed to',
};

/** What the answer says of each kind of evidence, with the most telling one first. */
const signs: Labels<Exclude<RunEvidence['evidence'], 'process' | 'restart-when-enabled'>> = {
  'start-command': 'a command to start it',
  'unit-generated': 'a unit generated for it at a start of the host',
  restart: 'a restart of the host since, at which init scripts run before this sensor starts',
  'named-in-arguments': 'its path in the arguments of a program that may have run it',
};

const mostLikely =
  'Most likely yes: it was enabled when the host restarted; this sensor starts too late to see it run';

/** The answer, with the kinds of evidence that there are. */
function answerSentence({ answer, evidence }: Execution, { isCut }: Retention): Sentence {
  const kinds = new Set(evidence.map(({ evidence: kind }) => kind));
  if (answer !== 'asked')
    return words((isCut ? retainedExecutionAnswers : executionAnswers)[answer]);
  if (kinds.has('restart-when-enabled')) return words(mostLikely);
  const shown = Object.entries(signs).flatMap(([kind, sign]) =>
    kinds.has(kind as RunEvidence['evidence']) ? [sign] : [],
  );
  if (shown.length === 0) return words(executionAnswers.asked);
  const by = isCut ? 'the retained events show' : 'this log shows';
  return words(`Unknown: ${by} ${shown.join(', and ')}, but no process that ran it`);
}

/** What a restart means for a script, by whether it was enabled then. */
const restartPhrases: Phrases<'restart' | 'restart-when-enabled'> = {
  restart: (time) => say`the host restarted at ${time}; it is unknown whether it was enabled`,
  'restart-when-enabled': (time) => say`the host restarted at ${time}, when it was enabled`,
};

function evidenceLine({ evidence: kind, time, value: text, events }: RunEvidence): OutlineLine {
  const label = evidenceLabels[kind];
  if (kind === 'restart' || kind === 'restart-when-enabled') {
    return { label, text: restartPhrases[kind](text), events };
  }
  return {
    label,
    text: value(text),
    events,
    details: [{ label: 'time', text: timeSentence(time) }],
  };
}

export function executionSection({ execution }: PlantedFile, retention: Retention): OutlineSection {
  const { evidence, evidenceLeftOut } = execution;
  const lines = evidence.map(evidenceLine);
  const omitted = words(`${evidenceLeftOut} more`);
  return {
    title: 'Did it run?',
    answer: answerSentence(execution, retention),
    lines: [...lines, ...lineIfKnown('omitted', evidenceLeftOut === 0 ? undefined : omitted)],
  };
}
