/** A comparison, or several joined. */
export type Expression =
  | { readonly and: readonly Expression[] }
  | { readonly or: readonly Expression[] }
  | { readonly not: Expression }
  | Comparison;

export interface Comparison {
  /** After a `?` if it is optional. */
  readonly field: string;
  readonly operator: string;
  /** Undefined for null. */
  readonly values?: readonly string[];
}

export interface EventQuery {
  readonly category: string;
  readonly where: Expression;
}

const token = /\s*("(?:[^"\\]|\\.)*"|\??[@\w.]+|==|:|[(),])/uy;

const escaped: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Parses a literal as Elasticsearch does. */
function unquote(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(?:u\{([0-9a-fA-F]+)\}|(.))/gu, (_, hex: string | undefined, sign: string) =>
      hex === undefined ? (escaped[sign] ?? sign) : String.fromCodePoint(Number.parseInt(hex, 16)),
    );
}

/** Parses the part of EQL that event queries need: `and` before `or`, `not`, `==`, `:`, `like`, `in`, null. */
export function parseEql(text: string): EventQuery {
  const tokens: string[] = [];
  for (let at = 0; at < text.trimEnd().length; ) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found?.[1] === undefined) throw new SyntaxError(`EQL at ${at}: ${text.slice(at, at + 20)}`);
    tokens.push(found[1]);
    at = token.lastIndex;
  }
  let next = 0;
  const take = (expected?: string): string => {
    const taken = tokens[next];
    if (taken === undefined || (expected !== undefined && taken !== expected)) {
      throw new SyntaxError(`EQL token ${next}: ${taken}, not ${expected}`);
    }
    next += 1;
    return taken;
  };
  const literal = (): string => {
    const taken = take();
    if (!taken.startsWith('"'))
      throw new SyntaxError(`EQL token ${next}: ${taken} is not a string`);
    return unquote(taken);
  };
  const list = (): string[] => {
    take('(');
    const values = [literal()];
    while (tokens[next] === ',') {
      take(',');
      values.push(literal());
    }
    take(')');
    return values;
  };
  const comparison = (): Expression => {
    if (tokens[next] === '(') {
      take('(');
      const inner = disjunction();
      take(')');
      return inner;
    }
    if (tokens[next] === 'not') {
      take('not');
      return { not: comparison() };
    }
    const field = take();
    const operator = take();
    if (!['==', ':', 'like', 'in'].includes(operator)) {
      throw new SyntaxError(`EQL token ${next}: ${operator} is not an operator`);
    }
    if (tokens[next] === 'null') {
      take('null');
      return { field, operator };
    }
    const values = tokens[next] === '(' ? list() : [literal()];
    return { field, operator, values };
  };
  const conjunction = (): Expression => {
    const parts = [comparison()];
    while (tokens[next] === 'and') {
      take('and');
      parts.push(comparison());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { and: parts };
  };
  const disjunction = (): Expression => {
    const parts = [conjunction()];
    while (tokens[next] === 'or') {
      take('or');
      parts.push(conjunction());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { or: parts };
  };
  const category = take();
  take('where');
  const where = disjunction();
  if (next < tokens.length) throw new SyntaxError(`EQL token ${next}: ${tokens[next]} is left`);
  return { category: category.startsWith('"') ? unquote(category) : category, where };
}
