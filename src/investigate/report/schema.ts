// biome-ignore-all lint/style/noExcessiveLinesPerFile: one table, in the order of the document that it describes.

import {
  choice,
  flag,
  integer,
  list,
  Optional,
  object,
  reference,
  type Schema,
  text,
} from '../../json/schema.js';
import type { ReportTotals } from '../../report/report-document.js';
import type { AttackReference, RuleIdentity, ThreatEntry } from '../../rule/rule.js';
import type { Problem } from '../../scan/finding.js';
import type { InputStatus, SourceLocation } from '../../scan/sink.js';
import type { DocumentStatistics } from '../../scan/statistics.js';
import type {
  Benign,
  Boot,
  BootReason,
  Case,
  CaseEvent,
  ChainLink,
  Creator,
  Execution,
  FileFact,
  HostCase,
  Limits,
  PlantedFile,
  Prevalence,
  RelatedActivity,
  RunEvidence,
  Session,
} from '../case.js';
import type { NextSteps } from '../steps/next-steps.js';
import { activityLabels, relationTitles } from './activity-sections.js';
import { benignPhrases } from './benign-section.js';
import { bootAnswers, bootReasons, bootUnknowns } from './boot-section.js';
import { oddPlaceWords } from './creator-section.js';
import { executionAnswers } from './execution-section.js';
import { factLabels } from './file-section.js';
import { type Labels, type Phrases, textOf } from './sentence.js';
import { eventLabels } from './timeline.js';

/** The case with the other members of its document. */
interface CaseDocument extends Case {
  readonly tool: { readonly name: string; readonly version: string };
  readonly rule: RuleIdentity;
  readonly problems: readonly (Problem & { readonly message: string })[];
  readonly problemsNotListed: number;
  readonly inputs: readonly (InputStatus & { readonly status: string })[];
  readonly summary: ReportTotals;
}

const events: Schema = list(
  'The numbers of the events that show it, in the order of time: a bounded number of them.',
  integer('The number of an event in the list `events` of the document.', 1),
  1,
);

const place: Schema = object<SourceLocation>('Where an event stands in the inputs.', {
  input: text('The input by the name that it was given by, or was found under.'),
  line: integer('The line, from 1; the first one where the event has several.', 1),
  byteOffset: integer('The first byte of the line or the event in the decoded input, from 0.', 0),
  position: new Optional(
    integer('The number of the event within its line, array or response, from 1.', 1),
  ),
});

const event: Schema = object<CaseEvent>('An event that the case rests on.', {
  number: integer('Its number, by which everything in the case names it.', 1),
  time: new Optional(text('Its @timestamp, as it is written.')),
  host: new Optional(
    integer('The place of its host in the list `hosts`, from 0; absent for other hosts.', 0),
  ),
  hostName: new Optional(text('The name of its host, or its id.')),
  what: choice('What happened.', eventLabels),
  subject: new Optional(
    text('What it is about: a path, a command line, an address with its port, a name, a rule.'),
  ),
  from: new Optional(text('Where a renamed file was before.')),
  by: new Optional(
    text('The executable of the process that did it, with its command line where that tells more.'),
  ),
  user: new Optional(text('The name of the user, or the id.')),
  place: reference('place', 'Where it stands in the inputs.'),
  index: new Optional(text('The index that it came out of.')),
  id: new Optional(text('Its id in that index.')),
});

const fact: Schema = object<FileFact>('Something that the log tells of the file.', {
  fact: choice('What it is.', factLabels),
  value: text(
    'The value: a time as it is written, a path, a name, an octal mode, a hash, bytes, bits a byte, the first bytes in hexadecimal digits, the name of a rule.',
  ),
  events,
});

const prevalence: Schema = object<Prevalence>('How many hosts have the same.', {
  hosts: list('The names of the hosts, the own among them: a bounded number.', text('A host.')),
  count: integer('How many hosts have it.', 0),
  of: integer('Of how many hosts the log shows any init script.', 0),
  events,
});

