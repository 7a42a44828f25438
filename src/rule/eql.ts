import type { Clause, Condition } from './clause.js';
import type { Rule } from './rule.js';

/** The field that EQL queries have before `where`. */
const categoryField = 'event.category';

/** A rule's query in EQL, generated from its clauses, without a final newline. */
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

/** In EQL, a category that is a plain word needs no quotes. */
function categoryEql(category: string): string {
  return /^[a-z_]+$/i.test(category) ? category : quote(category);
}

function clauseEql({ conditions }: Clause): string {
  const text = conditions.map(conditionEql).join(' and ');
  return conditions.length > 1 ? `(${text})` : text;
}

function conditionEql({ field, isOptional, operator, patterns }: Condition): string {
  const name = fieldEql({ field, isOptional });
  if (operator === 'is null') return `${name} == null`;
  const [only, ...others] = patterns.map(quote);
  const value = operator === 'in' || others.length > 0 ? `(${[only, ...others].join(', ')})` : only;
  return `${name} ${operator} ${value}`;
}

/** A field's name; a `?` before it marks an optional one. */
export function fieldEql({ field, isOptional }: Pick<Condition, 'field' | 'isOptional'>): string {
  return isOptional ? `?${field.name}` : field.name;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * Quotes text as a string literal of EQL.
 *
 * Source: elastic/elasticsearch, the EQL grammar: control characters must be written as `\u{…}`.
 */
export function quote(text: string): string {
  const body = text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes them
    /["\\\u0000-\u001f\u007f]/g,
    (character) =>
      escapes[character] ?? `\\u{${character.charCodeAt(0).toString(16).padStart(2, '0')}}`,
  );
  return `"${body}"`;
}
