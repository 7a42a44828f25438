import { hostLabel } from '../report/hosts.js';
import { sanitize } from '../report/sanitize.js';
import { count, timeText } from '../report/units.js';
import type { SourceLocation } from '../scan/sink.js';
import { type ClauseTable, type DecisionCounts, type EntryRow, maxHosts } from './clause-table.js';
import { type HiddenEvents, type HiddenOnHost, hiddenEventLimits } from './hidden-events.js';
import type { ExplainTotals } from './totals.js';
import { entryText } from './words.js';

/** The tables after the events, as lines for people, sanitised. */
export function tableLines({ table, abuse }: ExplainTotals): string[] {
  return [...clauseLines(table), ...abuseLines(abuse)];
}

/** How many events there are of each verdict. */
export function verdictLine({ table: { verdicts } }: ExplainTotals): string {
  const { match, excluded, stopped } = verdicts;
  return `${count(match + excluded + stopped, 'event')} under /etc/init.d/: ${match} match, ${excluded} excluded, ${stopped} stopped`;
}

function clauseLines(table: ClauseTable): string[] {
  const clauses = table.clauses();
  const entries = table.entries();
  const capped = clauses.some(({ moreHosts }) => moreHosts);
  return [
    ...section(
      'Clauses that decided',
      clauses.map((row) => [row, `${row.clause}${row.role === 'requires' ? ' (required)' : ''}`]),
    ),
    ...section(
      'Entries that decided alone: without one, as many events as stand under "alone" would match',
      entries.filter(({ alone }) => alone > 0).map((row) => [row, entryLine(row)]),
    ),
    ...section(
      'Entries that only agreed with others, or with their own doubles',
      entries.filter(({ alone }) => alone === 0).map((row) => [row, entryLine(row)]),
    ),
    ...(capped ? [`+ there may be more hosts: ${maxHosts} are told apart`, ''] : []),
  ];
}

function entryLine(entry: EntryRow): string {
  const { clause, copies } = entry;
  const doubled = copies > 1 ? ` (written ${copies} times)` : '';
  return `${clause}: ${entryText(entry)}${doubled}`;
}

function section(title: string, rows: readonly (readonly [DecisionCounts, string])[]): string[] {
  if (rows.length === 0) return [];
  return [
    title,
    row('events', 'alone', 'hosts', 'first', 'last', ''),
    ...rows.map(([{ events, alone, hosts, moreHosts, first, last }, what]) =>
      row(
        String(events),
        String(alone),
        `${hosts}${moreHosts ? '+' : ''}`,
        timeText(first),
        timeText(last),
        what,
      ),
    ),
    '',
  ];
}

function row(
  events: string,
  alone: string,
  hosts: string,
  first: string,
  last: string,
  what: string,
): string {
  return `${events.padStart(8)}  ${alone.padStart(7)}  ${hosts.padStart(6)}  ${first.padEnd(24)}  ${last.padEnd(24)}  ${what}`.trimEnd();
}

function abuseLines(abuse: HiddenEvents<SourceLocation>): string[] {
  if (abuse.events === 0) return [];
  const listed = abuse.hosts().filter((host) => host.listed.length > 0);
  return [
    `Excluded only by what an attacker is free to choose: ${count(abuse.events, 'event')}`,
    ...listed.flatMap(hostLines),
    ...(abuse.notListed === 0
      ? []
      : [
          `  not listed: ${count(abuse.notListed, 'more event')} (at most ${hiddenEventLimits.events} are, and ${hiddenEventLimits.eventsPerHost} of a host)`,
        ]),
    '',
  ];
}

function hostLines({ host, events, listed }: HiddenOnHost<SourceLocation>): string[] {
  return [
    `  ${hostLabel(host)}: ${count(events, 'event')}`,
    ...listed.map(({ time, path, clauses, place: { input, line } }) =>
      sanitize(
        `    ${timeText(time).padEnd(24)}  ${path}  ${clauses.join(', ')}  ${input}:${line}`,
      ),
    ),
  ];
}
