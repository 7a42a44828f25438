import { describe, expect, it } from 'vitest';
import { executionOf } from '#dist/case/execution.js';
import type { EventRecord } from '#dist/case/records.js';
import { exec, file } from './records.js';

const script = '/etc/init.d/netd';

function answer(records: readonly EventRecord[], hasProcessEvents = true): string {
  const planted = file(0, script);
  return executionOf(script, [planted], [planted, ...records], hasProcessEvents).answer;
}

describe('whether a script ran', () => {
  it.each<[string, EventRecord]>([
    ['by the shell that its first line names', exec(1, ['/bin/sh', script, 'start'])],
    ['by an interpreter with options', exec(1, ['/bin/bash', '-x', script, 'start'])],
    ['as a program of its own', exec(1, [script, 'start'])],
    [
      'from its folder',
      exec(1, ['/bin/sh', './netd'], { 'process.working_directory': '/etc/init.d' }),
    ],
  ])('is a yes where it ran %s', (_, record) => {
    expect(answer([record])).toBe('ran');
  });

  it.each<[string, EventRecord]>([
    ['cat', exec(1, ['cat', script])],
    ['chmod', exec(1, ['chmod', '755', script])],
    ['an editor', exec(1, ['vim', script])],
    ['a shell that is given a command', exec(1, ['/bin/sh', '-c', `cat ${script}`])],
    ['another script', exec(1, ['/bin/sh', `${script}2`, 'start'])],
    ['what ran before it was planted', exec(-1, ['/bin/sh', script, 'start'])],
    ['a stop', exec(1, ['service', 'netd', 'stop'])],
  ])('is not shown by %s', (_, record) => {
    expect(answer([record])).toBe('no-evidence');
  });

  it.each<[string, EventRecord]>([
    ['service', exec(1, ['service', 'netd', 'start'])],
    ['systemctl', exec(1, ['systemctl', 'restart', 'netd.service'])],
    ['systemctl enable --now', exec(1, ['systemctl', 'enable', '--now', 'netd'])],
    ['invoke-rc.d', exec(1, ['/bin/sh', '/usr/sbin/invoke-rc.d', 'netd', 'start'])],
    ['the generated unit', file(1, '/run/systemd/generator.late/netd.service')],
  ])('is only asked for by %s', (_, record) => {
    expect(answer([record])).toBe('asked');
  });

  it.each([
    ['/etc/init.d/a b', '/run/systemd/generator.late/a\\x20b.service'],
    ['/etc/init.d/netd.service', '/run/systemd/generator.late/netd.service'],
    ['/etc/init.d/netd.sh', '/run/systemd/generator.late/netd.service'],
  ])('of %s is asked for by the unit that is made of it', (path, unit) => {
    const planted = file(0, path);
    const records = [planted, file(1, unit)];
    expect(executionOf(path, [planted], records, true).answer).toBe('asked');
  });

  it('cannot be told where the log holds no events of processes', () => {
    expect(answer([], false)).toBe('no-process-events');
    expect(answer([file(1, '/run/systemd/generator.late/netd.service')], false)).toBe('asked');
  });
});
