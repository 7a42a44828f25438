// What every part of the schema of a case refers to.

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
import type { CaseEvent } from '../../case.js';
import { eventLabels } from '../event-labels.js';
import { type Labels, type Phrases, renderSentence } from '../sentence.js';

export const events: Schema = list(
  'The numbers of the events that show it, in chronological order (the list may be shortened).',
  integer('The number of an event in `events` at the top level.', 1),
  1,
);

export const event: Schema = object<CaseEvent>('An event that the case cites.', {
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

/** The meanings of ids whose phrases take a value, with a placeholder for it. */
export function meanings<Id extends string>(phrases: Phrases<Id>): Labels<Id> {
  return Object.fromEntries(
    Object.entries<Phrases<Id>[Id]>(phrases).map(([id, phrase]) => [
      id,
      renderSentence(phrase('…'), (value) => value),
    ]),
  ) as Labels<Id>;
}
