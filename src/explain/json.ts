import { jsonList, listMember, valueMember } from '../report/json-document.js';
import { leadCounts } from '../report/leads.js';
import { ReportDocument } from '../report/report-document.js';
import { type DecisionCounts, maxHosts } from './clause-table.js';
import { recordText } from './record.js';
import type { ExplainReporterFactory } from './reporter.js';
import type { ExplainTotals } from './totals.js';

/** Writes one JSON document: tool, rule, events, verdicts, numbers of leads, tables, problems, inputs, summary. */
export const explainJson: ExplainReporterFactory = (writer, context) => {
  const document = new ReportDocument(writer, context, 'events');
  return {
    event: (...event) => document.add(recordText(...event, context.rule)),
    problem: (problem) => document.problem(problem),
    finish: (summary, totals) => document.finish(tableMembers(totals), summary),
  };
};

function tableMembers({ clauses, hidden, leads, elsewhere, comparison }: ExplainTotals): string[] {
  const entries = clauses.entries();
  const hosts = hidden.hosts().map(({ host = null, events, listed }) => {
    const withTimes = listed.map(({ time, ...event }) => ({ time: isoTime(time), ...event }));
    return JSON.stringify({ host, events, listed: withTimes });
  });
  return [
    ...(comparison === undefined
      ? []
      : [
          valueMember('comparison', {
            versions: comparison.versions,
            events: comparison.events,
            clauses: comparison.clauses(),
          }),
        ]),
    valueMember('verdicts', clauses.verdicts),
    valueMember('elsewhere', elsewhere),
    valueMember('leads', leadCounts(leads)),
    listMember('clauses', clauses.clauses().map(rowText)),
    listMember('entriesThatDecidedAlone', entries.filter(({ alone }) => alone > 0).map(rowText)),
    listMember('entriesThatOnlyAgreed', entries.filter(({ alone }) => alone === 0).map(rowText)),
    valueMember('hostsToldApart', maxHosts),
    `"excludedByChoice":{"events":${hidden.events},"notListed":${hidden.notListed},"hosts":${jsonList(hosts)}}`,
  ];
}

function rowText({ first, last, ...row }: DecisionCounts): string {
  return JSON.stringify({ ...row, first: isoTime(first), last: isoTime(last) });
}

function isoTime(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}
