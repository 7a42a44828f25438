import { createHash } from 'node:crypto';
import { hostOf, timestamp, valuesOf } from '../event/ecs.js';
import { timeOf } from '../event/time.js';
import type { Exception } from '../filter/exceptions.js';
import { type BlockRow, rowsOf } from '../report/event-block.js';
import { deedText, quoted, shownPlace, userName } from '../report/event-line.js';
import { subjectText } from '../report/event-text.js';
import { hostLabel } from '../report/hosts.js';
import type { Rule } from '../rule/rule.js';
import type { ScannedDocument } from '../scan/sink.js';
import { type Explanation, isDecidedByOne } from './explanation.js';
import { sectionRows } from './words.js';

/** Events that differ at most in their time, host and process id. */
export interface EventGroup {
  /** What they are about; undefined for events of a section that are not told apart. Sanitized, like the others. */
  readonly subject: string | undefined;
  readonly deed: string;
  readonly user: string;
  events: number;
  /** The names of the first hosts. */
  readonly hosts: Set<string>;
  moreHosts: boolean;
  /** Milliseconds since 1970; undefined if no event had a time. */
  first: number | undefined;
  last: number | undefined;
  /** Where the first event is. */
  readonly place: string;
  /** Everything about the first event; empty unless it is asked for. */
  readonly example: readonly BlockRow[];
}

/** Events that have their verdict for the same reasons. */
export interface EventSection {
  readonly verdict: Explanation['verdict'];
  /** Where it stands among the sections: matches come first, then what may be planted scripts, then near misses. */
  readonly rank: number;
  /** The reasons. Not sanitized. */
  readonly rows: readonly BlockRow[];
  readonly groups: Map<string, EventGroup>;
  events: number;
}

/** Limits of what is told apart. Events beyond them are counted in a group, or a section, of their own. */
export const groupLimits: Readonly<Record<'sections' | 'groups' | 'hostsPerGroup', number>> = {
  sections: 500,
  groups: 5_000,
  hostsPerGroup: 20,
};

/** Longer texts are truncated. Linux limits paths to 4,096 bytes. */
const maxTextCharacters = 4096;

/** Characters of examples that are kept. */
const maxExampleCharacters = 8_000_000;

/**
 * Groups equal events by the reasons of their verdict, and then by what they are about. Memory is bounded, and every event
 * is counted.
 */
export class EventGroups {
  readonly #rule: Rule;
  readonly #keepsExamples: boolean;
  readonly #limits: typeof groupLimits;
  readonly #sections = new Map<string, EventSection>();
  #groups = 0;
  #exampleCharacters = 0;

  /** @param keepsExamples whether to keep everything about the first event of each group. */
  constructor(rule: Rule, keepsExamples: boolean, limits: typeof groupLimits = groupLimits) {
    this.#rule = rule;
    this.#keepsExamples = keepsExamples;
    this.#limits = limits;
  }

  add(document: ScannedDocument, explanation: Explanation, exceptions: readonly Exception[]): void {
    const section = this.#sectionOf(explanation, exceptions);
    section.events += 1;
    const group = this.#groupOf(section, document);
    count(group, document, this.#limits.hostsPerGroup);
  }

  /** The sections, the most important ones first. */
  sections(): EventSection[] {
    return [...this.#sections.values()].sort((one, other) => one.rank - other.rank);
  }

  #sectionOf(explanation: Explanation, exceptions: readonly Exception[]): EventSection {
    const { verdict, lead } = explanation;
    const rows = sectionRows(explanation, exceptions, this.#rule);
    const key = keyOf([verdict, ...rows.flat()].join('\n'));
    const known = this.#sections.get(key);
    if (known !== undefined) return known;
    const rank = rankOf(explanation);
    if (this.#sections.size < this.#limits.sections) {
      return this.#newSection(key, { verdict, rank, rows });
    }
    const others: readonly BlockRow[] = [
      ['lead', lead?.kind ?? ''],
      ['because', 'of other reasons than are told apart here'],
    ];
    const keyOfOthers = `others: ${verdict} ${lead?.kind}`;
    return (
      this.#sections.get(keyOfOthers) ??
      this.#newSection(keyOfOthers, { verdict, rank, rows: others })
    );
  }

  #newSection(key: string, what: Pick<EventSection, 'verdict' | 'rank' | 'rows'>): EventSection {
    const rows = what.rows.map(([label, text]): BlockRow => [label, truncated(text)]);
    const section: EventSection = { ...what, rows, groups: new Map(), events: 0 };
    this.#sections.set(key, section);
    return section;
  }

  #groupOf({ groups }: EventSection, document: ScannedDocument): EventGroup {
    const { event } = document;
    const parts = [quoted(subjectText(event)), deedText(event), quoted(userName(event))] as const;
    const key = keyOf(parts.join('\n'));
    const known = groups.get(key);
    if (known !== undefined) return known;
    if (this.#groups < this.#limits.groups) {
      this.#groups += 1;
      const group = newGroup(document, parts, this.#exampleOf(document));
      groups.set(key, group);
      return group;
    }
    const others = groups.get('') ?? newGroup(document, [undefined, '', ''], []);
    groups.set('', others);
    return others;
  }

  #exampleOf(document: ScannedDocument): readonly BlockRow[] {
    if (!this.#keepsExamples || this.#exampleCharacters > maxExampleCharacters) return [];
    const rows = rowsOf(document);
    for (const [, text] of rows) this.#exampleCharacters += text.length;
    return rows;
  }
}

function newGroup(
  { place }: ScannedDocument,
  [subject, deed, user]: readonly [subject: string | undefined, deed: string, user: string],
  example: readonly BlockRow[],
): EventGroup {
  return {
    subject: subject === undefined ? undefined : truncated(subject),
    deed: truncated(deed),
    user: truncated(user),
    events: 0,
    hosts: new Set(),
    moreHosts: false,
    first: undefined,
    last: undefined,
    place: truncated(shownPlace(place)),
    example,
  };
}

function count(group: EventGroup, { event }: ScannedDocument, maxHosts: number): void {
  group.events += 1;
  const [host] = hostOf(event);
  const name = hostLabel(host);
  if (!group.hosts.has(name)) {
    if (group.hosts.size < maxHosts && name.length <= 255) group.hosts.add(name);
    else group.moreHosts = true;
  }
  const time = timeOf(valuesOf(event, timestamp)[0] ?? '');
  if (time === undefined) return;
  group.first = Math.min(group.first ?? time, time);
  group.last = Math.max(group.last ?? time, time);
}

function rankOf(explanation: Explanation): number {
  const { verdict, lead } = explanation;
  if (verdict === 'match') return 0;
  if (lead !== undefined) return 1;
  if (verdict === 'excluded') return 2;
  return isDecidedByOne(explanation) ? 3 : 4;
}

/** The text itself, or a digest if it is long. */
function keyOf(text: string): string {
  return text.length > maxTextCharacters
    ? createHash('sha256').update(text).digest('base64')
    : text;
}

/** Truncates text. The result is a copy, because a slice would keep the whole text in memory. */
function truncated(text: string): string {
  return text.length > maxTextCharacters
    ? `${Buffer.from(text.slice(0, maxTextCharacters)).toString()}…`
    : text;
}
