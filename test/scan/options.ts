import type { CollectJudgeSpec } from '#dist/investigate/judge.js';
import type { SearchCriteria } from '#dist/investigate/search-criteria.js';
import { judges } from '#dist/judges.js';
import { defaultRule } from '#dist/rule/revisions.js';
import type { JudgeSpec } from '#dist/scan/judge.js';
import type { ReadOptions, ScanSettings } from '#dist/scan/options.js';
import type { ResultOptions } from '#dist/scan/results.js';

/** Reads candidate lines of any usual length. */
export const usualReadOptions: ReadOptions = { maxLineBytes: 1 << 28, validate: false };

const usualResultOptions: ResultOptions = {
  allowEmpty: false,
  allowMalformed: false,
  allowUnrecognized: new Set(),
  maxAlerts: Number.POSITIVE_INFINITY,
  comparesMatches: true,
};

/** A scan by the rule, on one thread and with nothing suppressed. */
export const usualOptions: ScanSettings = {
  judge: specOf('rule'),
  judges,
  read: usualReadOptions,
  results: usualResultOptions,
  jobs: 1,
};

/** The usual options with some changes. */
export function optionsWith({
  read,
  results,
  ...changes
}: Partial<Omit<ScanSettings, 'read' | 'results'>> & {
  readonly read?: Partial<ReadOptions>;
  readonly results?: Partial<ResultOptions>;
}): ScanSettings {
  return {
    ...usualOptions,
    ...changes,
    read: { ...usualReadOptions, ...read },
    results: { ...usualResultOptions, ...results },
  };
}

/** Specifies a judge by the default rule. */
export function specOf(judge: 'rule' | 'explain' | 'triage'): JudgeSpec {
  return { judge, rule: defaultRule.identity.label };
}

/** Specifies a judge that collects events. */
export function collectSpecOf(
  criteria: SearchCriteria,
  processes?: CollectJudgeSpec['processes'],
): CollectJudgeSpec {
  return { judge: 'collect', rule: defaultRule.identity.label, criteria, processes };
}
