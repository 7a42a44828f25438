// A host with planted files.

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
} from '../../../json/schema.js';
import type { HostCase } from '../../case.js';
import type { RecordedPeriod } from '../../recorded-periods.js';
import { cutLabels } from '../activity-sections.js';
import { file } from './planted-file.js';
import {
  activity,
  addressFact,
  excludedScript,
  hostSession,
  mentionedAddress,
  movedProgram,
  restart,
} from './surroundings.js';

export const host: Schema = object<HostCase>('What happened on one host.', {
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
