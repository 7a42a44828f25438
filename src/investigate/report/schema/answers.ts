// The answers about a planted file, and the facts behind them.

import {
  choice,
  flag,
  integer,
  list,
  Optional,
  object,
  type Schema,
  text,
} from '../../../json/schema.js';
import type { Boot, BootReason, Execution, FileFact, RunEvidence } from '../../case.js';
import type { Benign, Contradiction } from '../../harmlessness.js';
import type { Prevalence } from '../../prevalence.js';
import { activityLabels } from '../activity-sections.js';
import { benignPhrases, contradictionPhrases } from '../benign-section.js';
import { bootAnswers, bootReasons, bootUnknowns } from '../boot-section.js';
import { executionAnswers } from '../execution-section.js';
import { factLabels } from '../file-section.js';
import { events, meanings } from './common.js';

export const fact: Schema = object<FileFact>('A fact about the file.', {
  fact: choice('The kind of fact.', factLabels),
  value: text(
    'The value: a time as written in the event, a path, a name, an octal mode, a hash, a size in bytes, entropy in bits per byte, the first bytes in hexadecimal, or the name of a rule.',
  ),
  isEdit: new Optional(
    flag(
      'Whether it is part of an edit: one program changed the file, which was there before and still is. Absent if not.',
    ),
  ),
  events,
});

export const prevalence: Schema = object<Prevalence>('How many hosts have the same file.', {
  hosts: list(
    'The names of these hosts, including this one (the list may be shortened).',
    text('A host name.'),
  ),
  count: integer('The number of hosts that have it.', 0),
  of: integer('The number of hosts with any init script in the log.', 0),
  events,
});

const bootReason: Schema = object<BootReason>('Evidence for or against a start at boot.', {
  reason: choice('The kind of evidence.', meanings(bootReasons)),
  counts: choice<BootReason['counts']>('Whether it is evidence for or against a start at boot.', {
    for: 'evidence for',
    against: 'evidence against',
  }),
  value: text('The name, path, mode or command that is the evidence.'),
  events,
});

export const boot: Schema = object<Boot>(
  'Whether the script will run when the host boots, by the rules of systemd-sysv-generator.',
  {
    answer: choice('The answer.', bootAnswers),
    reasons: list('The evidence.', bootReason),
    unknown: list(
      'What a definite answer needs but the log does not show.',
      choice('What is unknown.', bootUnknowns),
    ),
  },
);

const evidence: Schema = object<RunEvidence>('Evidence that the script ran, or was to be run.', {
  evidence: choice<RunEvidence['evidence']>('The kind of evidence.', {
    process: 'a process that ran the script',
    'start-command': 'a command that starts the script',
    'restart-when-enabled':
      'a restart of the host at which, as far as the log shows, the script was to run; most likely it ran',
    restart: 'a restart of the host at which the script may have run',
    'unit-generated':
      'a unit that systemd generated for the script when the host started, or at an unknown time',
    'named-in-arguments': 'a program that may run the script and was given its path',
  }),
  time: new Optional(text('When it happened, as written in the event.')),
  value: text('The command line, the path of the unit, or the time of the restart.'),
  entityId: new Optional(text('The entity id of the process.')),
  events,
});

export const execution: Schema = object<Execution>(
  'Whether the script has run since it was planted.',
  {
    answer: choice('The answer.', executionAnswers),
    evidence: list(
      'The evidence, by time (the list may be shortened; processes are kept first).',
      evidence,
    ),
    evidenceLeftOut: integer('How much more evidence the retained events have.', 0),
  },
);

export const benign: Schema = object<Benign>(
  'A reason why the file might be harmless. It is a hint, not a verdict.',
  {
    reason: choice('The kind of reason.', meanings(benignPhrases)),
    value: text('The program, numbers or user that is the reason.'),
    events,
  },
);

export const contradiction: Schema = object<Contradiction>('Something against its harmlessness.', {
  against: choice('What it is.', meanings(contradictionPhrases)),
  deed: new Optional(
    choice('What the session did.', {
      ...activityLabels,
      'moved-program': 'replaced program',
      service: 'service',
    }),
  ),
  session: new Optional(integer('The number of the session that did it, if it is known which.', 1)),
  value: text('The command, program, contents, address, path or rule.'),
  events,
});
