import { timeOf } from '../event/time.js';
import type { LeadKind } from '../lead/lead.js';
import { filled, quoted } from '../report/event-line.js';
import { hostLabel } from '../report/hosts.js';
import { whyNotReported } from '../report/lead-reasons.js';
import type { LeadCount, LeadSummary } from '../report/leads.js';
import { wordsFor } from '../report/rule-words.js';
import { count, tableLine, timeText } from '../report/units.js';
import { wrapped } from '../report/wrap.js';
import type { Rule } from '../rule/rule.js';
import { type ClauseTable, type DecisionCounts, type EntryRow, maxHosts } from './clause-table.js';
import { comparisonLine, comparisonTable } from './comparison-totals.js';
import { type HiddenEvents, type HostHiddenEvents, hiddenEventLimits } from './hidden-events.js';
import type { ExplainTotals } from './totals.js';

/** The tables as sanitized lines of text, which wrap at the width of a terminal. */
export function tableLines(
  { clauses, leads, hidden, comparison }: ExplainTotals,
  rule: Rule,
  width?: number,
): string[] {
  if (comparison !== undefined) return comparisonTable(comparison);
  return [
    ...decisionLines(clauses, width),
    ...leadTable(leads, rule, width),
    ...hiddenLines(hidden, width),
  ];
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

/** A row of a table: numbers, what they are about, and when that was first and last. */
interface TableRow {
  readonly numbers: readonly string[];
  readonly label: string;
  readonly times: readonly string[];
}

/** The widest column of labels. A longer one moves the times of its row. */
const maxLabelColumns = 80;

/** Columns of a time. */
const timeColumns = 24;

/**
 * A table with its title and an empty line after it; no lines if there are no rows. On a terminal that is too narrow for it,
 * what the numbers are about, and when, is wrapped after them.
 */
function table(
  title: string,
  heads: TableRow,
  rows: readonly TableRow[],
  width: number | undefined,
): string[] {
  if (rows.length === 0) return [];
  const widths = heads.numbers.map((_, column) =>
    Math.max(...[heads, ...rows].map(({ numbers }) => numbers[column]?.length ?? 0)),
  );
  const before = ({ numbers }: TableRow): string => `${tableLine(widths, numbers)}  `;
  const longest = Math.max(...[heads, ...rows].map(({ label }) => label.length));
  const columns = Math.min(maxLabelColumns, longest);
  const isWide =
    width === undefined || before(heads).length + longest + 2 * (timeColumns + 2) <= width;
  const lines = [heads, ...rows].flatMap((row) => {
    const { label, times } = row;
    if (isWide) {
      return `${before(row)}${tableLine([-columns, -timeColumns, -timeColumns], [label, ...times])}`.trimEnd();
    }
    const when = [...new Set(times)].join(' to ');
    return wrapped(before(row), `${label}  ${when}`, before(row).length, width);
  });
  return [...wrapped('', title, 2, width), ...lines, ''];
}

/** The leads by kind, with the reason why the rule does not report them; no lines if there are none. */
function leadTable({ kinds }: LeadSummary, rule: Rule, width: number | undefined): string[] {
  const rows = (Object.entries(kinds) as [LeadKind, LeadCount][]).map(
    ([kind, { events, hosts, first, last }]) => ({
      numbers: [`${events}`, `${hosts.length}`],
      label: `${kind}: ${whyNotReported(kind, rule)}`,
      times: [first, last].map((time = '') => timeText(timeOf(time))),
    }),
  );
  const heads = { numbers: ['events', 'hosts'], label: 'lead', times: ['first', 'last'] };
  const title = 'Leads: events beside the rule that may be planted scripts';
  return table(title, heads, rows, width);
}

function decisionLines(counts: ClauseTable, width: number | undefined): string[] {
  const clauses = counts.clauses();
  const entries = counts.entries();
  const lines = [
    ...decisionTable(
      'Deciding clauses ("alone": events that would match without the clause)',
      'clause',
      clauses.map((row) => [row, `${row.clause}${row.role === 'requires' ? ' (required)' : ''}`]),
      width,
    ),
    ...decisionTable(
      'Decisive allowlist entries ("alone": events that would match without the entry)',
      'entry',
      entries.filter(({ alone }) => alone > 0).map((row) => [row, entryLabel(row)]),
      width,
    ),
    ...decisionTable(
      'Allowlist entries that were never decisive on their own',
      'entry',
      entries.filter(({ alone }) => alone === 0).map((row) => [row, entryLabel(row)]),
      width,
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

function decisionTable(
  title: string,
  what: string,
  rows: readonly (readonly [counts: DecisionCounts, label: string])[],
  width: number | undefined,
): string[] {
  const heads = { numbers: ['events', 'alone', 'hosts'], label: what, times: ['first', 'last'] };
  const cells = rows.map(([{ events, alone, hosts, moreHosts, first, last }, label]) => ({
    numbers: [`${events}`, `${alone}`, `${hosts}${moreHosts ? '+' : ''}`],
    label,
    times: [timeText(first), timeText(last)],
  }));
  return table(title, heads, cells, width);
}

function hiddenLines(hidden: HiddenEvents, width: number | undefined): string[] {
  if (hidden.events === 0) return [];
  const title = `Excluded only by values that an attacker could choose: ${count(hidden.events, 'event')}`;
  const lines = [
    ...wrapped('', title, 2, width),
    ...hidden.hosts().flatMap((host) => hostLines(host, width)),
  ];
  if (hidden.notListed > 0) {
    const { events, eventsPerHost } = hiddenEventLimits;
    lines.push(
      `  ${count(hidden.notListed, 'more event')} not listed (limits: ${events} in total, ${eventsPerHost} per host)`,
    );
  }
  return [...lines, ''];
}

function hostLines(
  { host, events, listed }: HostHiddenEvents,
  width: number | undefined,
): string[] {
  return [
    `  ${hostLabel(host)}: ${count(events, 'event')}`,
    ...listed.map(({ time, path, clauses, place: { input, line } }) => {
      const parts = [timeText(time), path, clauses.join(', '), `${input}:${line}`];
      return filled(parts.map(quotedPart), width, 4);
    }),
  ];
}

/** A part of a line. The list of clauses has blanks, and needs no quotes. */
function quotedPart(part: string, at: number): string {
  return at === 2 ? part : quoted(part);
}
