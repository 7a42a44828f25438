import type { Rule } from '../rule/rule.js';
import type { Summary } from '../scan/sink.js';
import { sanitize } from './sanitize.js';
import { bytesText, count, secondsText } from './units.js';

/** Inputs that are named if they were not fully read; the rest are counted. */
const maxNamed = 5;

/**
 * The result of a scan, in lines for people: totals, what was withheld, what was not read, and whether the result is
 * complete.
 *
 * @param hosts lines on the hosts with matches.
 */
export function summaryLines(
  summary: Summary,
  rule: Rule,
  hosts: readonly string[] = [],
): string[] {
  return [
    totals(summary),
    ...hosts,
    ...documentStatistics(summary),
    withheldMatches(summary, rule),
    incompleteInputs(summary),
    standing(summary),
  ].filter(Boolean);
}

function totals({ matches, lines, inputs, bytes, seconds }: Summary): string {
  const rate = seconds > 0 ? ` (${bytesText(bytes / seconds)}/s)` : '';
  return `${count(matches, 'match', 'matches')} in ${count(lines, 'line')} of ${count(inputs.length, 'input')} (${bytesText(bytes)}), ${secondsText(seconds)}${rate}`;
}

function withheldMatches({ matches, withheld }: Summary, { identity }: Rule): string {
  if (withheld === 0) return '';
  return `${matches - withheld} put out, and ${withheld} more that --max-alerts kept back; Elastic's rule itself stops at ${identity.maxSignals} per run`;
}

/** What kinds of documents were read, and which fields of the rule some of them lack. */
function documentStatistics({ statistics }: Summary): string[] {
  if (statistics === undefined) return [];
  const { documents, fileEvents, lacking } = statistics;
  const lacks = Object.entries(lacking).map(([field, number]) => `${field} ${number}`);
  return [
    `${count(documents, 'document')}, of which ${count(fileEvents, 'file event')} of endpoints`,
    `documents that lack a field of the rule: ${lacks.join(', ')}`,
  ];
}

function incompleteInputs({ inputs }: Summary): string {
  const incomplete = inputs.filter(({ problems }) => problems > 0);
  if (incomplete.length === 0) return '';
  const named = incomplete
    .slice(0, maxNamed)
    .map(({ name, problems }) => `${sanitize(name)} (${count(problems, 'problem')})`);
  if (incomplete.length > maxNamed) named.push(`and ${incomplete.length - maxNamed} more`);
  return `not read whole: ${named.join(', ')}`;
}

/** Whether the result can be relied on: only a complete scan guarantees that nothing else matches. */
export function standing({ matches, problems, warnings, complete, interrupted }: Summary): string {
  const notes = [
    { applies: complete && matches === 0, text: 'nothing matches' },
    { applies: !complete && interrupted, text: 'interrupted' },
    { applies: !complete && problems > 0, text: count(problems, 'problem') },
    { applies: warnings > 0, text: count(warnings, 'warning') },
  ];
  const reasons = notes.filter(({ applies }) => applies).map(({ text }) => text);
  if (complete) return ['complete: everything was read and understood', ...reasons].join(', ');
  const so = matches === 0 ? 'so no match is no clean result' : 'so there may be more matches';
  return `INCOMPLETE: ${reasons.join(', ')}, ${so}`;
}
