import { describe, expect, it } from 'vitest';
import type { Case } from '#dist/investigate/case.js';
import { matchesRelatedRule } from '#dist/rule/suspicious-file-creation.js';
import { caseOfScenario, eventAt, scenarios } from './scenarios.js';

/** A statement of a case, with its location in the case. */
interface Statement {
  readonly where: string;
  readonly claim: Readonly<Record<string, unknown>>;
}

/** Everything in a case that cites events. */
function* statementsIn(value: unknown, where: string): Generator<Statement> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value) && 'events' in value && !where.endsWith('case')) {
    yield { where, claim: value as Record<string, unknown> };
  }
  for (const [key, inner] of Object.entries(value)) {
    if (where.endsWith('case') && key === 'events') continue;
    yield* statementsIn(inner, `${where}.${key}`);
  }
}

/** All strings of an event: its values, and its arguments joined as a command line. */
function stringsOf(event: unknown): string[] {
  if (Array.isArray(event)) return [...event.flatMap(stringsOf), event.join(' ')];
  if (typeof event === 'object' && event !== null) return Object.values(event).flatMap(stringsOf);
  return [String(event)];
}

/** Members that quote the log. */
const quoted = [
  ...['executable', 'name', 'commandLine', 'user', 'workingDirectory', 'pid', 'start'],
  ...['path', 'time', 'first', 'last', 'address', 'entityId', 'value', 'subject', 'by', 'type'],
];

/** Whether text comes from some events: a value, a part of one, or a composition of two. */
function isQuoted(text: string, strings: readonly string[]): boolean {
  if (strings.some((source) => source.includes(text))) return true;
  const isComposed = (between: string, end: string): boolean =>
    text.endsWith(end) &&
    text.split(between).some((_, at, parts) => {
      const first = parts.slice(0, at).join(between);
      const second = parts
        .slice(at)
        .join(between)
        .slice(0, text.length - end.length);
      const rest = end === '' ? second : second.slice(0, -end.length);
      return (
        at > 0 && strings.includes(first.replace(/^\[(.*)\]$/, '$1')) && strings.includes(rest)
      );
    });
  return isComposed(' (', ')') || isComposed(':', '');
}

/** When the host's first process started, according to its entity id. */
function startOfInit(entityId: string): string | undefined {
  const seconds = /-1-(\d+)$/.exec(Buffer.from(entityId, 'base64').toString('latin1'))?.[1];
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000).toISOString();
}

describe.each(scenarios)('the case of %s', (scenario) => {
  let found: Case | undefined;
  const theCase = async (): Promise<Case> => {
    found ??= await caseOfScenario(scenario);
    return found;
  };

  it('cites an event for every claim, at the right location in the inputs', async () => {
    const { hosts, events } = await theCase();
    const statements = [...statementsIn({ hosts }, 'case')];
    expect(statements.length).toBeGreaterThan(0);
    for (const { where, claim } of statements) {
      const numbers = claim.events as number[];
      expect(numbers, where).not.toEqual([]);
      expect(numbers, where).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      for (const number of numbers) {
        expect(events[number - 1]?.number, where).toBe(number);
      }
    }
    for (const { place, time } of events) {
      const event = eventAt(place);
      expect([event['@timestamp'], event['kibana.alert.original_time']]).toContain(time);
    }
  });

  it('quotes only the events that it cites', async () => {
    const { hosts, events } = await theCase();
    for (const { where, claim } of statementsIn({ hosts }, 'case')) {
      const cited = (claim.events as number[]).map((number) => {
        const place = events[number - 1]?.place;
        return place === undefined ? {} : eventAt(place);
      });
      const texts = cited.flatMap(stringsOf);
      if (claim.fact === 'related-rule') {
        expect(cited.every(matchesRelatedRule), where).toBe(true);
      } else if (claim.reason === 'on-most-hosts') {
        expect(claim.value, where).toMatch(/^\d+ of \d+$/);
      } else if ('programs' in claim || String(claim.evidence).startsWith('restart')) {
        const shown = texts.some((text) => startOfInit(text) === claim.time || text === claim.time);
        expect(shown, where).toBe(true);
      } else {
        for (const key of quoted) {
          const value = claim[key];
          if (typeof value === 'string')
            expect(isQuoted(value, texts), `${where}.${key}: ${value}`).toBe(true);
        }
      }
      for (const host of (claim.hosts as string[] | undefined) ?? []) {
        expect(texts, where).toContain(host);
      }
    }
  });
});
