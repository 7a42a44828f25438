import type { Exception } from '../filter/exceptions.js';
import type { FilterSummary } from '../filter/options.js';
import { sanitize } from './sanitize.js';
import { count } from './units.js';

/** Things of a kind that are named one by one; the rest are counted. */
const mostNamed = 20;

/** Says how many matches filters held back, and which exceptions did. */
export function heldBackLines(screened: FilterSummary): string[] {
  const { outOfWindow, outOfScope, covered, known, withoutTime, exceptions } = screened;
  const kinds: readonly (readonly [number, string])[] = [
    [outOfScope, 'of other indices'],
    [outOfWindow, 'out of the window of time'],
    [covered, 'covered by exceptions'],
    [known, 'known by the baseline'],
  ];
  const held = kinds.filter(([number]) => number > 0);
  const inForce = exceptions.filter(({ covered }) => covered > 0);
  return [
    ...(held.length === 0
      ? []
      : [`held back: ${held.map(([number, why]) => `${number} ${why}`).join(', ')}`]),
    ...bounded(inForce, ({ exception, covered }) => `  ${covered} by ${named(exception)}`),
    ...(withoutTime === 0
      ? []
      : [
          `in the window of time although they have none: ${count(withoutTime, 'match', 'matches')}`,
        ]),
  ];
}

/** Names what was to hold matches back and held none. */
export function unusedLines({ exceptions, expired, unusedBaseline }: FilterSummary): string[] {
  const unused = exceptions.filter(({ covered }) => covered === 0);
  return [
    ...bounded(unused, ({ exception }) => `holds nothing back: ${named(exception)}`),
    ...bounded(
      expired,
      (item) =>
        `holds nothing back any more: ${named(item)}, which ended ${sanitize(item.expires ?? '')}`,
    ),
    ...bounded(unusedBaseline, ({ file, unit, number, index, id }) => {
      const identity = [index, id].filter((part) => part !== undefined).join(' ');
      return sanitize(
        `holds nothing back: ${unit} ${number} of baseline ${file}${identity === '' ? '' : ` (${identity})`}`,
      );
    }),
  ];
}

function named({ name, id, list }: Exception): string {
  return sanitize(`exception “${name}” (${id}, list ${list})`);
}

/** A line for each of the first things, and one for how many there are beside. */
function bounded<Thing>(things: readonly Thing[], line: (thing: Thing) => string): string[] {
  const rest = things.length - mostNamed;
  return [
    ...things.slice(0, mostNamed).map(line),
    ...(rest > 0 ? [`  and ${rest} more like these; -f json names up to 1,000`] : []),
  ];
}
