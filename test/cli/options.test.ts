import { describe, expect, test } from 'vitest';
import * as caseOptions from '#dist/cli/case-options.js';
import * as explainOptions from '#dist/cli/explain-options.js';
import type { CliOption } from '#dist/cli/option.js';
import * as options from '#dist/cli/options.js';
import { parseCommandLine } from '#dist/cli/parse.js';
import { caseParts } from '#dist/investigate/report/parts.js';
import { defaultRule, newestRule, revisionOf } from '#dist/rule/revisions.js';

/** The value of an option on a command line. */
function given<T>(option: CliOption<T>, argv: readonly string[]): T {
  const invocation = parseCommandLine(argv, '1.2.3');
  if ('text' in invocation) throw new Error(`help or a version: ${argv.join(' ')}`);
  return invocation.args.get(option);
}

const noWords: readonly string[] = [];

/** For each option: a command line that gives it, its value there, and its value if it is not given. */
const cases: readonly (readonly [
  name: string,
  option: CliOption<unknown>,
  argv: readonly string[],
  value: unknown,
  fallback: unknown,
])[] = [
  ['verbose', options.verbose, ['-v'], true, false],
  ['scanFormat', options.scanFormat, ['-f', 'sarif'], 'sarif', undefined],
  ['explainFormat', explainOptions.explainFormat, ['explain', '-f', 'csv'], 'csv', undefined],
  ['caseFormat', caseOptions.caseFormat, ['investigate', '-f', 'markdown'], 'markdown', undefined],
  ['mergeFormat', options.mergeFormat, ['merge', '-f', 'csv'], 'csv', undefined],
  ['expect', options.expect, ['merge', '--expect', '3'], 3, undefined],
  ['ruleFormat', options.ruleFormat, ['rule', '--format=eql'], 'eql', 'text'],
  [
    'scanOutputs',
    options.scanOutputs,
    ['-o', 'a.json', '-o', 'alerts:b'],
    [
      { format: 'json', file: 'a.json' },
      { format: 'alerts', file: 'b' },
    ],
    [],
  ],
  [
    'explainOutputs',
    explainOptions.explainOutputs,
    ['explain', '--output', 'x/y.csv'],
    [{ format: 'csv', file: 'x/y.csv' }],
    [],
  ],
  [
    'caseOutputs',
    caseOptions.caseOutputs,
    ['investigate', '-o', 'case.md'],
    [{ format: 'markdown', file: 'case.md' }],
    [],
  ],
  ['quiet', options.quiet, ['-q'], true, false],
  ['color', options.color, ['--color', 'never'], 'never', 'auto'],
  ['noColor', options.noColor, ['--no-color'], 'never', 'auto'],
  ['progress', options.progress, ['--progress', 'always'], 'always', 'auto'],
  ['bulk', options.bulk, ['--bulk', 'my-alerts'], 'my-alerts', undefined],
  ['maxAlerts', options.maxAlerts, ['--max-alerts', '0'], 0, Number.POSITIVE_INFINITY],
  [
    'suggestExceptions',
    caseOptions.suggestExceptions,
    ['investigate', '--suggest-exceptions', 'x'],
    'x',
    undefined,
  ],
  ['evidence', caseOptions.evidence, ['investigate', '--evidence', 'x'], 'x', undefined],
  ['collectFor', caseOptions.collectFor, ['collect', '--for', 'a', '--for', 'b'], ['a', 'b'], []],
  [
    'collectOutputs',
    caseOptions.collectOutputs,
    ['collect', '-o', 'a.ndjson'],
    [{ format: 'ndjson', file: 'a.ndjson' }],
    [],
  ],
  ['only', caseOptions.only, ['investigate', '--only', 'a', '--only', 'b'], ['a', 'b'], []],
  ['caseHosts', caseOptions.caseHosts, ['investigate', '--host', 'a'], ['a'], []],
  ['casePaths', caseOptions.casePaths, ['investigate', '--path', '*/a'], ['*/a'], []],
  ['caseLeads', caseOptions.caseLeads, ['investigate', '--leads'], true, false],
  [
    'includeExcluded',
    caseOptions.includeExcluded,
    ['investigate', '--include-excluded'],
    true,
    false,
  ],
  [
    'parts',
    caseOptions.parts,
    ['investigate', '--parts', 'files, steps'],
    new Set(['files', 'steps']),
    new Set(['files', 'chain', 'activities', 'timeline', 'gaps', 'hosts', 'indicators']),
  ],
  ['defang', caseOptions.defang, ['investigate', '--defang'], true, false],
  ['schema', options.schema, ['investigate', '--schema'], true, false],
  ['long', options.long, ['-l'], true, false],
  ['explainLong', explainOptions.explainLong, ['explain', '--long'], true, false],
  ['attackerChosen', explainOptions.attackerChosen, ['explain', '--attacker-chosen'], true, false],
  [
    'verdicts',
    explainOptions.verdicts,
    ['explain', '--verdict', 'match', '--verdict', 'stopped'],
    ['match', 'stopped'],
    [],
  ],
  ['include', options.include, ['--include', '*.a', '--include', '*.b'], ['*.a', '*.b'], []],
  ['exclude', options.exclude, ['--exclude', '*.a'], ['*.a'], []],
  ['maxLineBytes', options.maxLineBytes, ['--max-line-bytes', '7'], 7, 256 * 1024 * 1024],
  ['jobs', options.jobs, ['-j3'], 3, expect.any(Number)],
  ['validate', options.validate, ['--validate'], true, false],
  ['allowEmpty', options.allowEmpty, ['--allow-empty'], true, false],
  ['allowMalformed', options.allowMalformed, ['--allow-malformed'], true, false],
  [
    'allowUnrecognized',
    options.allowUnrecognized,
    ['--allow-unrecognized', 'a', '--allow-unrecognized', 'b'],
    ['a', 'b'],
    [],
  ],
  ['failOnWarning', options.failOnWarning, ['--fail-on-warning'], true, false],
  ['leads', options.leads, ['--leads'], true, false],
  ['leadsOutput', options.leadsOutput, ['--leads-output', 'a'], 'a', undefined],
  ['failOnLeads', options.failOnLeads, ['--fail-on-leads'], true, false],
  ['from', options.from, ['--from', 'now-1d'], 'now-1d', undefined],
  ['queryFrom', options.queryFrom, ['query', '--from', 'now-1d'], 'now-1d', 'now-9m'],
  ['to', options.to, ['--to', 'now'], 'now', undefined],
  ['indices', options.indices, ['--index', 'logs-*', '--index=-x'], ['logs-*', '-x'], []],
  ['exceptions', options.exceptions, ['--exceptions', 'a'], ['a'], []],
  [
    'explainExceptions',
    explainOptions.explainExceptions,
    ['explain', '--exceptions', 'a'],
    ['a'],
    [],
  ],
  ['lintExceptions', options.lintExceptions, ['rule', '--exceptions', 'a'], ['a'], []],
  ['baselines', options.baselines, ['--baseline', 'a', '--baseline', 'b'], ['a', 'b'], []],
  ['failOnUnused', options.failOnUnused, ['--fail-on-unused'], true, false],
  ['exitZero', options.exitZero, ['--exit-zero'], true, false],
  [
    'clauses',
    explainOptions.clauses,
    ['explain', '--clause', 'under-init-d'],
    ['under-init-d'],
    [],
  ],
  [
    'ruleVersion',
    options.ruleVersion,
    ['--rule-version', '120-9.5'],
    expect.objectContaining({ identity: expect.objectContaining({ label: '120-9.5' }) }),
    defaultRule,
  ],
  ['versions', options.versions, ['rule', '--versions'], true, false],
  [
    'diff',
    options.diff,
    ['rule', '--diff', '120-9.5..122'],
    { from: revisionOf('120-9.5').rule, to: newestRule },
    undefined,
  ],
  ['compare', explainOptions.compare, ['explain', '--compare', '122'], newestRule, undefined],
  ['lint', options.lint, ['rule', '--lint'], true, false],
  ['guide', options.guide, ['rule', '--guide'], true, false],
  ['size', options.size, ['query', '--size', '5'], 5, 10_000],
];

