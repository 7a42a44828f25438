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
import type { ChosenExclusion } from '../../lead/chosen-exclusions.js';
import type { LeadCounts } from '../../report/leads.js';
import {
  endingMembers,
  leadCountsSchema,
  leadKindSchema,
  placeSchema,
  type ReportMembers,
  ruleSchema,
  schemaDocument,
  toolSchema,
} from '../../report/schema-parts.js';
import type { RelatedActivity } from '../activity.js';
import type {
  Boot,
  BootReason,
  Case,
  CaseEvent,
  ChainLink,
  Creator,
  Execution,
  FileFact,
  FileLead,
  HostCase,
  PlantedFile,
  RunEvidence,
} from '../case.js';
import type {
  AddressFact,
  AddressHop,
  EarlierProgram,
  HostSession,
  ProcessContainer,
  SameId,
  Session,
} from '../case-sessions.js';
import type { EarlierFile, FileCopy } from '../deed.js';
import type { ExcludedScript } from '../excluded-script.js';
import type {
  CaseScope,
  FileDeviation,
  FileGroup,
  GroupedFile,
  LeftOut,
  LeftOutFile,
  Limits,
} from '../file-groups.js';
import type { Benign, Contradiction } from '../harmlessness.js';
import type { InboundConnection, Job, JobFile } from '../job.js';
import type { MentionedAddress, MovedProgram } from '../mentioned.js';
import type { Prevalence } from '../prevalence.js';
import type { RecordedPeriod } from '../recorded-periods.js';
import type { ResidentProgram, Restart } from '../restart.js';
import type { NextSteps } from '../steps/next-steps.js';
import { activityLabels, cutLabels, relationTitles } from './activity-sections.js';
import { benignPhrases, contradictionPhrases } from './benign-section.js';
import { bootAnswers, bootReasons, bootUnknowns } from './boot-section.js';
import { locationWords } from './chain-tree.js';
import { eventLabels } from './event-labels.js';
import { executionAnswers } from './execution-section.js';
import { earlierWords, factLabels } from './file-section.js';
import { differenceLabels, signLabels } from './group-section.js';
import { jobFileWords, schedulerLabels } from './origin-words.js';
import { type Labels, type Phrases, renderSentence } from './sentence.js';

/** The case with the other members of its document. */
interface CaseDocument extends Case, ReportMembers {
  readonly leads: LeadCounts;
}

const events: Schema = list(
  'The numbers of the events that show it, in chronological order (the list may be shortened).',
  integer('The number of an event in `events` at the top level.', 1),
  1,
);

const event: Schema = object<CaseEvent>('An event that the case cites.', {
  number: integer('Its number, by which the case refers to it.', 1),
  time: new Optional(text('Its @timestamp, as written in the event.')),
  host: new Optional(
    integer('The index of its host in `hosts`, from 0; absent for other hosts.', 0),
  ),
  hostName: new Optional(text('The name or id of its host.')),
  what: choice('What happened.', eventLabels),
  subject: new Optional(
    text('What it is about: a path, a command line, an address with its port, a name, a rule.'),
  ),
  from: new Optional(text('The original path of a renamed file.')),
  by: new Optional(
    text('The executable of the process that did it, with its command line if that adds anything.'),
  ),
  user: new Optional(text('The name or id of the user.')),
  place: reference('place', 'Its location in the inputs.'),
  index: new Optional(text('The index it was exported from.')),
  id: new Optional(text('Its id in that index.')),
});

const fact: Schema = object<FileFact>('A fact about the file.', {
  fact: choice('The kind of fact.', factLabels),
  value: text(
    'The value: a time as written in the event, a path, a name, an octal mode, a hash, a size in bytes, entropy in bits per byte, the first bytes in hexadecimal, or the name of a rule.',
  ),
  events,
});

