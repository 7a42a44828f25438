import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';
import {
  matchesRelatedRule,
  relatedClauses,
  relatedRule,
} from '#dist/rule/suspicious-file-creation.js';
import { type Changes, changed, type Row, testClauseValues } from './events.js';

const rule = defaultRule.identity;

/** An event of a cron job of root, which the related rule matches. */
const planted: Readonly<Record<string, JsonValue>> = {
  'event.category': ['file'],
  'event.type': ['creation'],
  'host.os.type': 'linux',
  'user.id': 0,
  'file.path': '/etc/cron.d/updatedb',
  'process.name': 'sh',
};

function event(changes: Changes = {}): JsonObject {
  return changed(planted, changes);
}

/** `match`, or the clause that decided. Both functions must agree. */
function verdictOn(document: JsonObject): string {
  const verdict = evaluate(relatedClauses, document);
  expect(matchesRelatedRule(document)).toBe(verdict.outcome === 'match');
  return verdict.outcome === 'match' ? 'match' : verdict.clause;
}

function testValues(
  clause: string,
  field: string,
  accepted: readonly Row[],
  rejected: readonly Row[],
) {
  describe(clause, () => {
    testClauseValues((changes) => verdictOn(event(changes)), field, clause, accepted, rejected);
  });
}

const noValues: readonly Row[] = [
  [undefined, 'missing: the comparison is false'],
  [null, 'null is not a value'],
  [[], 'no element'],
  [[null], 'no element but null'],
  ['', 'the empty string is a value, but not this one'],
];

test('the related rule has its own identity', () => {
  expect(relatedRule).toEqual({
    name: 'Suspicious File Creation in /etc for Persistence',
    id: '1c84dd64-7e6c-4bad-ac73-a5014ee37042',
    severity: 'medium',
    riskScore: 47,
    deprecatedSince: '2025-06',
  });
  expect(relatedRule.id).not.toBe(rule.id);
});

testValues(
  'file-event',
  'event.category',
  [
    ['file', 'as is'],
    [['process', 'file'], 'any element is enough'],
  ],
  [...noValues, ['File', 'case-sensitive'], ['process', 'another category']],
);

testValues(
  'linux',
  'host.os.type',
  [
    ['linux', 'as is'],
    [['macos', 'linux'], 'any element is enough'],
  ],
  [...noValues, ['Linux', 'case-sensitive'], ['windows', 'another system']],
);

testValues(
  'created',
  'event.type',
  [
    ['creation', "Elastic Defend's word"],
    ['file_create_event', "Endgame's word"],
    [['change', 'creation'], 'any element is enough'],
  ],
  [
    ...noValues,
    ['Creation', 'case-sensitive'],
    ['change', 'a change is not a creation'],
    ['rename', 'the main rule includes renames, this one does not'],
    ['creation*', '* is an ordinary character in a list'],
  ],
);

testValues(
  'by-root',
  'user.id',
  [
    [0, 'a number, as Elastic Defend writes it, compares as text'],
    ['0', 'text'],
    [[1000, 0], 'any element is enough'],
  ],
  [
    ...noValues,
    [1000, 'another user'],
    ['00', 'the text is compared, not the number'],
    ['root', 'a name is not an id'],
    [false, 'compares as “false”'],
    ['S-1-5-18', 'an id of another system'],
  ],
);

testValues(
  'persistence-folder',
  'file.path',
  [
    ['/etc/ld.so.conf.d/x.conf', 'libraries'],
    ['/etc/cron.d/x', 'cron jobs'],
    ['/etc/sudoers.d/x', 'rights'],
    ['/etc/init.d/x', 'init scripts'],
    ['/etc/systemd/system/x.service', "the administrator's units"],
    ['/usr/lib/systemd/system/x.service', "the packages' units"],
    ['/ETC/Cron.D/x', 'the wildcard ignores case'],
    ['/etc/cron.d/', '* matches nothing too'],
    ['/etc/cron.d/.hidden', '* matches leading dots'],
    ['/etc/systemd/system/multi-user.target.wants/x.service', '* matches /'],
    ['/etc/cron.d/a\nb', '* matches newlines'],
    [['/tmp/x', '/etc/cron.d/x'], 'any element is enough'],
  ],
  [
    ...noValues,
    ['/etc/cron.d', 'the directory itself'],
    ['/etc/cron.daily/x', 'another directory'],
    ['/lib/systemd/system/x.service', 'the other path of /usr/lib'],
    ['/mnt/etc/cron.d/x', 'the whole value is compared'],
    ['/etc/ſudoers.d/x', 'only ASCII letters fold'],
  ],
);

