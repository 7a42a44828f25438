import { hostOf } from '../event/ecs.js';
import type { Match } from '../scan/sink.js';
import { sanitize } from './sanitize.js';
import { count } from './units.js';

/** Matches whose host is looked up: to do so an event has to be parsed, and reports such as ndjson never do. */
const mostMatches = 10_000;

/** Hosts that are told apart, the longest name that one may have, and how many are named. */
const mostHosts = 1000;

const longestName = 255;

const mostNamed = 5;

/** Counts matches by host for the summary, in bounded time and memory. */
export class HostTally {
  readonly #hosts = new Map<string, number>();
  #matches = 0;
  #beyond = 0;

  add(match: Match): void {
    this.#matches += 1;
    if (this.#matches > mostMatches) return;
    const name = hostOf(match.event)[0] ?? '(no name)';
    const known = this.#hosts.get(name);
    if (known === undefined && (this.#hosts.size >= mostHosts || name.length > longestName)) {
      this.#beyond += 1;
    } else {
      this.#hosts.set(name, (known ?? 0) + 1);
    }
  }

  /** The hosts with most matches, in a line; none where there was no match. */
  lines(): string[] {
    if (this.#matches === 0) return [];
    const ranked = [...this.#hosts].sort(([, one], [, other]) => other - one);
    const named = ranked
      .slice(0, mostNamed)
      .map(([name, matches]) => `${sanitize(name)} ${matches}`);
    const others = ranked
      .slice(mostNamed)
      .reduce((sum, [, matches]) => sum + matches, this.#beyond);
    if (others > 0) named.push(`others ${others}`);
    const which =
      this.#matches > mostMatches
        ? `hosts of the first ${count(mostMatches, 'match', 'matches')}`
        : 'hosts';
    return [`${which}: ${named.join(', ')}`];
  }
}
