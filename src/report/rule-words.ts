import type { Rule } from '../rule/rule.js';

/** How messages name what a rule is about. */
export interface RuleWords {
  /** What text mentions. */
  readonly mention: string;
  /** Where the files are. */
  readonly place: string;
  /** Whose events the rule reads. */
  readonly products: string;
}

export function wordsFor({ subject: { mentions, products } }: Pick<Rule, 'subject'>): RuleWords {
  return {
    mention: mentions.includesBootFiles ? 'init.d/, /etc/init/ or /etc/inittab' : 'init.d/',
    place: mentions.includesBootFiles
      ? 'under /etc/init.d/ or /etc/init/, or in /etc/inittab'
      : 'under /etc/init.d/',
    products:
      products.collected.length > 0
        ? 'Elastic Defend, Endgame or SentinelOne'
        : 'Elastic Defend or Endgame',
  };
}
