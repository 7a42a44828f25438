// Which files a case covers, and which are alike.

import {
  choice,
  integer,
  list,
  Optional,
  object,
  type Schema,
  text,
} from '../../../json/schema.js';
import type {
  CaseScope,
  FileDeviation,
  FileGroup,
  GroupedFile,
  LeftOut,
  LeftOutFile,
  Limits,
} from '../../file-groups.js';
import { differenceLabels, signLabels } from '../group-section.js';
import { events } from './common.js';

export const limits: Schema = object<Limits>(
  'How much the case can contain, and what was left out.',
  {
    hosts: integer('Maximum number of hosts.', 1),
    filesPerHost: integer('Maximum number of files per host.', 1),
    files: integer('Maximum number of files.', 1),
    eventsPerHost: integer('Maximum number of events per host.', 1),
    matchesLeftOut: integer(
      'Matches over these limits, and those of a creator between its first and its last.',
      0,
    ),
  },
);

const fileSign = choice('A sign.', signLabels);

const groupedFileMembers = {
  hostName: text('The name or id of its host.'),
  path: text('Its path.'),
  host: new Optional(
    integer('The index of its host in `hosts`, from 0; absent if the case leaves the file out.', 0),
  ),
};

export const group: Schema = object<FileGroup>(
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

export const leftOut: Schema = object<LeftOut>('What the case leaves out: there are too many.', {
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

export const scope: Schema = object<CaseScope>('The hosts and paths that the case was asked for.', {
  hosts: list('The names or ids of the hosts; empty for all.', text('A name or id.')),
  paths: list('Patterns for the paths; empty for all.', text('A pattern.')),
  matchesOutside: integer('Matches, and with --leads leads, of other hosts and paths.', 0),
});
