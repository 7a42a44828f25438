import { newestRule } from '../rule/revisions.js';
import type { Rule } from '../rule/rule.js';
import type { Summary } from '../scan/sink.js';
import { leadLines } from './lead-words.js';
import { type LeadSummary, noLeads } from './leads.js';
import { wordsFor } from './rule-words.js';
import { sanitize } from './sanitize.js';
import { grownPhrase, skippedLines, skippedPhrase } from './skipped.js';
import { bytesText, count, secondsText } from './units.js';

/** Inputs with problems that are named; the rest are counted. */
const maxNamed = 5;

/**
 * The result of a scan as lines of text: totals, matches over the limit, inputs with problems, files that were
 * skipped, and whether the result is complete.
 *
 * @param hosts lines about the hosts with matches.
 * @param leads of a scan by the rule.
 */
export function summaryLines(
  summary: Summary,
  rule: Rule,
  hosts: readonly string[] = [],
  leads: LeadSummary = noLeads,
): string[] {
  return [
    totals(summary),
    ...hosts,
    ...documentStatistics(summary),
    extractedMatches(summary),
    otherMentions(summary, rule),
    withheldMatches(summary, rule),
    ruleVersionLine(rule),
    inputsWithProblems(summary),
    ...skippedLines(summary.skipped),
    summary.grown > 0 ? grownPhrase(summary.grown) : '',
    ...leadLines(leads),
    completenessLine(summary, leads),
  ].filter(Boolean);
}

function totals(summary: Summary): string {
  const { lines, inputs, bytes, seconds } = summary;
  const rate = seconds > 0 ? ` (${bytesText(bytes / seconds)}/s)` : '';
  return `${matchesText(summary)} in ${count(lines, 'line')} of ${count(inputs.length, 'input')} (${bytesText(bytes)}), ${secondsText(seconds)}${rate}`;
}

/** `12 matches, 1 distinct,` or only `12 matches` if all of them are. */
function matchesText({ matches, distinct, compared }: Summary): string {
  const text = count(matches, 'match', 'matches');
  if (distinct === compared) return text;
  return `${text}, ${compared < matches ? 'at least ' : ''}${distinct} distinct,`;
}

function withheldMatches({ matches, withheld }: Summary, { identity }: Rule): string {
  if (withheld === 0) return '';
  return `${matches - withheld} reported, ${withheld} more counted but not reported (--max-alerts); Elastic's rule stops at ${identity.maxSignals} per run`;
}

function documentStatistics({ statistics }: Summary): string[] {
  if (statistics === undefined) return [];
  const { documents, fileEvents, lacking } = statistics;
  const lacks = Object.entries(lacking).map(([field, number]) => `${field} ${number}`);
  return [
    `${count(documents, 'document')}, including ${count(fileEvents, 'endpoint file event')}`,
    `documents lacking a field of the rule: ${lacks.join(', ')}`,
  ];
}

function extractedMatches({ embedded, recovered }: Summary): string {
  const parts = [
    embedded === 0 ? '' : `${count(embedded, 'match', 'matches')} found inside other documents`,
    recovered === 0 ? '' : `${count(recovered, 'match', 'matches')} recovered from damaged text`,
  ];
  return parts.filter(Boolean).join(', ');
}

function otherMentions({ mentions }: Summary, rule: Rule): string {
  const listed = Object.entries(mentions).map(([dataset, n]) => `${sanitize(dataset)} (${n})`);
  if (listed.length === 0) return '';
  return `${wordsFor(rule).mention} is mentioned in other data sets: ${listed.join(', ')}`;
}

/** Names the inputs with problems; empty if there are none. */
export function inputsWithProblems({ inputs }: Summary): string {
  const affected = inputs.filter(({ problems }) => problems > 0);
  if (affected.length === 0) return '';
  const named = affected
    .slice(0, maxNamed)
    .map(({ name, problems }) => `${sanitize(name)} (${problems})`);
  if (affected.length > maxNamed) named.push(`and ${affected.length - maxNamed} more`);
  return `inputs with problems: ${named.join(', ')}`;
}

/** Names the revision of the rule, and the newest one if that is another. */
function ruleVersionLine({ identity: { label } }: Rule): string {
  const newest = newestRule.identity.label;
  return label === newest
    ? `rule version ${label}, the newest known`
    : `rule version ${label}; the newest known is ${newest} (--rule-version ${newest})`;
}

/** States whether the result can be trusted: only a complete scan guarantees that nothing else matches. */
export function completenessLine(summary: Summary, leads: LeadSummary = noLeads): string {
  const { matches } = summary;
  const found =
    matches === 0
      ? 'no matches does not mean clean'
      : `${count(matches, 'match', 'matches')}, and there may be more`;
  return extentLine(summary, found, foundText(matches, leads.events));
}

/**
 * Says whether everything that was to be read was read.
 *
 * @param ifIncomplete what that means if it was not.
 * @param ifComplete what else to say if it was; may be empty.
 */
export function extentLine(
  { problems, warnings, complete, interrupted, skipped }: Summary,
  ifIncomplete: string,
  ifComplete: string,
): string {
  const issues = [
    interrupted ? 'interrupted' : '',
    problems > 0 ? count(problems, 'problem') : '',
    warnings > 0 ? count(warnings, 'warning') : '',
  ];
  const named = issues.filter(Boolean).join(', ');
  if (!complete) return `INCOMPLETE: ${named}; ${ifIncomplete}`;
  const left = skippedPhrase(skipped);
  const extent = named === '' && left === '' ? 'complete: all input was read' : 'complete';
  return [named === '' ? extent : `complete, with ${named}`, left, ifComplete]
    .filter(Boolean)
    .join('; ');
}

/** What else the last line says, so that it never reads as an all-clear if there are leads. */
function foundText(matches: number, leads: number): string {
  const beside = leads === 0 ? '' : `${count(leads, 'lead')} beside the rule`;
  if (matches > 0) return beside;
  return beside === '' ? 'no matches' : `no matches, but ${beside}`;
}
