import { count } from '../../report/units.js';
import type { FileFact, PlantedFile } from '../case.js';
import { lineOf, type OutlineLine, shortened } from './outline.js';
import { isOfMatch } from './planting.js';
import { type Sentence, say, semicolons, words } from './sentence.js';

/** Characters of a hash: the indicators have all of it. */
const hashCharacters = 17;

/** What identifies a file, and what it belongs to, as far as the log shows. */
export function fileLine(file: PlantedFile): readonly OutlineLine[] {
  const { facts, prevalence } = file;
  const last = (kind: FileFact['fact']): FileFact | undefined =>
    facts.findLast((fact) => fact.fact === kind && isOfMatch(fact, file)) ??
    facts.findLast(({ fact }) => fact === kind);
  const [hash, size, owner, group] = (['sha256', 'size', 'owner', 'group'] as const).map(last);
  const known = [hash, size, owner, group].filter((fact) => fact !== undefined);
  const { name } = prevalence;
  // The same contents elsewhere say more.
  const isElsewhere = name.count > Math.max(1, prevalence.hash?.count ?? 0);
  const texts: readonly Sentence[] = [
    ...(hash === undefined ? [] : [say`SHA-256 ${shortened(hash.value, hashCharacters)}`]),
    ...(size === undefined
      ? []
      : [say`${size.value} ${words(size.value === '1' ? 'byte' : 'bytes')}`]),
    ...(owner === undefined ? [] : [say`owner ${owner.value}`]),
    ...(group === undefined ? [] : [say`group ${group.value}`]),
    ...(isElsewhere ? [words(`this name is on ${name.count} of ${count(name.of, 'host')}`)] : []),
  ];
  if (texts.length === 0) return [];
  const shown = isElsewhere ? [...known, name] : known;
  return [lineOf('FILE', semicolons(texts), shown)];
}
