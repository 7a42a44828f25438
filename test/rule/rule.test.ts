import { expect, test } from 'vitest';
import { defaultRule } from '#dist/rule/revisions.js';

const rule = defaultRule.identity;

test('the rule is version 13 of System V Init Script Created', () => {
  expect(rule).toMatchObject({
    name: 'System V Init Script Created',
    id: '474fd20e-14cc-49c5-8160-d9ab4ba16c8b',
    version: 13,
    queryDate: '2024-10-18',
    author: 'Elastic',
    type: 'eql',
    language: 'eql',
    severity: 'low',
    riskScore: 21,
    schedule: { interval: '5m', from: 'now-9m' },
    maxSignals: 100,
    indexPatterns: ['logs-endpoint.events.*', 'endgame-*'],
  });
  expect(rule.license).toMatch(/Elastic License v2/);
});

test('it has its seven tags', () => {
  expect(rule.tags).toEqual([
    'Domain: Endpoint',
    'OS: Linux',
    'Use Case: Threat Detection',
    'Tactic: Persistence',
    'Data Source: Elastic Endgame',
    'Resources: Investigation Guide',
    'Data Source: Elastic Defend',
  ]);
});

test('it detects T1037 under TA0003, and nothing else', () => {
  expect(rule.threat).toHaveLength(1);
  expect(rule.threat[0]).toMatchObject({
    framework: 'MITRE ATT&CK',
    tactic: {
      id: 'TA0003',
      name: 'Persistence',
      url: 'https://attack.mitre.org/tactics/TA0003/',
    },
    techniques: [
      {
        id: 'T1037',
        name: 'Boot or Logon Initialization Scripts',
        url: 'https://attack.mitre.org/techniques/T1037/',
      },
    ],
  });
});

test('its four references are web addresses', () => {
  expect(rule.references).toHaveLength(4);
  for (const reference of rule.references) expect(new URL(reference).protocol).toBe('https:');
});
