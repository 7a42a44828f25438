import type { Rule } from '../rule/rule.js';
import type { Summary } from '../scan/sink.js';
import { sanitize } from './sanitize.js';
import { bytesText, count, secondsText } from './units.js';

/** Inputs that are named where they were not read whole; the rest are counted. */
const mostNamed = 5;

/**
 * Says what a scan came to, in lines for people: the totals, what was kept back, what was not read, and what the result
 * is worth.
 *
 * @param hosts what is to be said of the hosts with matches.
 */
export function summaryLines(
  summary: Summary,
  rule: Rule,
  hosts: readonly string[] = [],
): string[] {
  return [
    totals(summary),
    ...hosts,
    ...census(summary),
    ...withheld(summary, rule),
    ...notRead(summary),
    standing(summary),
  ];
}

function totals({ matches, lines, inputs, bytes, seconds }: Summary): string {
  const rate = seconds > 0 ? ` (${bytesText(bytes / seconds)}/s)` : '';
  return `${count(matches, 'match', 'matches')} in ${count(lines, 'line')} of ${count(inputs.length, 'input')} (${bytesText(bytes)}), ${secondsText(seconds)}${rate}`;
}

function withheld({ matches, withheld }: Summary, { identity }: Rule): string[] {
  if (withheld === 0) return [];
  return [
    `${matches - withheld} put out, and ${withheld} more that --max-alerts kept back; Elastic's rule itself stops at ${identity.maxSignals} per run`,
  ];
}

/** What kinds of documents were read, and the fields of the rule that some of them lack. */
function census({ census }: Summary): string[] {
  if (census === undefined) return [];
  const { documents, fileEvents, lacking } = census;
  const lacks = Object.entries(lacking).map(([field, number]) => `${field} ${number}`);
  return [
    `${count(documents, 'document')}, of which ${count(fileEvents, 'file event')} of endpoints`,
    `documents that lack a field of the rule: ${lacks.join(', ')}`,
  ];
}

/** The inputs that were not read whole. */
function notRead({ inputs }: Summary): string[] {
  const cut = inputs.filter(({ problems }) => problems > 0);
  if (cut.length === 0) return [];
  const named = cut
    .slice(0, mostNamed)
    .map(({ name, problems }) => `${sanitize(name)} (${count(problems, 'problem')})`);
  if (cut.length > mostNamed) named.push(`and ${cut.length - mostNamed} more`);
  return [`not read whole: ${named.join(', ')}`];
}

/** Whether the result can be relied on: a clean result is a promise, and only a complete scan can give it. */
export function standing(summary: Summary): string {
  const { matches, problems, warnings, complete, interrupted } = summary;
  const warned = warnings === 0 ? [] : [count(warnings, 'warning')];
  if (complete) {
    const clean = matches === 0 ? ['nothing matches'] : [];
    return ['complete: everything was read and understood', ...clean, ...warned].join(', ');
  }
  const reasons = [
    ...(interrupted ? ['interrupted'] : []),
    ...(problems > 0 ? [count(problems, 'problem')] : []),
    ...warned,
  ];
  const so = matches === 0 ? 'so no match is no clean result' : 'so there may be more matches';
  return `INCOMPLETE: ${reasons.join(', ')}, ${so}`;
}