const prevalence: Schema = object<Prevalence>('How many hosts have the same file.', {
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

const boot: Schema = object<Boot>(
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

const execution: Schema = object<Execution>('Whether the script has run since it was planted.', {
  answer: choice('The answer.', executionAnswers),
  evidence: list(
    'The evidence, by time (the list may be shortened; processes are kept first).',
    evidence,
  ),
  evidenceLeftOut: integer('How much more evidence the retained events have.', 0),
});

const link: Schema = object<ChainLink>('A process in the chain.', {
  entityId: new Optional(text('Its entity id.')),
  role: choice<ChainLink['role']>('Its role in the chain.', {
    writer: 'the process that wrote or renamed the file',
    ancestor: 'the parent of the previous process in the list',
    'entry-leader': 'the first process of the session',
  }),
  known: choice<ChainLink['known']>('What the log has about it.', {
    own: 'its own process events',
    'by-others': 'other events that describe it',
    'id-only': 'only its entity id, which can be looked up in Elasticsearch',
  }),
  executable: new Optional(text('The path of its executable.')),
  name: new Optional(text('Its name.')),
  commandLine: new Optional(text('Its command line.')),
  user: new Optional(text('Its user.')),
  realUser: new Optional(text('Its real user, if different (sudo, su).')),
  workingDirectory: new Optional(text('Its working directory.')),
  pid: new Optional(text('Its process id.')),
  start: new Optional(text('When it started, as written in the event.')),
  isInteractive: new Optional(flag('Whether it had a terminal.')),
  odd: list(
    'What is unusual about the location of its executable or script, or about its command line.',
    choice('Something unusual.', locationWords),
  ),
  sameId: new Optional(
    object<SameId>('Another process of the log with the same entity id.', {
      parent: new Optional(text('The entity id of its parent.')),
      command: new Optional(text('Its command line.')),
      user: new Optional(text('Its user.')),
      events,
    }),
  ),
  events,
});

const session: Schema = object<Session>('Where the session came from.', {
  type: new Optional(text("Elastic's entry type: sshd, init, terminal, container and others.")),
  address: new Optional(text('The remote address.')),
  isInferred: flag(
    'Whether it is inferred, without session data, from the connection that the SSH daemon accepted just before.',
  ),
  age: new Optional(integer('How long before the match its first process started, in seconds.', 0)),
  events,
});

const job: Schema = object<Job>('A job of a scheduler.', {
  scheduler: choice('What started it.', schedulerLabels),
  file: new Optional(
    object<JobFile>(
      'The file that most likely tells the scheduler to; absent if the log does not show who wrote it.',
      {
        path: text('Its path.'),
        known: choice('How it is known to be the one.', jobFileWords),
        time: new Optional(text('When it was last written before, as in the event.')),
        chain: list('The process that wrote it, its parent, and so on.', link),
        reachesEntry: flag('Whether the chain ends at the first process of the session.'),
        session: new Optional(session),
        events,
      },
    ),
  ),
  events,
});

const inbound: Schema = object<InboundConnection>(
  'A connection that a network service, or a web server in front of it, accepted just before the service ran its first command: inferred to be the request that led to it.',
  {
    address: text('Where it came from.'),
    port: new Optional(text('The port that it was accepted at.')),
    program: text('The program that accepted it.'),
    time: new Optional(text('When, as written in the event.')),
    before: integer('How long before the command, in milliseconds.', 0),
    events,
  },
);

const creator: Schema = object<Creator>('Who created the file, as far as the log shows.', {
  chain: list('The process that wrote or renamed the file, its parent, and so on.', link),
  reachesEntry: flag(
    'Whether the chain ends at the first process of the session; if not, it is incomplete.',
  ),
  session: new Optional(session),
  container: new Optional(
    object<ProcessContainer>('The container that it happened in.', {
      id: text('Its id.'),
      name: new Optional(text('Its name.')),
      image: new Optional(text('Its image, with the tag.')),
      pod: new Optional(text('The pod, or another resource that an orchestrator runs it in.')),
      namespace: new Optional(text('The namespace of that.')),
      cluster: new Optional(text('The name of the cluster.')),
      events,
    }),
  ),
  earlier: new Optional(
    list(
      'Programs that processes of the chain ran before.',
      object<EarlierProgram>('A program.', {
        entityId: new Optional(text('The entity id of the process.')),
        command: text('Its command line.'),
        events,
      }),
      1,
    ),
  ),
  job: new Optional(job),
  inbound: new Optional(inbound),
  events,
});

const benign: Schema = object<Benign>(
  'A reason why the file might be harmless. It is a hint, not a verdict.',
  {
    reason: choice('The kind of reason.', meanings(benignPhrases)),
    value: text('The program, numbers or user that is the reason.'),
    events,
  },
);

const contradiction: Schema = object<Contradiction>('Something against its harmlessness.', {
  against: choice('What it is.', meanings(contradictionPhrases)),
  deed: new Optional(choice('What the session did.', activityLabels)),
  value: text('The command, program, contents, address, path or rule.'),
  events,
});

const steps: Schema = object<NextSteps>('What to do next.', {
  osquery: list(
    'Statements for osquery.',
    object<NextSteps['osquery'][number]>('A statement.', {
      purpose: text('The id of its purpose.'),
      statement: text('The statement, on one line, ready to paste.'),
    }),
  ),
  shell: list(
    'Commands for a shell on the host.',
    object<NextSteps['shell'][number]>('A command.', {
      purpose: text('The id of its purpose.'),
      command: text('The command, on one line, ready to paste.'),
    }),
  ),
  response: list('The steps of the response, in order.', text('The id of a step.')),
});

const exclusion: Schema = object<ChosenExclusion>('A condition that holds.', {
  clause: text('The id of its clause, as in `explain` and `rule`.'),
  field: text('The field that it looks at.'),
  value: {
    description: 'The value; null if the field is missing.',
    type: ['string', 'null'],
  },
});

const fileLead: Schema = object<FileLead>('Events of a file that are beside the rule.', {
  kind: leadKindSchema,
  exclusions: new Optional(
    list(
      'Why the rule excludes them, if only by what their author was free to choose.',
      exclusion,
      1,
    ),
  ),
  events,
});

const file: Schema = object<PlantedFile>('A file that the rule matches, or a lead is about.', {
  path: text('Its path.'),
  leads: new Optional(
    list(
      'Those of its `events` that the rule does not match, with --leads or --include-excluded; absent if it matches all.',
      fileLead,
      1,
    ),
  ),
  partOf: new Optional(
    text('The file that it became or was written for, if it is only a temporary file or backup.'),
  ),
  namePattern: new Optional(
    text(
      'If its name has U+FFFD, which stands for bytes that are not UTF-8: a pattern of find that matches the real name.',
    ),
  ),
  earlier: new Optional(
    object<EarlierFile>('What shows that the file was there before it was planted.', {
      value: choice('What happened to it first.', earlierWords),
      events,
    }),
  ),
  copies: new Optional(
    list(
      'Other files with the same contents, at other paths (the list may be shortened).',
      object<FileCopy>('A file.', {
        path: text('Its path.'),
        host: new Optional(text('The name or id of its host, if it is another one.')),
        events,
      }),
      1,
    ),
  ),
  service: text(
    'The service that systemd would generate for it; without `.service`, unless the file name has it.',
  ),
  matchesLeftOut: integer(
    'How many of its matches are left out. Only the first and the last match of each creator are included, for a limited number of creators.',
    0,
  ),
  facts: list('What the log shows about the file.', fact),
  prevalence: object<PlantedFile['prevalence']>('How many hosts have the same file.', {
    name: reference('prevalence', 'Hosts with an init script of the same name.'),
    hash: new Optional(reference('prevalence', 'Hosts with a file with the same contents.')),
  }),
  boot,
  execution,
  planters: list('Who created the file; several if it was created more than once.', creator),
  benign: list('Reasons why it might be harmless.', benign),
  against: new Optional(
    list('What speaks against its harmlessness; absent if nothing does.', contradiction, 1),
  ),
  steps,
  events,
});

const activity: Schema = object<RelatedActivity>('Something else that happened close in time.', {
  what: choice('What it is.', activityLabels),
  relation: choice('Who did it.', relationTitles),
  session: new Optional(
    object<NonNullable<RelatedActivity['session']>>(
      'The session that did it, if it is one of those that planted files.',
      {
        number: integer('Its number in `sessions` of the host.', 1),
        type: new Optional(text('Its entry type.')),
        address: new Optional(text('The remote address.')),
      },
    ),
  ),
  script: new Optional(text('The planted script that did it, if it is known which.')),
  subject: text(
    'A path, a command line, an address with its port, a name, a rule; a directory if there are `subjects`.',
  ),
  subjects: new Optional(
    object<NonNullable<RelatedActivity['subjects']>>(
      'Files of one directory by one program, folded into one activity because there are many.',
      {
        count: integer('How many files.', 1),
        first: list('The paths of the first of them.', text('A path.')),
      },
    ),
  ),
  by: new Optional(
    text('The executable of the process that did it, with its command line if that adds anything.'),
  ),
  user: new Optional(text('The name or id of the user.')),
  first: new Optional(text('When it first happened, as written in the event.')),
  last: new Optional(text('When it last happened, as written in the event.')),
  times: integer('How often it happened; `events` may list fewer.', 1),
  relatedRule: flag('Whether the related rule matches it.'),
  isMatch: flag('Whether the rule itself matches it.'),
  excludedBy: new Optional(
    list(
      'The clauses by which the rule excludes an init script, if its author was free to choose what they look at.',
      text('The id of a clause.'),
      1,
    ),
  ),
  events,
});

const excludedScript: Schema = object<ExcludedScript>(
  'An init script that the rule excludes only by what its author is free to choose.',
  {
    path: text('Its path.'),
    relation: choice('Who wrote it.', relationTitles),
    by: new Optional(text('The executable of the process that wrote it, with its command line.')),
    user: new Optional(text('The name or id of the user.')),
    first: new Optional(text('When it was first written, as written in the event.')),
    exclusions: list('Why the rule excludes it.', exclusion, 1),
    boot: choice('Whether it will run at boot.', bootAnswers),
    events,
  },
);

const mentionedAddress: Schema = object<MentionedAddress>(
  'An address or domain in the command lines of the sessions and scripts.',
  {
    kind: choice<MentionedAddress['kind']>('What it is.', {
      address: 'an IPv4 or IPv6 address',
      domain: 'the domain of a URL',
    }),
    value: text('The address or domain, in lower case.'),
    port: new Optional(text('The port that follows it.')),
    command: text('The first of the command lines.'),
    relation: choice('Who ran it.', relationTitles),
    session: new Optional(
      integer('The number in `sessions` of the session that ran it, if it is one of those.', 1),
    ),
    events,
  },
);

const movedProgram: Schema = object<MovedProgram>(
  'A program or library of the system that a session or script moved away.',
  {
    path: text('Its path.'),
    original: text('Where the original lies now.'),
    isReplaced: flag('Whether another file was written in its place.'),
    by: new Optional(text('The executable of the process that moved it, with its command line.')),
    time: new Optional(text('When it was moved, as written in the event.')),
    events,
  },
);

const restart: Schema = object<Restart>(
  'A restart of the host. Sensors start too late to see what init scripts do then.',
  {
    time: text('When its first process started, ISO 8601.'),
    programs: list(
      'Programs that were running when the sensor started, and of which no earlier event tells.',
      object<ResidentProgram>('A program.', {
        program: text('The path of its executable, or its name.'),
        command: text('Its command line.'),
        events,
      }),
    ),
    programsLeftOut: integer('How many more of these were left out.', 0),
    isCompared: flag(
      'Whether the log has an earlier list of running programs; if not, most may be nothing new.',
    ),
    events,
  },
);

const hostSession: Schema = object<HostSession>(
  'A session that planted files, or wrote the jobs that did: a login, a job of a scheduler, or a service.',
  {
    number: integer('Its number.', 1),
    entityId: new Optional(text('The entity id of its first process, as far as known.')),
    type: new Optional(text("Elastic's entry type: sshd, init, terminal, container and others.")),
    address: new Optional(text('The remote address.')),
    inbound: new Optional(
      text('Where a request most likely came from that made a network service do it; inferred.'),
    ),
    jobFiles: new Optional(
      list(
        'Files for a scheduler that it wrote, whose jobs planted the `files`; absent if it planted them itself.',
        text('A path.'),
        1,
      ),
    ),
    start: new Optional(text('When its first process started, as written in the event.')),
    users: list(
      'The users of its processes, from the writer of a file to the first: sudo and su change them.',
      text('A name or id.'),
    ),
    files: list('The files that it planted.', text('A path.'), 1),
    events,
  },
);

const addressFact: Schema = object<AddressFact>(
  'What other hosts in the log show about an address that a session came from.',
  {
    address: text('The address.'),
    hosts: list(
      'The hosts that have it; several if networks use the same addresses.',
      text('A host name.'),
    ),
    hops: list(
      'Connections from these hosts to this one.',
      object<AddressHop>('A connection.', {
        time: new Optional(text('When, as written in the event.')),
        command: new Optional(text('The command line of the process that connected.')),
        user: new Optional(text('Its user.')),
        address: new Optional(text('The address that its session came from.')),
        events,
      }),
    ),
    otherHosts: list(
      'Other hosts that someone logged in to from it (the list may be shortened).',
      text('A host name.'),
    ),
    otherHostsCount: integer('The number of these hosts.', 0),
    events,
  },
);

const host: Schema = object<HostCase>('What happened on one host.', {
  name: new Optional(text('Its name.')),
  id: new Optional(text('Its id.')),
  files: list(
    'The files that the rule matches, and with --leads those of leads, the most important first.',
    file,
    1,
  ),
  sessions: list('The sessions that planted the files, by time.', hostSession),
  hasSessionData: flag(
    'Whether any retained event names the first process of a session. It is a setting of the policy, off by default.',
  ),
  addresses: list(
    'What other hosts show about the addresses that the sessions came from.',
    addressFact,
  ),
  surroundings: list('What else happened close in time.', activity),
  surroundingsLeftOut: integer('How many more of these were left out.', 0),
  matchesLeftOut: integer('How many matches of other files on this host were left out.', 0),
  mentioned: new Optional(
    list(
      'Addresses and domains of URLs in command lines of the sessions and scripts; absent if there are none.',
      mentionedAddress,
      1,
    ),
  ),
  moved: new Optional(
    list('Programs of the system that they moved away; absent if there are none.', movedProgram, 1),
  ),
  excludedScripts: new Optional(
    list(
      'Init scripts that the rule excludes only by what their authors are free to choose; absent if there are none.',
      excludedScript,
      1,
    ),
  ),
  restarts: new Optional(
    list('The restarts since the first match; absent if the log shows none.', restart, 1),
  ),
  processesLeftOut: integer(
    'How many processes of the sessions and scripts were not traced: over the limit, or found too late.',
    0,
  ),
  coverage: object<HostCase['coverage']>(
    'For each kind of event, the location of one from this host after the first planted file appeared.',
    {
      process: new Optional(reference('place', 'A process event; absent if the log has none.')),
      network: new Optional(reference('place', 'A network event; absent if the log has none.')),
    },
  ),
  recorded: new Optional(
    list(
      'When the log has events of each kind from this host, which the case may not cite; absent if it has none.',
      object<RecordedPeriod>('A kind of events.', {
        kind: choice<RecordedPeriod['kind']>('The kind.', {
          process: 'starts and ends of processes',
          network: 'connections and name resolution',
        }),
        first: text(
          'The minute of the first one by its @timestamp, ISO 8601: earlier ones are not in the log.',
        ),
        last: text('The hour of the last one, ISO 8601.'),
      }),
      1,
    ),
  ),
  isCut: flag('Whether some events were dropped: anything missing here may still be in the log.'),
  cut: list('What the dropped events could show.', choice('A kind of events.', cutLabels)),
});

const limits: Schema = object<Limits>('How much the case can contain, and what was left out.', {
  hosts: integer('Maximum number of hosts.', 1),
  filesPerHost: integer('Maximum number of files per host.', 1),
  files: integer('Maximum number of files.', 1),
  eventsPerHost: integer('Maximum number of events per host.', 1),
  matchesLeftOut: integer(
    'Matches over these limits, and those of a creator between its first and its last.',
    0,
  ),
});

const fileSign = choice('A sign.', signLabels);

const groupedFileMembers = {
  hostName: text('The name or id of its host.'),
  path: text('Its path.'),
  host: new Optional(
    integer('The index of its host in `hosts`, from 0; absent if the case leaves the file out.', 0),
  ),
};

const group: Schema = object<FileGroup>(
  'Files that are alike: with the same contents, writer, session, user and signs, numbers and temporary names aside.',
  {
    path: text('The path of the first of them.'),
    hosts: list('The names of their hosts.', text('A host name.')),
    files: list(
      'The files, those in the case first.',
      object<GroupedFile>('A file.', groupedFileMembers),
      2,
    ),
    signs: list('What the log shows to have become of each.', fileSign),
    deviations: list(
      'Files in the case at the same paths that are not alike; at most 50.',
      object<FileDeviation>('A file.', {
        ...groupedFileMembers,
        differs: list(
          'In what it differs: what it is or has, and the others are or have not, or the reverse.',
          choice('A difference.', differenceLabels),
          0,
        ),
        events,
      }),
    ),
    events,
  },
);

const leftOut: Schema = object<LeftOut>('What the case leaves out: there are too many.', {
  files: list(
    'The files that are left out, by host and path; at most 20,000.',
    object<LeftOutFile>('A file.', {
      host: text('The name or id of its host.'),
      path: text('Its path.'),
      first: new Optional(text('The time of its first match, as written in the event.')),
      matches: integer('How many matches it has.', 0),
    }),
  ),
  matchesNotNamed: integer('Matches of files that are not named either.', 0),
});

const scope: Schema = object<CaseScope>('The hosts and paths that the case was asked for.', {
  hosts: list('The names or ids of the hosts; empty for all.', text('A name or id.')),
  paths: list('Patterns for the paths; empty for all.', text('A pattern.')),
  matchesOutside: integer('Matches, and with --leads leads, of other hosts and paths.', 0),
});

/** The JSON Schema (2020-12) of a case as a JSON document. Members are in the document's order. */
export const caseSchema: Schema = {
  ...schemaDocument(
    'initd-scan investigate',
    object<CaseDocument>(
      'What happened around the matches of a scan. Every statement cites the events that support it.',
      {
        tool: toolSchema,
        rule: ruleSchema,
        hosts: list(
          'The hosts with matches, and with --leads those with leads, the most important first.',
          host,
        ),
        events: list('The events that the case cites, by host and time.', event),
        groups: list('Files that are alike, the most important first.', group),
        leftOut,
        scope: new Optional(scope),
        limits,
        leads: leadCountsSchema(
          'Leads: events beside the rule that may be planted scripts. Only with --leads are they in the case.',
        ),
        ...endingMembers,
      },
    ),
  ),
  $defs: { place: placeSchema, prevalence },
};

/** The meanings of ids whose phrases take a value, with a placeholder for it. */
function meanings<Id extends string>(phrases: Phrases<Id>): Labels<Id> {
  return Object.fromEntries(
    Object.entries<Phrases<Id>[Id]>(phrases).map(([id, phrase]) => [
      id,
      renderSentence(phrase('…'), (value) => value),
    ]),
  ) as Labels<Id>;
}
