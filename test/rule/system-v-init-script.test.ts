import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '#dist/json/value.js';
import type { ClauseId } from '#dist/rule/clause-id.js';
import { evaluate, evidenceOf } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { event, verdictOn } from './events.js';

const { clauses } = defaultRule;

describe('the clauses', () => {
  test('are in the rule’s order, with their stable ids', () => {
    expect(clauses.map(({ id, role }) => `${role} ${id}`)).toEqual([
      'requires file-event',
      'requires linux',
      'requires created-or-renamed',
      'requires under-init-d',
      'excludes installer-executable',
      'excludes temporary-extension',
      'excludes elastic-path',
      'excludes installer-folder',
      'excludes installer-name',
      'excludes no-executable',
      'excludes ln-runlevel-link',
      'excludes sed-temporary',
      'excludes perl-e2scrub',
    ]);
  });

  test('compare the rule’s fields with the rule’s operators', () => {
    const conditions = clauses.map((clause) =>
      clause.conditions.map(({ field, operator, patterns }) =>
        `${field.name} ${operator} ${patterns.length > 4 ? patterns.length : patterns.join(' ')}`.trim(),
      ),
    );
    expect(conditions).toEqual([
      ['event.category == file'],
      ['host.os.type == linux'],
      ['event.action in creation file_create_event rename file_rename_event'],
      ['file.path : /etc/init.d/*'],
      ['process.executable in 43'],
      ['file.extension in swp swpx swx dpkg-remove'],
      ['file.path like /etc/init.d/*beat* /etc/init.d/elastic-agent*'],
      ['process.executable like 5'],
      ['process.name in docker-init jumpcloud-agent crio'],
      ['process.executable is null'],
      ['process.name == ln', 'file.path : /etc/init.d/rc*.d/*'],
      ['process.name == sed', 'file.name : sed*'],
      ['process.name == perl', 'file.name : e2scrub_all.tmp*'],
    ]);
  });

  test('each have a different meaning in words', () => {
    const meanings = clauses.map((clause) => clause.meaning);
    expect(new Set(meanings).size).toBe(clauses.length);
    for (const meaning of meanings) expect(meaning).toMatch(/\S/);
  });
});

describe('the first clause in the rule’s order decides', () => {
  /** For each clause a change that makes it decide. They can be combined. */
  const offences: readonly (readonly [ClauseId, Readonly<Record<string, JsonValue>>])[] = [
    ['file-event', { 'event.category': 'process' }],
    ['linux', { 'host.os.type': 'macos' }],
    ['created-or-renamed', { 'event.action': 'deletion' }],
    ['under-init-d', { 'file.path': '/tmp/x' }],
    ['installer-executable', { 'process.executable': '/usr/bin/dpkg' }],
    ['temporary-extension', { 'file.extension': 'swp' }],
    ['elastic-path', { 'file.path': '/etc/init.d/rc3.d/filebeat' }],
    ['installer-folder', { 'process.executable': '/snap/x' }],
    ['installer-name', { 'process.name': ['crio', 'ln', 'sed', 'perl'] }],
    ['no-executable', { 'process.executable': [] }],
    [
      'ln-runlevel-link',
      { 'process.name': ['ln', 'sed', 'perl'], 'file.path': '/etc/init.d/rc3.d/S' },
    ],
    [
      'sed-temporary',
      { 'process.name': ['sed', 'perl'], 'file.name': ['sedX', 'e2scrub_all.tmp'] },
    ],
    ['perl-e2scrub', { 'process.name': 'perl', 'file.name': 'e2scrub_all.tmp' }],
  ];

  test.each(offences)('%s alone', (clause, changes) => {
    expect(verdictOn(event(changes))).toBe(clause);
  });

  test.each(offences.map(([clause], at) => ({ clause, at })))(
    '$clause before all later ones',
    ({ clause, at }) => {
      const later = offences.slice(at).reverse();
      expect(verdictOn(event(Object.assign({}, ...later.map(([, changes]) => changes))))).toBe(
        clause,
      );
    },
  );

  test('the literal /dev/fd/* is excluded by a, all other files there by d', () => {
    expect(verdictOn(event({ 'process.executable': '/dev/fd/*' }))).toBe('installer-executable');
    expect(verdictOn(event({ 'process.executable': '/dev/fd/**' }))).toBe('installer-folder');
    expect(verdictOn(event({ 'process.executable': '/dev/fd/63' }))).toBe('installer-folder');
  });

  test('an empty document is not a file event', () => {
    expect(evaluate(defaultRule.clauses, {})).toEqual({
      outcome: 'not-concerned',
      clause: 'file-event',
    });
  });
});

