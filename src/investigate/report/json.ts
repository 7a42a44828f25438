import { inOrder, member, type Schema } from '../../json/schema.js';
import { valueMember } from '../../report/json-document.js';
import { leadCounts } from '../../report/leads.js';
import { ReportDocument } from '../../report/report-document.js';
import type { CaseReporterFactory } from './reporter.js';
import { caseSchema } from './schema/case.js';

/**
 * Writes one JSON document, described by {@link caseSchema}: tool, rule, hosts, events, groups, leftOut,
 * scope, limits, leads, problems, inputs,
 * summary. Each host and each event is on its own line; members are in the schema's order.
 */
export const caseJson: CaseReporterFactory = (writer, context) => {
  const document = new ReportDocument(writer, context, 'hosts');
  return {
    problem: (problem) => document.problem(problem),
    async finish({ hosts, events, groups, leftOut, scope, limits }, summary, leads) {
      const addAll = async (items: readonly object[], schema: Schema): Promise<void> => {
        for (const item of items) {
          await document.add(JSON.stringify(inOrder(item, schema, caseSchema)));
        }
      };
      await addAll(hosts, itemSchemaOf('hosts'));
      document.startList('events');
      await addAll(events, itemSchemaOf('events'));
      document.startList('groups');
      await addAll(groups, itemSchemaOf('groups'));
      const ordered = (name: string, value: object): string =>
        valueMember(name, inOrder(value, schemaOf(name), caseSchema));
      await document.finish(
        [
          ordered('leftOut', leftOut),
          ...(scope === undefined ? [] : [ordered('scope', scope)]),
          ordered('limits', limits),
          valueMember('leads', leadCounts(leads)),
        ],
        summary,
      );
    },
  };
};

/** The schema of a member of the document. */
function schemaOf(name: string): Schema {
  return member(member(caseSchema, 'properties'), name);
}

function itemSchemaOf(name: string): Schema {
  return member(schemaOf(name), 'items');
}
