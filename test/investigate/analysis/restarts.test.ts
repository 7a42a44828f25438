import { describe, expect, it } from 'vitest';
import { executionOf } from '#dist/investigate/analysis/execution.js';
import { restartEvidence } from '#dist/investigate/analysis/restart-evidence.js';
import { restartsOf } from '#dist/investigate/analysis/restarts.js';
import type { Execution } from '#dist/investigate/case.js';
import type { EventRecord } from '#dist/investigate/event-record.js';
import { exec, file, matchOf, record } from '../records.js';
import { caseOfBytes } from '../scenarios.js';

const script = '/etc/init.d/netd';
const base = 1_770_000_000;

/** The entity id of a process, as Elastic Defend makes it. */
function entityId(pid: number, seconds: number): string {
  return Buffer.from(`1f0e8a5c-2222-4333-8444-555555555555-${pid}-${base + seconds}`).toString(
    'base64',
  );
}

/** A process that was running when the sensor started, on a host that started at some time. */
function running(seconds: number, executable: string, started: number): EventRecord {
  return record(seconds, {
    'event.category': ['process'],
    'event.action': 'already_running',
    'process.executable': executable,
    'process.entity_id': entityId(700, started + 5),
    'process.Ext.ancestry': [entityId(1, started)],
  });
}

const planted = file(0, script);
const executable = exec(1, ['chmod', '755', script]);
const enabled = exec(2, ['update-rc.d', 'netd', 'defaults']);
const afterRestart = running(3630, '/usr/lib/.netd', 3600);

function execution(records: readonly EventRecord[]): Execution<EventRecord> {
  const all = [planted, ...records];
  const restarts = restartEvidence(script, [planted], all, restartsOf(all, base * 1000), new Set());
  return executionOf(script, [planted], all, true, restarts);
}

describe('a restart', () => {
  it('is shown by a new start of the first process, once for all events that show it', () => {
    const init = record(3640, {
      'event.category': ['process'],
      'event.action': 'already_running',
      'process.executable': '/usr/lib/systemd/systemd',
      'process.pid': 1,
      'process.start': new Date((base + 3600) * 1000).toISOString(),
    });
    const session = exec(3700, ['id'], {
      'process.entry_leader.parent.pid': 1,
      'process.entry_leader.parent.start': new Date((base + 3601) * 1000).toISOString(),
    });
    const records = [planted, afterRestart, init, session];
    expect(restartsOf(records, base * 1000)).toMatchObject([
      {
        time: new Date((base + 3600) * 1000).toISOString(),
        programs: [{ program: '/usr/lib/.netd' }],
        isCompared: false,
        events: [afterRestart, init, session],
      },
    ]);
  });

  it('is not shown by a start before the first match, or of another process', () => {
    const other = exec(3700, ['id'], { 'process.parent.entity_id': entityId(12, 3600) });
    expect(restartsOf([running(30, '/usr/sbin/cron', -3600), other], base * 1000)).toEqual([]);
  });

  it('lists what was not seen running before, programs outside the usual directories first', () => {
    const records = [
      running(-100, '/usr/sbin/cron', -3600),
      planted,
      running(3630, '/usr/sbin/cron', 3600),
      running(3630, '/usr/sbin/acpid', 3600),
      afterRestart,
    ];
    const [restart] = restartsOf(records, base * 1000);
    expect(restart).toMatchObject({ isCompared: true });
    expect(restart?.programs.map(({ program }) => program)).toEqual([
      '/usr/lib/.netd',
      '/usr/sbin/acpid',
    ]);
  });
});

describe('a script after a restart', () => {
  it('most likely ran if it was enabled by then, although no event shows it', () => {
    expect(execution([executable, enabled, afterRestart])).toMatchObject({
      answer: 'asked',
      evidence: [{ evidence: 'restart-when-enabled' }],
    });
  });

  it('most likely ran even if it was disabled or deleted afterwards', () => {
    const removed = file(7200, script, 'deletion');
    expect(execution([executable, enabled, afterRestart, removed]).evidence).toMatchObject([
      { evidence: 'restart-when-enabled' },
    ]);
  });

  it('may have run if nothing shows whether it was enabled', () => {
    expect(execution([afterRestart]).evidence).toMatchObject([{ evidence: 'restart' }]);
  });

  it('did not run by it if it was deleted before', () => {
    const removed = file(60, script, 'deletion');
    expect(execution([executable, enabled, removed, afterRestart]).answer).toBe('no-evidence');
  });
});

it('a restart is found although its events mention no process of the case and nothing else happens', async () => {
  const documents = [
    { 'event.category': ['file'], 'event.action': 'creation', 'event.type': ['creation'] },
    { 'event.category': ['process'], 'event.action': 'already_running' },
  ].map((fields, at) =>
    matchOf(at * 400_000, {
      ...fields,
      ...(at === 0
        ? { 'file.path': script, 'process.executable': '/usr/bin/cp', 'process.name': 'cp' }
        : {
            'process.executable': '/usr/lib/.netd',
            'process.Ext.ancestry': [entityId(1, 399_990)],
          }),
    }),
  );
  const lines = documents.map(({ event }) => JSON.stringify(event)).join('\n');
  const { hosts } = await caseOfBytes([Buffer.from(`${lines}\n`)]);
  expect(hosts[0]?.restarts).toMatchObject([{ programs: [{ program: '/usr/lib/.netd' }] }]);
  expect(hosts[0]?.files[0]?.execution.answer).toBe('asked');
});
