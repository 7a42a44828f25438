import { Minimatch } from 'minimatch';
import { UsageError } from '../io/errors.js';

/** A compiled index pattern. */
interface IndexPattern {
  readonly excludes: boolean;
  matches(name: string): boolean;
}

/** The indices that documents may come from, by Elasticsearch's index patterns, in which only `*` is special. */
export class IndexScope {
  readonly #patterns: readonly IndexPattern[];

  /**
   * @param patterns patterns, or lists of them separated by commas. A pattern with a leading `-` excludes indices that
   *   earlier ones include; `rule` stands for the rule's own patterns.
   * @throws UsageError if the first pattern does not include any.
   */
  constructor(patterns: readonly string[], rulePatterns: readonly string[]) {
    const trimmed = patterns
      .flatMap((list) => list.split(','))
      .flatMap((text) => (text === 'rule' ? rulePatterns : [text.trim()]))
      .filter((text) => text !== '');
    if (trimmed[0] === undefined || trimmed[0].startsWith('-')) {
      throw new UsageError(
        `--index ${patterns.join(',')}: the first pattern must include indices`,
        "for example --index 'logs-endpoint.events.*,-logs-endpoint.events.network*', or --index rule",
      );
    }
    this.#patterns = trimmed.map(compile);
  }

  /** Whether the scope includes an index, by its own name or that of its data stream. */
  includes(index: string): boolean {
    const names = new Set([withoutCluster(index), dataStreamOf(index)]);
    let isIncluded = false;
    for (const { excludes, matches } of this.#patterns) {
      if (isIncluded === excludes && [...names].some(matches)) isIncluded = !excludes;
    }
    return isIncluded;
  }
}

/**
 * The data stream of an index, or the index itself if it has none: `eu:.ds-logs-x-2026.01.31-000007` and its searchable
 * snapshots, `partial-.ds-…` and `restored-.ds-…`, belong to `logs-x`.
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

function compile(text: string): IndexPattern {
  const excludes = text.startsWith('-');
  const plain = withoutCluster(excludes ? text.slice(1) : text).replace(/[^*\w.-]/g, '\\$&');
  const pattern = new Minimatch(plain.replace(/\*+/g, '*'), {
    dot: true,
    nobrace: true,
    nocomment: true,
    noext: true,
    nonegate: true,
  });
  return { excludes, matches: (name) => pattern.match(name) };
}