describe('a verdict includes its evidence', () => {
  test('a match has none', () => {
    expect(evaluate(defaultRule.clauses, event())).toEqual({ outcome: 'match' });
  });

  test('a requirement that does not hold has none', () => {
    expect(evaluate(defaultRule.clauses, event({ 'event.action': 'deletion' }))).toEqual({
      outcome: 'not-concerned',
      clause: 'created-or-renamed',
    });
  });

  test('an exclusion has the value as written, and the entry that it matches', () => {
    expect(
      evaluate(defaultRule.clauses, event({ 'process.executable': ['/tmp/x', '/snap/core/1/x'] })),
    ).toEqual({
      outcome: 'excluded',
      clause: 'installer-folder',
      evidence: [
        {
          field: 'process.executable',
          value: '/snap/core/1/x',
          operator: 'like',
          pattern: '/snap/*',
        },
      ],
    });
  });

  test('a null field has null', () => {
    expect(evaluate(defaultRule.clauses, event({ 'process.executable': undefined }))).toEqual({
      outcome: 'excluded',
      clause: 'no-executable',
      evidence: [{ field: 'process.executable', value: null, operator: 'is null', pattern: null }],
    });
  });

  test('a clause with two conditions has evidence for both, in order', () => {
    const made = event({ 'process.name': ['sh', 'ln'], 'file.path': '/ETC/init.d/RC5.d/S01x' });
    expect(evaluate(defaultRule.clauses, made)).toEqual({
      outcome: 'excluded',
      clause: 'ln-runlevel-link',
      evidence: [
        { field: 'process.name', value: 'ln', operator: '==', pattern: 'ln' },
        {
          field: 'file.path',
          value: '/ETC/init.d/RC5.d/S01x',
          operator: ':',
          pattern: '/etc/init.d/rc*.d/*',
        },
      ],
    });
  });

  test('a requirement that holds has evidence', () => {
    const evidence = clauses
      .filter((clause) => clause.role === 'requires')
      .map((clause) => evidenceOf(clause, event())?.[0]?.value);
    expect(evidence).toEqual(['file', 'linux', 'creation', '/etc/init.d/sshd-helper']);
  });

  test('a clause of which only one condition holds has none', () => {
    const half = event({ 'process.name': 'sed' });
    const clause = clauses.find(({ id }) => id === 'sed-temporary');
    expect(clause && evidenceOf(clause, half)).toBeUndefined();
  });
});

describe('the spelling of fields in a document does not matter', () => {
  const nested: JsonObject = {
    event: { category: ['file'], action: 'creation' },
    host: { os: { type: 'linux' } },
    file: { path: '/etc/init.d/x', name: 'x' },
    process: { name: 'sh', executable: '/usr/bin/dash' },
  };

  const spellings: readonly (readonly [string, JsonObject])[] = [
    ['nested', nested],
    ['dotted', event()],
    [
      'mixed in one document',
      {
        'event.category': 'file',
        event: { action: 'creation' },
        'host.os': { type: 'linux' },
        file: { path: '/etc/init.d/x' },
        'file.name': 'x',
        process: { executable: '/usr/bin/dash' },
      },
    ],
    ['dotted inside nested', { ...nested, host: { 'os.type': 'linux' } }],
    [
      'arrays of objects',
      {
        event: [{ category: 'file' }, { action: 'creation' }],
        host: [{ os: [{ type: 'macos' }, { type: 'linux' }] }],
        file: [{ path: '/tmp/x' }, { path: ['/etc/init.d/x'] }],
        process: [{ executable: '/usr/bin/dash' }, null],
      },
    ],
    ['numbers and booleans beside the value', { ...nested, 'event.category': [1, true, null] }],
  ];

  test.each(spellings)('%s: the planted script matches', (_, document) => {
    expect(verdictOn(document)).toBe('match');
  });

  const excludedTwice: readonly (readonly [string, JsonObject])[] = [
    ['dotted beside nested', { ...nested, 'process.executable': '/usr/bin/dpkg' }],
    ['nested beside dotted', { ...event(), process: { executable: '/usr/bin/dpkg' } }],
    [
      'dotted inside nested',
      { ...event(), process: [{ name: 'sh' }, { executable: ['/usr/bin/dpkg'] }] },
    ],
  ];

  test.each(excludedTwice)('%s: all values of a field count, so it is excluded', (_, document) => {
    expect(verdictOn(document)).toBe('installer-executable');
  });

  test('all values count for requirements too', () => {
    expect(verdictOn({ ...nested, 'file.path': '/tmp/y' })).toBe('match');
    expect(verdictOn({ ...nested, file: { path: '/tmp/y' }, 'file.path': '/etc/init.d/x' })).toBe(
      'match',
    );
  });

  test('field names are exact', () => {
    const { host: _, ...rest } = nested;
    for (const host of [
      { Host: { os: { type: 'linux' } } },
      { host: { OS: { type: 'linux' } } },
      { 'host.os.type.keyword': 'linux' },
      { 'host..os.type': 'linux' },
      { 'host.os.type ': 'linux' },
      { '': { 'host.os.type': 'linux' } },
      { labels: { 'host.os.type': 'linux' } },
    ]) {
      expect(verdictOn({ ...rest, ...host })).toBe('linux');
    }
  });
});

