import { hostLabel } from '../report/hosts.js';
import { sanitize } from '../report/sanitize.js';
import { count, tableLine, timeText } from '../report/units.js';
import { type ClauseTable, type DecisionCounts, type EntryRow, maxHosts } from './clause-table.js';
import { type HiddenEvents, type HiddenOnHost, hiddenEventLimits } from './hidden-events.js';
import type { ExplainTotals } from './totals.js';

/** The tables after the events, as lines for people, sanitized. */
export function tableLines({ clauses, hidden }: ExplainTotals): string[] {
  return [...decisionLines(clauses), ...hiddenLines(hidden)];
}

/** The number of events by verdict. */
export function verdictLine({ clauses: { verdicts } }: ExplainTotals): string {
  const { match, excluded, stopped } = verdicts;
  return `${count(match + excluded + stopped, 'event')} under /etc/init.d/: ${match} match, ${excluded} excluded, ${stopped} stopped`;
}

function decisionLines(table: ClauseTable): string[] {
  const clauses = table.clauses();
  const entries = table.entries();
  const lines = [
    ...decisionTable(
      'Clauses that decided',
      clauses.map((row) => [row, `${row.clause}${row.role === 'requires' ? ' (required)' : ''}`]),
    ),
    ...decisionTable(
      'Entries that decided alone: without one, as many events as stand under "alone" would match',
      entries.filter(({ alone }) => alone > 0).map((row) => [row, entryLabel(row)]),
    ),
    ...decisionTable(
      'Entries that only agreed with others, or with their own doubles',
      entries.filter(({ alone }) => alone === 0).map((row) => [row, entryLabel(row)]),
    ),
  ];
  if (clauses.some(({ moreHosts }) => moreHosts)) {
    lines.push(`+ there may be more hosts: ${maxHosts} are told apart`, '');
  }
  return lines;
}

function entryLabel({ clause, field, operator, pattern, copies }: EntryRow): string {
  const duplicated = copies > 1 ? ` (written ${copies} times)` : '';
  return `${clause}: ${field} ${operator}${pattern === null ? '' : ` ${pattern}`}${duplicated}`;
}

/** A table with its title and an empty line after it; no lines if it has no rows. */
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
    `Excluded only by what an attacker is free to choose: ${count(hidden.events, 'event')}`,
    ...hidden.hosts().flatMap(hiddenOnHostLines),
  ];
  if (hidden.notListed > 0) {
    const { events, eventsPerHost } = hiddenEventLimits;
    lines.push(
      `  not listed: ${count(hidden.notListed, 'more event')} (at most ${events} are, and ${eventsPerHost} of a host)`,
    );
  }
  return [...lines, ''];
}

function hiddenOnHostLines({ host, events, listed }: HiddenOnHost): string[] {
  return [
    `  ${hostLabel(host)}: ${count(events, 'event')}`,
    ...listed.map(({ time, path, clauses, place: { input, line } }) =>
      sanitize(
        `    ${timeText(time).padEnd(24)}  ${path}  ${clauses.join(', ')}  ${input}:${line}`,
      ),
    ),
  ];
}