const bootReason: Schema = object<BootReason>('A reason for the answer.', {
  reason: choice('What it is.', meanings(bootReasons)),
  counts: choice<BootReason['counts']>('Which way it counts.', {
    for: 'for a start at boot',
    against: 'against a start at boot',
  }),
  value: text('The name, path, mode or command that the reason lies in.'),
  events,
});

const boot: Schema = object<Boot>(
  'Whether the script will run when the host starts, by the rules of systemd-sysv-generator.',
  {
    answer: choice('The answer.', bootAnswers),
    reasons: list('What the answer rests on.', bootReason),
    unknown: list(
      'What would have to be known for an answer, and is not shown by the log.',
      choice('What it is.', bootUnknowns),
    ),
  },
);

const evidence: Schema = object<RunEvidence>(
  'Something that shows that the script ran, or was to.',
  {
    evidence: choice<RunEvidence['evidence']>('What it is.', {
      process: 'a process of the script',
      'start-command': 'a command that starts it',
      'unit-generated': 'a unit that systemd made of it',
      'named-in-arguments':
        'a program that may run it, and was started with its path as an argument',
    }),
    time: new Optional(text('When it happened, as it is written.')),
    value: text('The command line, or the path of the unit.'),
    entityId: new Optional(text('The entity id of the process.')),
    events,
  },
);

const execution: Schema = object<Execution>('Whether the script has run since it was planted.', {
  answer: choice('The answer.', executionAnswers),
  evidence: list('What the answer rests on: a bounded number, the first.', evidence),
  evidenceLeftOut: integer('How much more of it there is among the events kept.', 0),
});

const link: Schema = object<ChainLink>('A process of the chain.', {
  entityId: new Optional(text('Its entity id.')),
  role: choice<ChainLink['role']>('What it is in the chain.', {
    writer: 'it wrote or renamed the file',
    ancestor: 'the one before it in the list stems from it',
    'entry-leader': 'it is the first process of the session',
  }),
  known: choice<ChainLink['known']>('What the log holds of it.', {
    own: 'events of its own',
    'by-others': 'what the events of other processes say of it',
    'id-only': 'its entity id alone, by which it is to be looked up elsewhere',
  }),
  executable: new Optional(text('The path of its executable.')),
  name: new Optional(text('Its name.')),
  commandLine: new Optional(text('Its command line.')),
  user: new Optional(text('Its user.')),
  realUser: new Optional(text('Who is behind the user, where that is another (sudo, su).')),
  workingDirectory: new Optional(text('The folder that it worked in.')),
  pid: new Optional(text('Its number in the system.')),
  start: new Optional(text('When it began, as it is written.')),
  isInteractive: new Optional(flag('Whether it had a terminal.')),
  odd: list(
    'What is odd about where its executable lies.',
    choice('A place where no installed program lies.', oddPlaceWords),
  ),
  events,
});

const session: Schema = object<Session>('How the session came in.', {
  type: new Optional(
    text("Elastic's name for its kind: sshd, init, terminal, container and others."),
  ),
  address: new Optional(text('The address that it came from.')),
  events,
});

const creator: Schema = object<Creator>('Who put the file there, as far as the log shows.', {
  chain: list('The process that wrote or renamed the file, its parent, and so on.', link),
  reachesEntry: flag(
    'Whether the chain ends at the first process of the session: otherwise it is incomplete.',
  ),
  session: new Optional(session),
  events,
});

const benign: Schema = object<Benign>(
  'A reason why the file might be harmless. It decides nothing.',
  {
    reason: choice('What it is.', meanings(benignPhrases)),
    value: text('The program, numbers or user that the reason lies in.'),
    events,
  },
);

const steps: Schema = object<NextSteps>('What to do next.', {
  osquery: list(
    'Statements for osquery.',
    object<NextSteps['osquery'][number]>('A statement.', {
      purpose: text('The id of what it is for.'),
      statement: text('The statement: one line that can be pasted.'),
    }),
  ),
  shell: list(
    'Commands for a shell of the host.',
    object<NextSteps['shell'][number]>('A command.', {
      purpose: text('The id of what it is for.'),
      command: text('The command: one line that can be pasted.'),
    }),
  ),
  response: list('The steps of a response, in their order.', text('The id of a step.')),
});

