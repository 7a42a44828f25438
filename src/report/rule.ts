import type { Clause, Condition } from '../rule/clause.js';
import { fieldEql } from '../rule/eql.js';
import type { Rule, ThreatEntry } from '../rule/rule.js';

/** The rule as text: its metadata, what it requires and what it excludes, clause by clause. */
export function ruleText({ identity: rule, clauses }: Rule): string {
  const facts: readonly (readonly [string, string])[] = [
    ['id', rule.id],
    ['version', `${rule.label} (query dated ${rule.queryDate})`],
    ['author', `${rule.author}, ${rule.license}`],
    ['severity', `${rule.severity}, risk score ${rule.riskScore}`],
    ['runs', `every ${rule.schedule.interval}, on events since ${rule.schedule.from}`],
    ['alerts', `at most ${rule.maxSignals} per run in Elastic; no limit here`],
    ['indices', rule.indexPatterns.join(', ')],
    ['ATT&CK', rule.threat.map(threatText).join(', ')],
  ];
  return [
    rule.name,
    '',
    ...facts.map(([name, value]) => `  ${name.padEnd(9)} ${value}`),
    '',
    'An event matches if all of these are true:',
    ...clauses.filter(({ role }) => role === 'requires').flatMap(clauseLines),
    '',
    'and none of these:',
    ...clauses.filter(({ role }) => role === 'excludes').flatMap(clauseLines),
    '',
    'Operators: `==` and `in` compare exactly; `like` and `:` take wildcards, and `:` ignores the case of',
    'ASCII letters. `*` matches any characters, including `/`; with `in` it is an ordinary character. A',
    'field with several values matches if any of them does.',
    ...(hasOptionalField(clauses)
      ? ['A field after `?` is optional: Elasticsearch takes it for missing if no index has it.']
      : []),
    '',
    'References:',
    ...rule.references.map((url) => `  ${url}`),
    '',
  ].join('\n');
}

function hasOptionalField(clauses: readonly Clause[]): boolean {
  return clauses.some(({ conditions }) => conditions.some(({ isOptional }) => isOptional));
}

function threatText({ tactic, techniques }: ThreatEntry): string {
  const all = techniques.flatMap(({ subtechniques = [], ...technique }) => [
    technique,
    ...subtechniques,
  ]);
  return [tactic, ...all].map(({ id, name }) => `${id} ${name}`).join(' / ');
}

function clauseLines({ id, meaning, conditions }: Clause): string[] {
  return [`  ${id}: ${meaning}`, ...conditions.flatMap(conditionLines)];
}

/** A condition, wrapped to the width of a terminal. */
function conditionLines({ field, isOptional, operator, patterns }: Condition): string[] {
  const lines: string[] = [];
  let line = `      ${fieldEql({ field, isOptional })} ${operator}`;
  for (const [at, pattern] of patterns.entries()) {
    const piece = ` ${pattern}${at + 1 < patterns.length ? ',' : ''}`;
    if (line.length + piece.length > 96 && line.trim() !== '') {
      lines.push(line);
      line = '         ';
    }
    line += piece;
  }
  return [...lines, line];
}

export function ruleJson({ identity, clauses }: Rule): string {
  const document = {
    ...identity,
    clauses: clauses.map(({ id, role, meaning, conditions }) => ({
      id,
      role,
      meaning,
      conditions: conditions.map(({ field, isOptional, operator, patterns }) => ({
        field: field.name,
        optional: isOptional ? true : undefined,
        operator,
        patterns,
      })),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
