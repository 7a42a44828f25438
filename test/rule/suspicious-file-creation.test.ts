import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';
import {
  matchesRelatedRule,
  relatedClauses,
  relatedRule,
} from '#dist/rule/suspicious-file-creation.js';
import { type Changes, changed, type Row, takes as takesBy } from './events.js';

const rule = defaultRule.identity;

/** A cron job of root's that the related rule matches. */
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

/** The related rule's verdict in a word. Both ways of asking have to agree. */
function verdictOn(document: JsonObject): string {
  const verdict = evaluate(relatedClauses, document);
  expect(matchesRelatedRule(document)).toBe(verdict.outcome === 'match');
  return verdict.outcome === 'match' ? 'match' : verdict.clause;
}

function takes(clause: string, field: string, accepted: readonly Row[], refused: readonly Row[]) {
  describe(clause, () => {
    takesBy((changes) => verdictOn(event(changes)), field, clause, accepted, refused);
  });
}

const noValues: readonly Row[] = [
  [undefined, 'a missing field fails a comparison'],
  [null, 'null is no value'],
  [[], 'no element'],
  [[null], 'no element but null'],
  ['', 'the empty string is a value, but not this one'],
];

test('the related rule is told apart from the main one', () => {
  expect(relatedRule).toEqual({
    name: 'Suspicious File Creation in /etc for Persistence',
    id: '1c84dd64-7e6c-4bad-ac73-a5014ee37042',
    severity: 'medium',
    riskScore: 47,
    deprecatedSince: '2025-06',
  });
  expect(relatedRule.id).not.toBe(rule.id);
});

takes(
  'file-event',
  'event.category',
  [
    ['file', 'as it is'],
    [['process', 'file'], 'any element will do'],
  ],
  [...noValues, ['File', 'case counts'], ['process', 'another category']],
);

takes(
  'linux',
  'host.os.type',
  [
    ['linux', 'as it is'],
    [['macos', 'linux'], 'any element will do'],
  ],
  [...noValues, ['Linux', 'case counts'], ['windows', 'another system']],
);

takes(
  'created',
  'event.type',
  [
    ['creation', "Elastic Defend's word"],
    ['file_create_event', "Endgame's word"],
    [['change', 'creation'], 'any element will do'],
  ],
  [
    ...noValues,
    ['Creation', 'case counts'],
    ['change', 'a change is no creation'],
    ['rename', 'the main rule takes renames, this one does not'],
    ['creation*', '* is plain in a list'],
  ],
);

takes(
  'by-root',
  'user.id',
  [
    [0, 'a number, as Elastic Defend writes it, compares as its text'],
    ['0', 'text'],
    [[1000, 0], 'any element will do'],
  ],
  [
    ...noValues,
    [1000, 'another user'],
    ['00', 'the text is compared, not the number'],
    ['root', 'a name is no id'],
    [false, 'compares as “false”'],
    ['S-1-5-18', 'an id of another system'],
  ],
);

takes(
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
    ['/etc/cron.d/', 'an empty name is a name'],
    ['/etc/cron.d/.hidden', '* takes leading dots'],
    ['/etc/systemd/system/multi-user.target.wants/x.service', '* crosses /'],
    ['/etc/cron.d/a\nb', '* takes newlines'],
    [['/tmp/x', '/etc/cron.d/x'], 'any element will do'],
  ],
  [
    ...noValues,
    ['/etc/cron.d', 'the folder itself'],
    ['/etc/cron.daily/x', 'another folder'],
    ['/lib/systemd/system/x.service', 'the other path of /usr/lib'],
    ['/mnt/etc/cron.d/x', 'the whole value counts'],
    ['/etc/ſudoers.d/x', 'only ASCII letters fold'],
  ],
);

takes(
  'installer-name',
  'process.name',
  [
    [undefined, 'not of a missing field is true'],
    [null, 'and of null'],
    ['', 'the empty string is no name of the list'],
    ['bash', 'a shell'],
    ['dpkg-deb', 'the whole name counts'],
    ['xpython3', 'python has to come first'],
    ['ruby2.7', 'ruby has no wildcard'],
  ],
  [
    ['chef-client', 'listed'],
    ['ruby', 'listed'],
    ['pacman', 'listed'],
    ['packagekitd', 'listed'],
    ['python', '* may be nothing'],
    ['python3.11', '* takes versions'],
    ['python; evil', '* takes anything'],
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
    [['bash', 'dpkg'], 'one excluded element excludes'],
  ],
);

takes(
  'temporary-extension',
  'file.extension',
  [
    [undefined, 'not of a missing field is true'],
    [[null], 'and of null'],
    ['', 'the empty string is no extension of the list'],
    ['sh', 'another'],
    ['SWP', 'case counts in a list'],
    ['swx', 'the main rule lists it, this one does not'],
    ['tmp*', '* is plain in a list'],
  ],
  [
    ['swp', 'listed'],
    ['swpx', 'listed'],
    ['tmp', 'listed'],
    [['sh', 'tmp'], 'one excluded element excludes'],
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

  test('takes the first clause in its order for the one that decided', () => {
    expect(verdictOn({})).toBe('file-event');
    expect(verdictOn(event({ 'user.id': 1, 'file.path': '/tmp/x' }))).toBe('by-root');
    expect(verdictOn(event({ 'process.name': 'apt', 'file.extension': 'tmp' }))).toBe(
      'installer-name',
    );
  });

  test('takes an event that the main rule excludes, and the other way round', () => {
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

  test('says what each clause means, in its own words', () => {
    expect(new Set(relatedClauses.map(({ meaning }) => meaning)).size).toBe(relatedClauses.length);
  });
});