const file: Schema = object<PlantedFile>('A file that the rule matches.', {
  path: text('Its path.'),
  service: text(
    'The service that systemd would make of it, without `.service` where the name of the file has none.',
  ),
  matchesLeftOut: integer(
    'Matches of it that are not told: of each planter the first and the last are, of a bounded number of planters.',
    0,
  ),
  facts: list('What the log tells of the file.', fact),
  prevalence: object<PlantedFile['prevalence']>('How many hosts have such a file.', {
    name: reference('prevalence', 'Hosts with an init script of this name.'),
    hash: new Optional(reference('prevalence', 'Hosts with a file of these contents.')),
  }),
  boot,
  execution,
  planters: list(
    'Who put the file there: several, where it was put there more than once.',
    creator,
  ),
  benign: list('Reasons why it might be harmless.', benign),
  steps,
  events,
});

const activity: Schema = object<RelatedActivity>('Something else that happened near in time.', {
  what: choice('What it is.', activityLabels),
  relation: choice('Whose doing it was.', relationTitles),
  subject: text('A path, a command line, an address with its port, a name, a rule.'),
  by: new Optional(
    text('The executable of the process that did it, with its command line where that tells more.'),
  ),
  user: new Optional(text('The name of the user, or the id.')),
  first: new Optional(text('When it happened first, as it is written.')),
  last: new Optional(text('When it happened last, as it is written.')),
  times: integer('How often it happened; `events` names a bounded number of them.', 1),
  relatedRule: flag('Whether the related rule matches it.'),
  isMatch: flag('Whether the rule itself matches it.'),
  events,
});

const host: Schema = object<HostCase>('What happened on one host.', {
  name: new Optional(text('Its name.')),
  id: new Optional(text('Its id.')),
  files: list('The files that the rule matches, by time.', file, 1),
  surroundings: list('What else happened near in time.', activity),
  surroundingsLeftOut: integer('How much more happened than the case takes.', 0),
  matchesLeftOut: integer('Matches of further files on it that there was no room for.', 0),
  processesLeftOut: integer(
    'Processes of the sessions and scripts whose events were not looked for: too many, or found too late.',
    0,
  ),
  coverage: object<HostCase['coverage']>(
    'Whether the log holds events of these kinds of the host since a file was planted there: where one of them stands.',
    {
      process: new Optional(reference('place', 'An event of a process. Absent: it holds none.')),
      network: new Optional(reference('place', 'An event of the network. Absent: it holds none.')),
    },
  ),
  isCut: flag(
    'Whether there was no room for some events: what is not among those kept may yet be in the log.',
  ),
});

const limits: Schema = object<Limits>('How much the case holds at most.', {
  hosts: integer('Hosts.', 1),
  filesPerHost: integer('Files of each host.', 1),
  eventsPerHost: integer('Events of each host.', 1),
  matchesLeftOut: integer(
    'Matches beyond these limits, and those of a planter between its first and its last.',
    0,
  ),
});

const attack: Schema = object<AttackReference>('An entry of ATT&CK.', {
  id: text('Its id.'),
  name: text('Its name.'),
  url: text('Its page.'),
});

const rule: Schema = object<RuleIdentity>('The rule whose matches the case is about.', {
  name: text('Its name.'),
  id: text("Elastic's stable id of it."),
  version: integer('Its version.', 1),
  queryDate: text('The day of its query, ISO 8601.'),
  author: text('Its author.'),
  license: text('Its licence.'),
  type: text('Its type.'),
  language: text('The language of its query.'),
  severity: text('Its severity.'),
  riskScore: integer('Its risk score, up to 100.', 0),
  schedule: object<RuleIdentity['schedule']>('When Elastic runs it.', {
    interval: text('How often.'),
    from: text('From when on it looks, as date math.'),
  }),
  maxSignals: integer('Alerts of one execution in Elastic, at most.', 1),
  indexPatterns: list('The indices that it looks at.', text('A pattern.')),
  tags: list('Its tags.', text('A tag.')),
  threat: list(
    'What it detects, by ATT&CK.',
    object<ThreatEntry>('A tactic with its techniques.', {
      framework: text('The framework.'),
      tactic: attack,
      techniques: list('The techniques.', attack),
    }),
  ),
  references: list('Pages on the matter.', text('An address.')),
});

