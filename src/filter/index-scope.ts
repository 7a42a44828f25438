import { Minimatch } from 'minimatch';
import { UsageError } from '../io/errors.js';
import { defaultRule } from '../rule/revisions.js';

const rule = defaultRule.identity;

/** An index pattern, compiled. */
interface Pattern {
  readonly excludes: boolean;
  fits(name: string): boolean;
}

/** The indices that documents may come from: patterns as Elasticsearch takes them, where only `*` is special. */
export class IndexScope {
  readonly #patterns: readonly Pattern[];

  /**
   * @param patterns patterns or lists of them joined by commas. `-` before one takes out what those before it let in;
   *   `rule` stands for the rule's own.
   * @throws UsageError where there is nothing that a pattern could take out.
   */
  constructor(patterns: readonly string[]) {
    const texts = patterns
      .flatMap((list) => list.split(','))
      .flatMap((text) => (text === 'rule' ? rule.indexPatterns : [text.trim()]))
      .filter((text) => text !== '');
    if (texts[0] === undefined || texts[0].startsWith('-')) {
      throw new UsageError(
        `--index ${patterns.join(',')}: no pattern lets anything in`,
        "such as --index 'logs-endpoint.events.*,-logs-endpoint.events.network*', or --index rule",
      );
    }
    this.#patterns = texts.map(compile);
  }

  /** Whether documents of an index are wanted, by its own name or by that of its data stream. */
  holds(index: string): boolean {
    const names = new Set([withoutCluster(index), dataStreamOf(index)]);
    let wanted = false;
    for (const { excludes, fits } of this.#patterns) {
      if (wanted === excludes && [...names].some(fits)) wanted = !excludes;
    }
    return wanted;
  }
}

/**
 * The data stream that an index belongs to, or the index itself where it is none's: `eu:.ds-logs-x-2026.01.31-000007`
 * and the searchable snapshots of it, `partial-.ds-…` and `restored-.ds-…`, belong to `logs-x`.
 */
export function dataStreamOf(index: string): string {
  const name = withoutCluster(index);
  const backing = /^(?:partial-|restored-)?\.ds-/.exec(name)?.[0];
  if (backing === undefined) return name;
  const stream = name.slice(backing.length).replace(/-\d{6,}$/, '');
  return stream.replace(/-\d{4}\.\d{2}\.\d{2}$/, '');
}

function withoutCluster(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

function compile(text: string): Pattern {
  const excludes = text.startsWith('-');
  const plain = withoutCluster(excludes ? text.slice(1) : text).replace(/[^*\w.-]/g, '\\$&');
  const pattern = new Minimatch(plain.replace(/\*+/g, '*'), {
    dot: true,
    nobrace: true,
    nocomment: true,
    noext: true,
    nonegate: true,
  });
  return { excludes, fits: (name) => pattern.match(name) };
}
