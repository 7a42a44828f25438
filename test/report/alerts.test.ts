import { describe, expect, it } from 'vitest';
import { asDocument } from '#dist/export/document.js';
import type { JsonObject } from '#dist/json/value.js';
import { alertsReporter } from '#dist/report/alerts.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { plantedEvent } from '../e2e/run.js';
import { matchOf, plainContext, summaryOf, written } from './writers.js';

const event = plantedEvent({
  event: {
    category: ['file'],
    type: ['creation'],
    action: 'creation',
    module: 'endpoint',
    kind: 'event',
  },
}) as JsonObject;

async function alertOf(...args: Parameters<typeof matchOf>): Promise<JsonObject> {
  return JSON.parse(await written(alertsReporter, [matchOf(...args)])) as JsonObject;
}

describe('alerts', () => {
  it('are what the detection engine would index, except for what only an installation knows', async () => {
    const alert = await alertOf(event, {}, { index: 'logs-x', id: 'a1' });
    expect(alert).toMatchObject({
      '@timestamp': '2026-03-02T04:11:09.512Z',
      'event.kind': 'signal',
      'kibana.alert.ancestors': [{ id: 'a1', type: 'event', index: 'logs-x', depth: 0 }],
      'kibana.alert.depth': 1,
      'kibana.alert.original_event.action': 'creation',
      'kibana.alert.original_event.kind': 'event',
      'kibana.alert.original_time': '2026-03-02T04:11:09.512Z',
      'kibana.alert.reason':
        'file event by process bash on file netd as user root at host web-01 raised low alert System V Init Script Created.',
      'kibana.alert.risk_score': 21,
      'kibana.alert.rule.rule_id': '474fd20e-14cc-49c5-8160-d9ab4ba16c8b',
      'kibana.alert.rule.rule_type_id': 'siem.eqlRule',
      'kibana.alert.rule.version': 13,
      'kibana.alert.severity': 'low',
      'kibana.alert.status': 'active',
      'kibana.alert.workflow_status': 'open',
      'kibana.space_ids': ['default'],
      event: { category: ['file'], type: ['creation'], action: 'creation', module: 'endpoint' },
      file: event.file,
      process: event.process,
    });
    expect(alert['kibana.alert.uuid']).toMatch(/^[0-9a-f]{64}$/);
    expect((alert.event as JsonObject).kind).toBeUndefined();
  });

  it('name a host by host.hostname in their reason if host.name is missing', async () => {
    const alert = await alertOf({ ...event, host: { hostname: 'db-07' } });
    expect(alert['kibana.alert.reason']).toContain(' at host db-07 raised ');
  });

  it('have the same uuid in every run, and a different one for a different document', async () => {
    const uuid = async (...args: Parameters<typeof matchOf>): Promise<unknown> =>
      (await alertOf(...args))['kibana.alert.uuid'];
    const first = await uuid(event, {}, { index: 'i', id: '1' });
    expect(await uuid(event, { input: 'b', line: 9 }, { index: 'i', id: '1' })).toBe(first);
    expect(await uuid(event, {}, { index: 'i', id: '2' })).not.toBe(first);
    expect(await uuid(event)).toBe(await uuid(event, { line: 77 }));
  });

  it.each([
    ['nested', event],
    [
      'dotted',
      {
        ...event,
        event: null,
        'event.category': 'file',
        'event.action': 'rename',
        'event.kind': 'event',
      },
    ],
    [
      'in an array of objects',
      { ...event, event: [{ category: 'file', action: 'creation', kind: 'event' }] },
    ],
  ])('match again when they are scanned, %s', async (_, spelled) => {
    const alert = await alertOf(spelled as JsonObject);
    expect(evaluate(defaultRule.clauses, asDocument(alert).event)).toEqual({ outcome: 'match' });
    expect(alert['event.kind']).toBe('signal');
    expect(JSON.stringify(alert.event ?? {})).not.toContain('kind');
  });

  it('made from alerts are one level deeper and keep no fields of the earlier alert', async () => {
    const before = await alertOf(event, {}, { index: 'i', id: '1' });
    const after = await alertOf({ ...before, 'kibana.alert.severity': 'forged' });
    expect(after).toMatchObject({
      'kibana.alert.ancestors': [{ id: before['kibana.alert.uuid'], type: 'signal', depth: 1 }],
      'kibana.alert.depth': 2,
      'kibana.alert.severity': 'low',
    });
    const forged = { ...event, kibana: { alert: { uuid: 'x', depth: 'NaN' } } };
    expect(await alertOf(forged)).toMatchObject({ 'kibana.alert.depth': 2 });
    expect(await alertOf(forged)).not.toHaveProperty('kibana');
  });

  it('are made from events that are nested too deeply to be serialized', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const text = JSON.stringify(event).replace('"kind":"event"', `"odd":${deep}`);
    const line = await written(alertsReporter, [matchOf(text)]);
    expect(line).toContain(deep);
    expect(evaluate(defaultRule.clauses, JSON.parse(line) as JsonObject)).toEqual({
      outcome: 'match',
    });
  });

  it('follow action lines if they are for _bulk', async () => {
    const match = matchOf(event);
    const context = { ...plainContext, bulk: 'al"erts' };
    const text = await written(alertsReporter, [match, match], summaryOf(), context);
    const [action, alert, ...rest] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JsonObject);
    expect(action).toEqual({ create: { _index: 'al"erts', _id: alert?.['kibana.alert.uuid'] } });
    expect(rest).toHaveLength(2);
  });

  it('contain no commands to a CI runner', async () => {
    const command = '##vso[x]y ##[add-path]z';
    const alert = matchOf({ ...event, message: command });
    const text = await written(alertsReporter, [alert]);
    expect(text).not.toMatch(/##(?:vso)?\[/);
    expect((JSON.parse(text) as JsonObject).message).toBe(command);
  });
});
