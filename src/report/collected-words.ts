import type { CollectedIssue } from '../export/collected.js';
import { count } from './units.js';

/** How the issues of collected events are described. */
export const collectedDescriptions: {
  readonly [Kind in CollectedIssue['kind']]: (
    issue: CollectedIssue & { readonly kind: Kind },
  ) => string;
} = {
  'invalid-record': () =>
    'the record at the end of collected events is damaged, or of another version of initd-scan',
  'collected-incomplete': ({ problems }) =>
    `events were collected from data with ${count(problems, 'problem')}; some may be missing`,
  'collected-short': ({ events, lines }) =>
    `${count(events, 'event')} ${events === 1 ? 'was' : 'were'} collected, but only ${count(lines, 'line')} of them ${lines === 1 ? 'is' : 'are'} here`,
  'collected-for-less': ({ subjects }) =>
    `the case is about ${count(subjects, 'process, file or address', 'processes, files or addresses')} for which no events were collected`,
};

/** What to do about them. */
export const collectedHints: Readonly<Record<CollectedIssue['kind'], string>> = {
  'invalid-record': 'collect again, with the same version everywhere',
  'collected-incomplete': 'see what collect reported where it ran, then collect again',
  'collected-short': 'collect or copy them again',
  'collected-for-less': 'collect another round everywhere, with --for for these inputs',
};