describe('arrays, on every field that the rule reads', () => {
  const harmless: Readonly<Record<string, string>> = {
    'event.category': 'process',
    'host.os.type': 'windows',
    'event.action': 'deletion',
    'file.path': '/tmp/x',
    'file.name': 'x',
    'file.extension': 'sh',
    'process.name': 'sh',
    'process.executable': '/tmp/x',
  };

  test.each(Object.keys(harmless))(
    '%s: a value beside another is found in any position',
    (field) => {
      const subjects: readonly JsonObject[] = [
        event(),
        event({ 'process.executable': '/usr/bin/dpkg' }),
        event({ 'file.extension': 'swp' }),
        event({ 'process.name': 'sed', 'file.name': 'sedX' }),
        event({ 'process.name': 'perl', 'file.name': 'e2scrub_all.tmp' }),
        event({ 'process.name': 'ln', 'file.path': '/etc/init.d/rc3.d/S' }),
        event({ 'file.path': '/etc/init.d/filebeat' }),
        event({ 'process.name': 'crio' }),
      ];
      for (const subject of subjects) {
        const value = subject[field];
        if (value === undefined) continue;
        const other = harmless[field] ?? '';
        const expected = verdictOn(subject);
        for (const several of [
          [value, other],
          [other, value],
          [other, null, [other, [value]]],
          [[], value, other],
        ]) {
          expect(verdictOn({ ...subject, [field]: several })).toBe(expected);
        }
      }
    },
  );

  test('an executable is only null if no element is a value', () => {
    expect(verdictOn(event({ 'process.executable': [null, [], [null]] }))).toBe('no-executable');
    expect(verdictOn(event({ 'process.executable': [null, [], ['']] }))).toBe('match');
  });
});

describe('hostile documents', () => {
  const parse = (text: string) => JSON.parse(text) as JsonObject;

  test('__proto__ is a key like any other, and inherits nothing', () => {
    const inherited = parse(
      '{"__proto__":{"event":{"category":"file","action":"creation"},"host":{"os":{"type":"linux"}},"file":{"path":"/etc/init.d/x"},"process":{"executable":"/tmp/x"}}}',
    );
    expect(verdictOn(inherited)).toBe('file-event');
    const missing = { ...event(), ...parse('{"__proto__":{"file.extension":"swp"}}') };
    expect(verdictOn(missing)).toBe('match');
    expect(verdictOn(parse('{"event":{"__proto__":{"category":"file"}}}'))).toBe('file-event');
  });

  test('constructor, toString and length are not values', () => {
    expect(verdictOn(event({ constructor: { name: 'x' }, toString: 'x', hasOwnProperty: 1 }))).toBe(
      'match',
    );
    expect(
      verdictOn({ ...event({ 'file.path': undefined }), file: parse('{"constructor":"x"}') }),
    ).toBe('under-init-d');
    expect(verdictOn(event({ 'event.category': 'constructor' }))).toBe('file-event');
    expect(verdictOn(event({ 'process.name': 'constructor' }))).toBe('match');
    expect(verdictOn(event({ 'process.name': '__proto__' }))).toBe('match');
  });

  test('a long path is evaluated in full', () => {
    const long = `/etc/init.d/${'a'.repeat(5_000)}`;
    expect(verdictOn(event({ 'file.path': long }))).toBe('match');
    expect(verdictOn(event({ 'file.path': `${long}beat` }))).toBe('elastic-path');
    expect(verdictOn(event({ 'process.executable': `/snap/${'/'.repeat(5_000)}` }))).toBe(
      'installer-folder',
    );
  });

  test('arrays a thousand deep are flattened', () => {
    const deep = parse(`${'['.repeat(1_000)}"/etc/init.d/x"${']'.repeat(1_000)}`);
    expect(verdictOn(event({ 'file.path': deep }))).toBe('match');
    expect(
      verdictOn(event({ 'process.executable': parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`) })),
    ).toBe('no-executable');
  });

  test('deeply nested objects besides the fields are ignored', () => {
    const deep = parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`);
    expect(verdictOn({ ...event(), extra: deep })).toBe('match');
  });

  test('arrays deeper than the stack are an error, not a verdict', () => {
    const bottomless = parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
    expect(() => evaluate(defaultRule.clauses, event({ 'file.path': bottomless }))).toThrow(
      RangeError,
    );
  });

  test('the document is not modified', () => {
    const document = Object.freeze(event({ 'file.path': Object.freeze(['/etc/init.d/x']) }));
    expect(verdictOn(document)).toBe('match');
  });
});
