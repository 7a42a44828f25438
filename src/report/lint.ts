import type { EntryName, LintFinding } from '../rule/lint.js';
import { jsonText } from './json-document.js';
import { sanitize } from './sanitize.js';
import { count } from './units.js';

/** Describes findings in the tables of a rule or in exception lists, one per line. */
export function lintText(findings: readonly LintFinding[]): string {
  const lines = findings.map((finding) => sanitize(`${finding.id}: ${describeFinding(finding)}`));
  return [...lines, '', count(findings.length, 'finding'), ''].join('\n');
}

export function lintJson(findings: readonly LintFinding[]): string {
  return jsonText({ findings });
}

function describeFinding(finding: LintFinding): string {
  const { field, operator, pattern } = finding;
  const entry = `${field} ${operator} \`${pattern}\``;
  switch (finding.kind) {
    case 'duplicate':
      return `${entry} is listed ${finding.copies} times`;
    case 'plain-wildcard':
      return `${entry} matches only a literal ${finding.characters.join(' and ')}: exact lists have no wildcards`;
    case 'outer-space':
      return `${entry} matches only values with the white space at its start or end; \`${finding.trimmed}\` may be meant`;
    case 'covered':
      return `${entry} is redundant: ${finding.by.map(entryText).join(' and ')} already excludes everything this entry does`;
    case 'missing-twin':
      return `${entry} has no counterpart ${finding.twin}: if /usr is not merged, or the program is called by its other path, it is not excluded`;
    case 'unreachable':
      return `${entry} cannot exclude any event: ${entryText(finding.requires)} is required, and no value matches both`;
  }
}

function entryText({ id, operator, pattern }: EntryName): string {
  return `${id} (${operator} \`${pattern}\`)`;
}