testValues(
  'installer-name',
  'process.name',
  [
    [undefined, 'missing: the negation is true'],
    [null, 'and of null'],
    ['', 'the empty string is not in the list'],
    ['bash', 'a shell'],
    ['dpkg-deb', 'the whole name is compared'],
    ['xpython3', 'python must come first'],
    ['ruby2.7', 'ruby has no wildcard'],
  ],
  [
    ['chef-client', 'listed'],
    ['ruby', 'listed'],
    ['pacman', 'listed'],
    ['packagekitd', 'listed'],
    ['python', '* matches nothing too'],
    ['python3.11', '* matches versions'],
    ['python; evil', '* matches anything'],
    ['platform-python', 'listed'],
    ['dpkg', 'listed'],
    ['yum', 'listed'],
    ['apt', 'listed'],
    ['dnf', 'listed'],
    ['rpm', 'listed'],
    ['systemd', 'listed'],
    ['snapd', 'listed'],
    ['dnf-automatic', 'listed'],
    ['yum-cron', 'listed'],
    ['elastic-agent', 'listed'],
    ['dnfdaemon-system', 'listed'],
    ['dockerd', 'listed'],
    ['executor', 'listed'],
    ['rhn_check', 'listed'],
    ['DPKG', 'the wildcard ignores case'],
    [['bash', 'dpkg'], 'one excluded element is enough'],
  ],
);

testValues(
  'temporary-extension',
  'file.extension',
  [
    [undefined, 'missing: the negation is true'],
    [[null], 'and of null'],
    ['', 'the empty string is not in the list'],
    ['sh', 'another'],
    ['SWP', 'case-sensitive in a list'],
    ['swx', 'the main rule lists it, this one does not'],
    ['tmp*', '* is an ordinary character in a list'],
  ],
  [
    ['swp', 'listed'],
    ['swpx', 'listed'],
    ['tmp', 'listed'],
    [['sh', 'tmp'], 'one excluded element is enough'],
  ],
);

describe('the related rule', () => {
  test('reads nested fields like dotted ones', () => {
    expect(
      matchesRelatedRule({
        event: { category: ['file'], type: ['creation'] },
        host: { os: { type: 'linux' } },
        user: { id: 0 },
        file: { path: '/etc/sudoers.d/x' },
      }),
    ).toBe(true);
  });

  test('reports the first clause in its order that decided', () => {
    expect(verdictOn({})).toBe('file-event');
    expect(verdictOn(event({ 'user.id': 1, 'file.path': '/tmp/x' }))).toBe('by-root');
    expect(verdictOn(event({ 'process.name': 'apt', 'file.extension': 'tmp' }))).toBe(
      'installer-name',
    );
  });

  test('matches an event that the main rule excludes, and vice versa', () => {
    const init = event({
      'event.action': 'creation',
      'file.path': '/etc/init.d/x',
      'process.executable': '/usr/bin/dpkg',
      'process.name': 'x',
    });
    expect([evaluate(defaultRule.clauses, init).outcome, matchesRelatedRule(init)]).toEqual([
      'excluded',
      true,
    ]);
    const renamed = event({
      'event.action': 'rename',
      'event.type': 'change',
      'file.path': '/etc/init.d/x',
      'process.executable': '/usr/bin/mv',
    });
    expect([evaluate(defaultRule.clauses, renamed).outcome, matchesRelatedRule(renamed)]).toEqual([
      'match',
      false,
    ]);
  });

  test('describes each clause in different words', () => {
    expect(new Set(relatedClauses.map(({ meaning }) => meaning)).size).toBe(relatedClauses.length);
  });
});
