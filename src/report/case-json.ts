import { BoundedList } from './bounded-list.js';
import type { CaseReporterFactory } from './case-formats.js';
import { caseSchema } from './case-schema.js';
import { closing, linesOf, opening, problemText } from './json.js';
import { inOrder } from './json-schema.js';
import { disarmJson, sanitizeJson } from './sanitize.js';

/**
 * Writes one JSON document, which {@link caseSchema} describes: tool, rule, hosts, events, limits, problems, inputs,
 * summary. Each host and each event stands on a line of its own; members come in the schema's order.
 */
export const caseJson: CaseReporterFactory = (writer, { version, terminal }) => {
  const problems = new BoundedList();
  return {
    problem(problem) {
      problems.add(() => problemText(problem));
    },
    finish(found, summary) {
      const { hosts, events, limits } = inOrder(found, caseSchema, caseSchema) as typeof found;
      const members = [
        `${opening(version, 'hosts')}${linesOf(hosts.map(text))}]`,
        `"events":[${linesOf(events.map(text))}]`,
        `"limits":${text(limits)}`,
        ...closing(problems, summary),
      ];
      const json = `${members.join(',\n')}\n}\n`;
      return writer.write(terminal ? sanitizeJson(json) : disarmJson(json));
    },
  };
};

function text(value: object): string {
  return JSON.stringify(value);
}
