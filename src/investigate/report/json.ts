import { inOrder, member, type Schema } from '../../json/schema.js';
import { BoundedList } from '../../report/bounded-list.js';
import { closing, opening, problemText } from '../../report/json.js';
import { safeJson } from '../../report/sanitize.js';
import type { CaseReporterFactory } from './reporter.js';
import { caseSchema } from './schema.js';

/**
 * Writes one JSON document, which {@link caseSchema} describes: tool, rule, hosts, events, limits, problems, inputs,
 * summary. Each host and each event stands on a line of its own; members come in the schema's order.
 */
export const caseJson: CaseReporterFactory = (writer, context) => {
  const problems = new BoundedList();
  return {
    problem(problem) {
      problems.add(() => problemText(problem));
    },
    async finish({ hosts, events, limits }, summary) {
      const write = (json: string): void | Promise<void> =>
        writer.write(safeJson(json, context.terminal));
      const writeList = async (
        list: readonly object[],
        items: 'hosts' | 'events',
        lead: string,
      ): Promise<void> => {
        const schema = itemSchemaOf(items);
        let before = `${lead}\n`;
        for (const item of list) {
          await write(`${before}${JSON.stringify(inOrder(item, schema, caseSchema))}`);
          before = ',\n';
        }
        await write(list.length === 0 ? `${lead}],\n` : '\n],\n');
      };
      await writeList(hosts, 'hosts', opening(context, 'hosts'));
      await writeList(events, 'events', '"events":[');
      const ordered = inOrder(limits, schemaOf('limits'), caseSchema);
      const members = [`"limits":${JSON.stringify(ordered)}`, ...closing(problems, summary)];
      await write(`${members.join(',\n')}\n}\n`);
    },
  };
};

/** The schema of one of the document's members. */
function schemaOf(name: string): Schema {
  return member(member(caseSchema, 'properties'), name);
}

function itemSchemaOf(name: string): Schema {
  return member(schemaOf(name), 'items');
}