test('parts may be all, and a mistake is named', () => {
  const all = given(caseOptions.parts, ['investigate', '--parts', 'all']);
  expect([...all]).toEqual([...caseParts]);
  expect(() => parseCommandLine(['investigate', '--parts', 'files,step'], '1.2.3')).toThrow(
    `Expected ${caseParts.join(', ')} or all.`,
  );
});

test('jsonl is another name of ndjson', () => {
  expect(given(options.scanFormat, ['-f', 'jsonl'])).toBe('ndjson');
  expect(given(explainOptions.explainFormat, ['explain', '-f', 'jsonl'])).toBe('ndjson');
});

describe('each option', () => {
  test('is listed here', () => {
    expect(cases.map(([name]) => name).sort()).toEqual(
      [options, explainOptions, caseOptions].flatMap(Object.keys).sort(),
    );
  });

  test.each(cases)('%s has the given value', (_, option, argv, value) => {
    expect(given(option, argv)).toEqual(value);
  });

  test.each(cases)('%s has its default if it is not given', (_, option, argv, _value, fallback) => {
    const [first = ''] = argv;
    expect(given(option, first.startsWith('-') ? noWords : [first])).toEqual(fallback);
  });
});

describe('a command line', () => {
  test.each<[string, readonly string[], message: RegExp]>([
    ['an unknown option', ['--formt', 'csv'], /unknown option '--formt'/],
    ['an unknown format', ['-f', 'cvs'], /'cvs' is invalid/],
    ['a missing value', ['--from'], /argument missing/],
    ['a value that is not a number', ['-j', 'two'], /whole number of at least 1/],
    ['a number below the minimum', ['--max-line-bytes', '0'], /at least 1/],
    ['a number over the maximum', ['--max-line-bytes', '536870889'], /at most 536870888/],
    ['a fraction', ['--max-alerts', '1.5'], /whole number/],
    ['a file whose name selects no format', ['-o', 'report'], /FORMAT:FILE/],
    ['stdout as a file', ['-o', '-'], /Use --format for stdout/],
    ['stdout as a file in a format', ['-o', 'json:-'], /Use --format for stdout/],
    ['one file twice', ['-o', 'a.json', '-o', 'csv:a.json'], /twice/],
    ['an unknown clause', ['explain', '--clause', 'x'], /unknown clause: x/],
    ['an unknown verdict', ['explain', '--verdict', 'matched'], /unknown verdict: matched/],
    ['an unknown version of the rule', ['--rule-version', '99'], /unknown version of the rule: 99/],
    ['a number that no version has', ['--rule-version', '013'], /unknown version/],
    [
      'a version that depends on earlier events',
      ['--rule-version', '10'],
      /new_terms and depends on the events of the 7 days before/,
    ],
    ['one version to compare', ['rule', '--diff', '13'], /expected two versions/],
    ['three versions to compare', ['rule', '--diff', '13..14..15'], /expected two versions/],
    ['an unknown version to compare', ['rule', '--diff', '13..15'], /unknown version/],
    [
      'versions that nothing is applied by',
      ['rule', '--diff', '13..14', '--rule-version', '12'],
      /cannot be used with/,
    ],
    ['options that exclude each other', ['rule', '--lint', '--guide'], /cannot be used with/],
    ['too many arguments', ['rule', 'x'], /too many arguments/],
    ['an unknown shell', ['completion', 'tcsh'], /'tcsh' is invalid/],
  ])('with %s is an error', (_, argv, message) => {
    expect(() => parseCommandLine(argv, '1.2.3')).toThrow(message);
  });

  test('has only paths after `scan`', () => {
    const invocation = parseCommandLine(['scan', 'explain', '-q', 'rule'], '1.2.3');
    expect(invocation).toMatchObject({
      command: 'scan',
      args: { positionals: ['explain', 'rule'] },
    });
  });

  test('does not affect the next one', () => {
    expect(given(options.include, ['--include', 'a'])).toEqual(['a']);
    expect(given(options.include, ['--include', 'b'])).toEqual(['b']);
    expect(given(options.include, [])).toEqual([]);
  });

  test('does not have the options of another command', () => {
    expect(() => given(options.size, [])).toThrow(TypeError);
  });

  test.each([['--version'], ['-V']])(
    'with %s asks for the version, and those of the rule',
    (option) => {
      expect(parseCommandLine([option], '1.2.3')).toEqual({
        text: [
          '1.2.3',
          'rule by default: System V Init Script Created, version 13 (query dated 2024-10-18)',
          'newest known: System V Init Script Created, version 122 (query dated 2026-09-10)',
          '',
        ].join('\n'),
      });
    },
  );
});
