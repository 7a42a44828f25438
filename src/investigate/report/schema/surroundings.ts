// What else happened on a host.

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
import type { PersistentChange, RelatedActivity } from '../../activity.js';
import type { AddressFact, AddressHop, HostSession } from '../../case-sessions.js';
import type { ExcludedScript } from '../../excluded-script.js';
import type { MentionedAddress, MovedProgram } from '../../mentioned.js';
import type { ResidentProgram, Restart } from '../../restart.js';
import { activityLabels, relationTitles } from '../activity-sections.js';
import { bootAnswers } from '../boot-section.js';
import { events } from './common.js';
import { exclusion } from './planted-file.js';

export const activity: Schema = object<RelatedActivity>(
  'Something else that happened close in time.',
  {
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
      text(
        'The executable of the process that did it, with its command line if that adds anything.',
      ),
    ),
    user: new Optional(text('The name or id of the user.')),
    first: new Optional(text('When it first happened, as written in the event.')),
    last: new Optional(text('When it last happened, as written in the event.')),
    times: integer('How often it happened; `events` may list fewer.', 1),
    setsUp: new Optional(
      object<PersistentChange>(
        'What a command of the sessions or scripts sets up that lasts, besides the planted files.',
        {
          kind: choice('What it is.', { ...activityLabels, service: 'service' }),
          target: text('The path, the unit, or the program that takes a job.'),
        },
      ),
    ),
    partOf: new Optional(
      text(
        'If the file is only a temporary one, the init script that it became or was written for.',
      ),
    ),
    relatedRule: flag('Whether the related rule matches it.'),
    isMatch: flag('Whether the rule itself matches it.'),
    isRemoved: new Optional(
      flag(
        'Whether the file was removed or moved away last; absent if not, and if several are folded.',
      ),
    ),
    excludedBy: new Optional(
      list(
        'The clauses by which the rule excludes an init script, if its author was free to choose what they look at.',
        text('The id of a clause.'),
        1,
      ),
    ),
    events,
  },
);

export const excludedScript: Schema = object<ExcludedScript>(
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

export const mentionedAddress: Schema = object<MentionedAddress>(
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

export const movedProgram: Schema = object<MovedProgram>(
  'A program or library of the system that a session or script moved away.',
  {
    path: text('Its path.'),
    original: text('Where the original lies now.'),
    isReplaced: flag('Whether another file was written in its place.'),
    by: new Optional(text('The executable of the process that moved it, with its command line.')),
    session: new Optional(
      integer(
        'The number of the session that moved it, if it is one of those that planted files.',
        1,
      ),
    ),
    time: new Optional(text('When it was moved, as written in the event.')),
    events,
  },
);

export const restart: Schema = object<Restart>(
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

export const hostSession: Schema = object<HostSession>(
  'A session that planted files, or wrote the jobs that did: a login, a job of a scheduler, or a service.',
  {
    number: integer('Its number.', 1),
    entityId: new Optional(text('The entity id of its first process, as far as known.')),
    type: new Optional(text("Elastic's entry type: sshd, init, terminal, container and others.")),
    address: new Optional(text('The remote address.')),
    inbound: new Optional(
      text('Where a request most likely came from that made a network service do it; inferred.'),
    ),
    attached: new Optional(
      list('The addresses of logins that attached to it, or may have.', text('An address.'), 1),
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

export const addressFact: Schema = object<AddressFact>(
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
