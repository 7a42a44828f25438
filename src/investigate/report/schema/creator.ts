// Who created a file: its processes, session, job and request.

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
import type { ChainLink, Creator } from '../../case.js';
import type {
  AttachedLogin,
  EarlierProgram,
  ProcessContainer,
  SameId,
  Session,
} from '../../case-sessions.js';
import type { InboundConnection, Job, JobFile } from '../../job.js';
import { locationWords } from '../chain-link-line.js';
import { attachedWords, jobFileWords, schedulerLabels } from '../origin-words.js';
import { events } from './common.js';

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

export const creator: Schema = object<Creator>('Who created the file, as far as the log shows.', {
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
  attached: new Optional(
    list(
      'Other logins that may have typed what it did, by a program that lets several share a terminal.',
      object<AttachedLogin>('A login.', {
        known: choice('Why it may have.', attachedWords),
        type: new Optional(text('The entry type of its session.')),
        address: new Optional(text('The address that it came from.')),
        user: new Optional(text('The name or id of its user.')),
        command: new Optional(text('The command that attached, or else its first process.')),
        time: new Optional(text('When it did, as written in the event.')),
        events,
      }),
      1,
    ),
  ),
  job: new Optional(job),
  inbound: new Optional(inbound),
  events,
});
