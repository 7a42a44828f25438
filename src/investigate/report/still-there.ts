import { count } from '../../report/units.js';
import type { HostCase } from '../case.js';
import type { ExcludedScript } from '../excluded-script.js';
import { citation } from './outline.js';
import { commaSeparated, listed, type Sentence, say, value, words } from './sentence.js';

/** Hosts and scripts of each that are named; the rest are counted. */
const maxHosts = 3;
const maxScripts = 4;

/**
 * The scripts that the rule ignores, but that those wrote who planted what it matches: nobody may look at the findings
 * only and take the answers about these files for the ones about the hosts.
 */
export function stillThere(hosts: readonly HostCase[]): readonly Sentence[] {
  const found = hosts.flatMap((host) => {
    const scripts = (host.excludedScripts ?? []).filter(
      ({ relation, boot }) => (relation === 'lineage' || relation === 'script') && boot !== 'no',
    );
    return scripts.length === 0 ? [] : [{ host, scripts }];
  });
  if (found.length === 0) return [];
  const texts = found.slice(0, maxHosts).map(({ host, scripts }) => scriptsSentence(host, scripts));
  const more = found.length - texts.length;
  const rest = more > 0 ? [words(count(more, 'more host'))] : [];
  return [
    say`Still there, although the rule ignores them: ${commaSeparated([...texts, ...rest])} (--include-excluded).`,
  ];
}

function scriptsSentence({ name, id }: HostCase, scripts: readonly ExcludedScript[]): Sentence {
  const paths = scripts.slice(0, maxScripts).map(({ path }) => value(path));
  const more = scripts.length - paths.length;
  const names = listed([...paths, ...(more > 0 ? [words(`${more} more`)] : [])]);
  const numbers = scripts.slice(0, maxScripts).flatMap(({ events }) => events);
  const boots = scripts.some(({ boot }) => boot === 'yes')
    ? 'will run at boot'
    : 'unknown whether they run at boot';
  return say`${names} on ${name ?? id ?? ''}, by a session that planted what it matches; ${words(`${boots} ${citation(numbers)}`)}`;
}
