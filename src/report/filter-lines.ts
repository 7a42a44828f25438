import type { Exception } from '../filter/exceptions.js';
import type { FilterSummary } from '../filter/options.js';
import { sanitize } from './sanitize.js';
import { count } from './units.js';

/** Items of a kind that are listed; the rest are counted. */
const maxNamed = 20;

/** How many matches the filters suppressed and why, and how many each exception did. */
export function suppressionLines(summary: FilterSummary): string[] {
  const { outOfWindow, outOfScope, covered, known, leads, withoutTime, exceptions } = summary;
  const reasons = [
    { matches: outOfScope, why: 'from other indices' },
    { matches: outOfWindow, why: 'outside the time window' },
    { matches: covered, why: 'by exceptions' },
    { matches: known, why: 'by the baseline' },
  ]
    .filter(({ matches }) => matches > 0)
    .map(({ matches, why }) => `${matches} ${why}`);
  if (leads > 0) reasons.push(count(leads, 'lead'));
  const effective = exceptions.filter(({ covered }) => covered > 0);
  const lines = bounded(
    effective,
    ({ exception, covered }) => `  ${covered} by ${exceptionText(exception)}`,
  );
  if (reasons.length > 0) lines.unshift(`suppressed: ${reasons.join(', ')}`);
  if (withoutTime > 0) {
    lines.push(
      `${count(withoutTime, 'match', 'matches')} without a time, kept regardless of the time window`,
    );
  }
  return lines;
}

/** The exceptions and baseline entries that suppressed nothing. */
export function unusedLines({ exceptions, expired, unusedBaseline }: FilterSummary): string[] {
  const unused = exceptions.filter(({ covered }) => covered === 0);
  return [
    ...bounded(unused, ({ exception }) => `unused: ${exceptionText(exception)}`),
    ...bounded(
      expired,
      (item) => `expired: ${exceptionText(item)}, on ${sanitize(item.expires ?? '')}`,
    ),
    ...bounded(unusedBaseline, ({ file, unit, number, index, id }) => {
      const identity = [index, id].filter((part) => part !== undefined).join(' ');
      return sanitize(
        `unused: ${unit} ${number} of baseline ${file}${identity === '' ? '' : ` (${identity})`}`,
      );
    }),
  ];
}

function exceptionText({ name, id, list }: Exception): string {
  return sanitize(`exception “${name}” (${id}, list ${list})`);
}

/** A line for each of the first items, and one that counts the rest. */
function bounded<Item>(items: readonly Item[], lineOf: (item: Item) => string): string[] {
  const lines = items.slice(0, maxNamed).map(lineOf);
  const rest = items.length - maxNamed;
  if (rest > 0) lines.push(`  and ${rest} more (-f json lists up to 1,000)`);
  return lines;
}
