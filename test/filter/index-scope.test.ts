import { describe, expect, it } from 'vitest';
import { dataStreamOf, IndexScope } from '#dist/filter/index-scope.js';
import { defaultRule } from '#dist/rule/revisions.js';

const rulePatterns = defaultRule.identity.indexPatterns;

describe('the data stream of an index', () => {
  it.each([
    [
      '.ds-logs-endpoint.events.file-default-2026.03.01-000007',
      'logs-endpoint.events.file-default',
    ],
    [
      'eu:.ds-logs-endpoint.events.file-default-2026.03.01-000007',
      'logs-endpoint.events.file-default',
    ],
    [
      'partial-.ds-logs-endpoint.events.file-a-b-2026.03.01-1000007',
      'logs-endpoint.events.file-a-b',
    ],
    ['restored-.ds-logs-endpoint.events.file-x-2026.03.01-000007', 'logs-endpoint.events.file-x'],
    ['.ds-logs-endpoint.events.file-x-000007', 'logs-endpoint.events.file-x'],
    ['.ds-logs-x-2026.03.01-2026.03.02-000001', 'logs-x-2026.03.01'],
    ['logs-endpoint.events.file-default', 'logs-endpoint.events.file-default'],
    ['eu:endgame-4.28.0-2026.03', 'endgame-4.28.0-2026.03'],
    ['endgame-x-000001', 'endgame-x-000001'],
    ['partial-endgame-x', 'partial-endgame-x'],
    ['', ''],
  ])('%s belongs to %s', (index, stream) => {
    expect(dataStreamOf(index)).toBe(stream);
  });
});

describe('an index scope', () => {
  const backing = '.ds-logs-endpoint.events.file-default-2026.03.01-000007';

  it.each([
    [['rule'], backing, true],
    [['rule'], `eu:partial-${backing}`, true],
    [['rule'], 'endgame-4.28', true],
    [['rule'], '.internal.alerts-security.alerts-default-000001', false],
    [['rule'], 'logs-endpoint.alerts-default', false],
    [['logs-*'], backing, true],
    [['.ds-logs-*'], backing, true],
    [['*:logs-*'], backing, true],
    [['*'], backing, true],
    [['**'], '.hidden', true],
    [['logs-endpoint.events.file-default'], backing, true],
    [['logs-endpoint.events.file'], backing, false],
    [['LOGS-*'], backing, false],
    [['metrics-*', 'logs-*'], backing, true],
    [['metrics-*,logs-*'], backing, true],
    [['metrics-*, logs-*'], backing, true],
    [['logs-*,-*file*'], backing, false],
    [['logs-*', '-*network*'], backing, true],
    [['logs-*', '-*file*', 'logs-endpoint*'], backing, true],
    [['rule,-endgame-*'], 'endgame-4.28', false],
    [['log?-*'], 'logs-x', false],
    [['logs-[ex]*'], 'logs-e', false],
    [['logs-{a,b}'], 'logs-a', false],
    [['logs-+(a)'], 'logs-a', false],
    [['!logs-*'], 'metrics-x', false],
    [['#logs'], '#logs', true],
  ])('%j and %s: %s', (patterns, index, expected) => {
    expect(new IndexScope(patterns, rulePatterns).includes(index)).toBe(expected);
  });

  it.each([[['']], [['-logs-*']], [[',']]])('rejects %j, which includes nothing', (patterns) => {
    expect(() => new IndexScope(patterns, rulePatterns)).toThrow('must include indices');
  });
});