const problem: Schema = object<CaseDocument['problems'][number]>(
  'Something in an input that a reader of the case must know.',
  {
    severity: choice<Problem['severity']>('How bad it is.', {
      problem: 'not everything was read or understood: there may be more matches',
      warning: 'worth a look; the case stands',
    }),
    input: text('The name of the input.'),
    line: new Optional(integer('The line, from 1.', 1)),
    byteOffset: new Optional(integer('The byte in the decoded input, from 0.', 0)),
    message: text('What is wrong, in words.'),
    fault: {
      description: 'What is wrong, as facts: `kind` tells which others there are.',
      type: 'object',
      properties: { kind: text('The id of the kind of fault.') },
      required: ['kind'],
    },
  },
);

const input: Schema = object<CaseDocument['inputs'][number]>('What became of an input.', {
  name: text('Its name.'),
  status: choice('Whether it was read whole.', {
    complete: 'it was read and understood',
    incomplete: 'some of it was not read or understood',
  }),
  bytes: integer('Bytes read, decoded.', 0),
  lines: integer('Lines read.', 0),
  matches: integer('Matches in it.', 0),
  problems: integer('Problems in it.', 0),
  warnings: integer('Warnings about it.', 0),
});

const summary: Schema = object<CaseDocument['summary']>('What the scan came to.', {
  inputs: integer('How many inputs there were.', 0),
  bytes: integer('Bytes read, decoded.', 0),
  lines: integer('Lines read.', 0),
  matches: integer('Matches.', 0),
  withheld: integer('Matches over the number that was asked for: they are not in the case.', 0),
  problems: integer('Problems.', 0),
  warnings: integer('Warnings.', 0),
  complete: flag(
    'Whether everything was read and understood: only then is no match a clean result.',
  ),
  interrupted: flag('Whether the scan was interrupted.'),
  seconds: { description: 'How long the scan took.', type: 'number', minimum: 0 },
  census: new Optional(
    object<DocumentStatistics>('What kinds of documents were read, where that was asked for.', {
      documents: integer('Documents.', 0),
      fileEvents: integer('File events of endpoints among them.', 0),
      lacking: {
        description: 'For each field that the rule reads, how many documents lack it.',
        type: 'object',
        additionalProperties: integer('Documents without the field.', 0),
      },
    }),
  ),
});

/** The JSON document that a case is written as, in JSON Schema 2020-12. The order of members is the document's. */
export const caseSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'initd-scan investigate',
  ...object<CaseDocument>(
    'The case behind the matches of a scan. Nothing is claimed without the numbers of the events that show it.',
    {
      tool: object<CaseDocument['tool']>('What wrote the document.', {
        name: text('initd-scan.'),
        version: text('Its version.'),
      }),
      rule,
      hosts: list('The hosts with matches.', host),
      events: list('The events that the case rests on, by host and time.', event),
      limits,
      problems: list('Problems and warnings, a bounded number of them.', problem),
      problemsNotListed: integer('How many more there were.', 0),
      inputs: list('What became of the inputs.', input),
      summary,
    },
  ),
  $defs: { place, prevalence },
};

/** The schema as text. */
export function caseSchemaText(): string {
  return `${JSON.stringify(caseSchema, null, 2)}\n`;
}

/** The meanings of ids whose phrases take a value, with a placeholder for it. */
function meanings<Id extends string>(phrases: Phrases<Id>): Labels<Id> {
  return Object.fromEntries(
    Object.entries<Phrases<Id>[Id]>(phrases).map(([id, phrase]) => [
      id,
      textOf(phrase('…'), (value) => value),
    ]),
  ) as Labels<Id>;
}
