import type { Clause, Condition } from './clause.js';
import type { Rule } from './rule.js';

/** The field that EQL asks for before `where`. */
const categoryField = 'event.category';

/** A rule's query in EQL, made from the clauses that judge events here. It does not end in a newline. */
export function ruleEql({ clauses }: Rule): string {
  const conditions = clauses
    .filter(({ role }) => role === 'requires')
    .flatMap((clause) => clause.conditions);
  const category = conditions.find(({ field }) => field.name === categoryField)?.patterns[0] ?? '';
  const required = conditions.filter(({ field }) => field.name !== categoryField).map(conditionEql);
  const excluded = clauses.filter(({ role }) => role === 'excludes').map(clauseEql);
  return [
    `${categoryEql(category)} where ${required.join(' and\n  ')} and not (`,
    `    ${excluded.join(' or\n    ')}`,
    '  )',
  ].join('\n');
}

/** EQL takes a plain word for a category as it stands. */
function categoryEql(category: string): string {
  return /^[a-z_]+$/i.test(category) ? category : quote(category);
}

function clauseEql({ conditions }: Clause): string {
  const text = conditions.map(conditionEql).join(' and ');
  return conditions.length > 1 ? `(${text})` : text;
}

function conditionEql({ field, operator, patterns }: Condition): string {
  if (operator === 'is null') return `${field.name} == null`;
  const [only, ...others] = patterns.map(quote);
  const value = operator === 'in' || others.length > 0 ? `(${[only, ...others].join(', ')})` : only;
  return `${field.name} ${operator} ${value}`;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * A text as EQL's string literal.
 *
 * Source: elastic/elasticsearch, the EQL grammar: control characters have to be written as `\u{…}`.
 */
export function quote(text: string): string {
  const body = text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be escaped
    /["\\\u0000-\u001f\u007f]/g,
    (character) =>
      escapes[character] ?? `\\u{${character.charCodeAt(0).toString(16).padStart(2, '0')}}`,
  );
  return `"${body}"`;
}
