import { jsonList, listMember, valueMember } from '../report/json-document.js';
import { ReportDocument } from '../report/report-document.js';
import { type DecisionCounts, maxHosts } from './clause-table.js';
import { recordText } from './record.js';
import type { ExplainReporterFactory } from './reporter.js';
import type { ExplainTotals } from './totals.js';

/** Writes one JSON report: tool, rule, events, verdicts, the tables, problems, inputs, summary. */
export const explainJson: ExplainReporterFactory = (writer, context, totals) => {
  const report = new ReportDocument(writer, context, 'events');
  return {
    event: (...event) => report.add(recordText(...event)),
    problem: (problem) => report.problem(problem),
    finish: (summary) => report.finish(tables(totals), summary),
  };
};

function tables({ table, abuse }: ExplainTotals): string[] {
  const entries = table.entries();
  const hosts = abuse
    .hosts()
    .filter(({ listed }) => listed.length > 0)
    .map(({ host, events, listed }) =>
      JSON.stringify({
        host: host ?? null,
        events,
        listed: listed.map(({ time, ...rest }) => ({ time: iso(time), ...rest })),
      }),
    );
  return [
    valueMember('verdicts', table.verdicts),
    listMember('clauses', table.clauses().map(rowText)),
    listMember('entriesThatDecidedAlone', entries.filter(({ alone }) => alone > 0).map(rowText)),
    listMember('entriesThatOnlyAgreed', entries.filter(({ alone }) => alone === 0).map(rowText)),
    valueMember('hostsToldApart', maxHosts),
    `"excludedByChoice":{"events":${abuse.events},"notListed":${abuse.notListed},"hosts":${jsonList(hosts)}}`,
  ];
}

function rowText({ first, last, ...row }: DecisionCounts): string {
  return JSON.stringify({ ...row, first: iso(first), last: iso(last) });
}

function iso(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}
