import { timeOf } from '../event/time.js';
import type { LeadKind } from '../lead/lead.js';
import { hostLabel } from '../report/hosts.js';
import { whyNotReported } from '../report/lead-reasons.js';
import type { LeadCount, LeadSummary } from '../report/leads.js';
import { wordsFor } from '../report/rule-words.js';
import { sanitize } from '../report/sanitize.js';
import { count, tableLine, timeText } from '../report/units.js';
import type { Rule } from '../rule/rule.js';
import { type ClauseTable, type DecisionCounts, type EntryRow, maxHosts } from './clause-table.js';
import { comparisonLine, comparisonTable } from './comparison-totals.js';
import { type HiddenEvents, type HostHiddenEvents, hiddenEventLimits } from './hidden-events.js';
import type { ExplainTotals } from './totals.js';

/** The tables after the events, as sanitized lines of text. */
export function tableLines(
  { clauses, leads, hidden, comparison }: ExplainTotals,
  rule: Rule,
): string[] {
  if (comparison !== undefined) return comparisonTable(comparison);
  return [...decisionLines(clauses), ...leadTable(leads, rule), ...hiddenLines(hidden)];
}

/** The number of events by verdict, or how two revisions differ. */
export function verdictLine(
  { clauses: { verdicts }, elsewhere, comparison }: ExplainTotals,
  rule: Rule,
): string {
  if (comparison !== undefined) return comparisonLine(comparison);
  const { match, excluded, stopped } = verdicts;
  const all = match + excluded + stopped;
  const inScope = `${count(all - elsewhere, 'event')} ${wordsFor(rule).place}`;
  const events = elsewhere === 0 ? inScope : `${inScope} and ${count(elsewhere, 'lead')} elsewhere`;
  return `${events}: ${match} matched, ${excluded} excluded, ${stopped} stopped`;
}

/** The leads by kind, with the reason why the rule does not report them; no lines if there are none. */
function leadTable({ kinds }: LeadSummary, rule: Rule): string[] {
  const rows = (Object.entries(kinds) as [LeadKind, LeadCount][]).map(
    ([kind, { events, hosts, first, last }]) => {
      const times = [first, last].map((time = '') => timeText(timeOf(time)));
      return [`${events}`, `${hosts.length}`, ...times, `${kind}: ${whyNotReported(kind, rule)}`];
    },
  );
  if (rows.length === 0) return [];
  const table = [['events', 'hosts', 'first', 'last', ''], ...rows];
  return [
    'Leads: events beside the rule that may be planted scripts',
    ...table.map((row) => tableLine([8, 6, -24, -24], row).trimEnd()),
    '',
  ];
}

function decisionLines(table: ClauseTable): string[] {
  const clauses = table.clauses();
  const entries = table.entries();
  const lines = [
    ...decisionTable(
      'Deciding clauses ("alone": events that would match without the clause)',
      clauses.map((row) => [row, `${row.clause}${row.role === 'requires' ? ' (required)' : ''}`]),
    ),
    ...decisionTable(
      'Decisive allowlist entries ("alone": events that would match without the entry)',
      entries.filter(({ alone }) => alone > 0).map((row) => [row, entryLabel(row)]),
    ),
    ...decisionTable(
      'Allowlist entries that were never decisive on their own',
      entries.filter(({ alone }) => alone === 0).map((row) => [row, entryLabel(row)]),
    ),
  ];
  if (clauses.some(({ moreHosts }) => moreHosts)) {
    lines.push(`+ there may be more hosts: only ${maxHosts} are distinguished`, '');
  }
  return lines;
}

function entryLabel({ clause, field, operator, pattern, copies }: EntryRow): string {
  const duplicated = copies > 1 ? ` (listed ${copies} times)` : '';
  return `${clause}: ${field} ${operator}${pattern === null ? '' : ` ${pattern}`}${duplicated}`;
}

/** A table with its title, followed by an empty line; no lines if there are no rows. */
function decisionTable(
  title: string,
  rows: readonly (readonly [counts: DecisionCounts, label: string])[],
): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map(([{ events, alone, hosts, moreHosts, first, last }, label]) => {
    const times = [timeText(first), timeText(last)];
    return [`${events}`, `${alone}`, `${hosts}${moreHosts ? '+' : ''}`, ...times, label];
  });
  const table = [['events', 'alone', 'hosts', 'first', 'last', ''], ...cells];
  return [title, ...table.map((row) => tableLine([8, 7, 6, -24, -24], row).trimEnd()), ''];
}

function hiddenLines(hidden: HiddenEvents): string[] {
  if (hidden.events === 0) return [];
  const lines = [
    `Excluded only by values that an attacker could choose: ${count(hidden.events, 'event')}`,
    ...hidden.hosts().flatMap(hostLines),
  ];
  if (hidden.notListed > 0) {
    const { events, eventsPerHost } = hiddenEventLimits;
    lines.push(
      `  ${count(hidden.notListed, 'more event')} not listed (limits: ${events} in total, ${eventsPerHost} per host)`,
    );
  }
  return [...lines, ''];
}

function hostLines({ host, events, listed }: HostHiddenEvents): string[] {
  return [
    `  ${hostLabel(host)}: ${count(events, 'event')}`,
    ...listed.map(({ time, path, clauses, place: { input, line } }) =>
      sanitize(
        `    ${timeText(time).padEnd(24)}  ${path}  ${clauses.join(', ')}  ${input}:${line}`,
      ),
    ),
  ];
}
