import type { Case } from '../case.js';
import { defanged, type IndicatorKind, indicatorKinds, indicatorsOf } from '../indicators.js';
import type { IndicatorsOutline } from './outline.js';
import type { Labels } from './sentence.js';

const kindLabels: Labels<IndicatorKind> = {
  address: 'addresses',
  domain: 'domains',
  sha256: 'SHA-256',
  path: 'paths',
  user: 'users',
};

/** Indicators of each kind that a folded part shows. */
const maxListed = 5;

/** The indicators of a case, by kind; undefined if there are none. */
export function indicatorsOutline(
  found: Case,
  isFolded: boolean,
  defangs: boolean,
): IndicatorsOutline | undefined {
  const all = indicatorsOf(found);
  const groups = indicatorKinds.flatMap((kind) => {
    const ofKind = all.filter((indicator) => indicator.kind === kind);
    const shown = isFolded ? ofKind.slice(0, maxListed) : ofKind;
    return ofKind.length === 0
      ? []
      : [
          {
            label: kindLabels[kind],
            values: shown.map((one) => (defangs ? defanged(one) : one.value)),
            more: ofKind.length - shown.length,
          },
        ];
  });
  return groups.length === 0 ? undefined : groups;
}
