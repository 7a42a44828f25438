// A planted file.

import {
  choice,
  integer,
  list,
  Optional,
  object,
  reference,
  type Schema,
  text,
} from '../../../json/schema.js';
import type { ChosenExclusion } from '../../../lead/chosen-exclusions.js';
import { leadKindSchema } from '../../../report/schema-parts.js';
import type { FileLead, PlantedFile } from '../../case.js';
import type { EarlierFile, FileCopy } from '../../deed.js';
import type { NextSteps } from '../../steps/next-steps.js';
import { earlierWords } from '../file-section.js';
import { benign, boot, contradiction, execution, fact } from './answers.js';
import { events } from './common.js';
import { creator } from './creator.js';

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

export const exclusion: Schema = object<ChosenExclusion>('A condition that holds.', {
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

export const file: Schema = object<PlantedFile>(
  'A file that the rule matches, or a lead is about.',
  {
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
  },
);
