import type { EntryName, LintFinding } from '../rule/lint.js';
import { sanitize } from './sanitize.js';
import { count } from './units.js';

/** What is odd about the tables of a rule or exception lists, for people: a line per finding. */
export function lintText(findings: readonly LintFinding[]): string {
  const lines = findings.map((finding) => sanitize(`${finding.id}: ${words(finding)}`));
  return [...lines, '', count(findings.length, 'finding'), ''].join('\n');
}

/** The same findings, for a program. */
export function lintJson(findings: readonly LintFinding[]): string {
  return `${JSON.stringify({ findings }, null, 2)}\n`;
}

function words(finding: LintFinding): string {
  const { field, operator, pattern } = finding;
  const entry = `${field} ${operator} \`${pattern}\``;
  switch (finding.kind) {
    case 'duplicate':
      return `${entry} is written ${finding.copies} times`;
    case 'plain-wildcard':
      return `${entry}: ${finding.characters.join(' and ')} is a plain character in an exact list, so the entry fits only that very text`;
    case 'covered':
      return `${entry} excludes nothing that ${finding.by.map(nameText).join(' and ')} does not exclude too`;
    case 'missing-twin':
      return `${entry} has no twin ${finding.twin}: where /usr is not merged, or a program is called by its other path, it is not excluded`;
    case 'unreachable':
      return `${entry} can exclude no event: ${nameText(finding.requires)} is required, and no value fits both`;
  }
}

function nameText({ id, operator, pattern }: EntryName): string {
  return `${id} (${operator} \`${pattern}\`)`;
}
