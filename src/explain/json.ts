import { BoundedList } from '../report/bounded-list.js';
import { closing, linesOf, opening, problemText } from '../report/json.js';
import { safeJson } from '../report/sanitize.js';
import { type EntryRow, maxHosts, type Sum } from './clause-table.js';
import { recordText } from './record.js';
import type { ExplainReporterFactory } from './reporter.js';
import type { ExplainTotals } from './totals.js';

/** Writes one JSON document: tool, rule, events, verdicts, the tables, problems, inputs, summary. */
export const explainJson: ExplainReporterFactory = (writer, context, totals) => {
  const problems = new BoundedList();
  let lead = opening(context, 'events');
  const write = (json: string): void | Promise<void> =>
    writer.write(safeJson(json, context.terminal));
  return {
    explained(document, explanation) {
      const text = `${lead}\n${recordText(document, explanation)}`;
      lead = ',';
      return write(text);
    },
    problem(problem) {
      problems.add(() => problemText(problem));
    },
    finish(summary) {
      const end = lead === ',' ? '\n' : lead;
      const tail = [...tables(totals), ...closing(problems, summary)];
      return write(`${end}],\n${tail.join(',\n')}\n}\n`);
    },
  };
};

function tables({ table, abuse }: ExplainTotals): string[] {
  const entries = table.entries();
  const alone = entries.filter((entry) => entry.alone > 0);
  const agreed = entries.filter((entry) => entry.alone === 0);
  const hosts = abuse.hosts().filter(({ listed }) => listed.length > 0);
  return [
    `"verdicts":${JSON.stringify(table.verdicts)}`,
    `"clauses":[${linesOf(table.clauses().map((row) => JSON.stringify(timed(row))))}]`,
    `"entriesThatDecidedAlone":[${linesOf(alone.map(entryText))}]`,
    `"entriesThatOnlyAgreed":[${linesOf(agreed.map(entryText))}]`,
    `"hostsToldApart":${maxHosts}`,
    `"excludedByChoice":{"events":${abuse.events},"notListed":${abuse.notListed},"hosts":[${linesOf(
      hosts.map(({ host, events, listed }) =>
        JSON.stringify({
          host: host ?? null,
          events,
          listed: listed.map(({ time, ...rest }) => ({ time: iso(time), ...rest })),
        }),
      ),
    )}]}`,
  ];
}

function entryText(row: EntryRow): string {
  return JSON.stringify(timed(row));
}

function timed<Row extends Sum>({ first, last, ...row }: Row): object {
  return { ...row, first: iso(first), last: iso(last) };
}

function iso(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}
