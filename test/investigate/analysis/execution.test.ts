import { describe, expect, it } from 'vitest';
import { executionOf } from '#dist/investigate/analysis/execution.js';
import type { EventRecord } from '#dist/investigate/event-record.js';
import { exec, file, generated } from '../records.js';

const script = '/etc/init.d/netd';

function answer(records: readonly EventRecord[], hasProcessEvents = true): string {
  const planted = file(0, script);
  return executionOf(script, [planted], [planted, ...records], hasProcessEvents).answer;
}

/** systemd's unit for the script, which is made a second after it was planted, on a host that started at a time. */
function generatedAfterBootAt(seconds: number): EventRecord {
  const start = 1_770_000_000 + seconds;
  const init = Buffer.from(`1f0e8a5c-0000-4000-8000-000000000000-1-${start}`).toString('base64');
  return file(1, '/run/systemd/generator.late/netd.service', 'creation', {
    'process.executable': '/usr/lib/systemd/system-generators/systemd-sysv-generator',
    'process.Ext.ancestry': [init],
  });
}

describe('whether a script ran', () => {
  it.each<[string, EventRecord]>([
    ['by the shell in its first line', exec(1, ['/bin/sh', script, 'start'])],
    ['by an interpreter with options', exec(1, ['/bin/bash', '-x', script, 'start'])],
    ['directly', exec(1, [script, 'start'])],
    [
      'from its directory',
      exec(1, ['/bin/sh', './netd'], { 'process.working_directory': '/etc/init.d' }),
    ],
    ['by a runlevel link', exec(1, ['/bin/sh', '/etc/rc2.d/S01netd', 'start'])],
    [
      'by a link in Red Hat’s runlevel directory',
      exec(1, ['/bin/sh', '/etc/rc.d/rc3.d/K01netd', 'stop']),
    ],
    ['by the other name of its directory', exec(1, ['/bin/sh', '/etc/rc.d/init.d/netd', 'start'])],
    ['by OpenRC', exec(1, ['/sbin/openrc-run', script, 'start'])],
    ['by OpenRC’s shell', exec(1, ['/bin/sh', '/lib/rc/sh/openrc-run.sh', script, 'start'])],
    ['by the runscript of old OpenRC', exec(1, ['/sbin/runscript', script, 'start'])],
    ['by Debian’s init-d-script', exec(1, ['/bin/sh', '/lib/init/init-d-script', script, 'start'])],
    ['by OpenWrt’s rc.common', exec(1, ['/bin/sh', '/etc/rc.common', script, 'start'])],
  ])('is a yes if it ran %s', (_, record) => {
    expect(answer([record])).toBe('ran');
  });

  it.each<[string, EventRecord]>([
    ['cat', exec(1, ['cat', script])],
    ['chmod', exec(1, ['chmod', '755', script])],
    ['an editor', exec(1, ['vim', script])],
    ['a shell with a command', exec(1, ['/bin/sh', '-c', `cat ${script}`])],
    ['another script', exec(1, ['/bin/sh', `${script}2`, 'start'])],
    ['a run before it was planted', exec(-1, ['/bin/sh', script, 'start'])],
    ['a copy of it', exec(1, ['/bin/cp', script, '/root/netd'])],
    [
      'a variant of an editor',
      exec(1, ['vim', script], { 'process.executable': '/usr/bin/vim.tiny' }),
    ],
    [
      'an editor without a window',
      exec(1, ['emacs', script], { 'process.executable': '/usr/bin/emacs-nox' }),
    ],
    ['nano', exec(1, ['nano', '-B', script])],
    ['a unit made by daemon-reload', generatedAfterBootAt(-3600)],
    ['busybox', exec(1, ['cat', script], { 'process.executable': '/bin/busybox' })],
    ['sudo', exec(1, ['sudo', 'cat', script])],
    ['a shell that only checks it', exec(1, ['/bin/bash', '-n', script])],
    ['a program that writes it', exec(1, ['tee', script])],
    ['the link of another script', exec(1, ['/bin/sh', '/etc/rc2.d/S01netd2', 'start'])],
    ['a unit that another program wrote', file(1, '/run/systemd/generator.late/netd.service')],
    ['a stop', exec(1, ['service', 'netd', 'stop'])],
  ])('has no evidence in %s', (_, record) => {
    expect(answer([record])).toBe('no-evidence');
  });

  it.each<[string, EventRecord]>([
    ['service', exec(1, ['service', 'netd', 'start'])],
    ['systemctl', exec(1, ['systemctl', 'restart', 'netd.service'])],
    ['systemctl enable --now', exec(1, ['systemctl', 'enable', '--now', 'netd'])],
    ['invoke-rc.d', exec(1, ['/bin/sh', '/usr/sbin/invoke-rc.d', 'netd', 'start'])],
    ['an unknown program', exec(1, ['/tmp/x', script])],
    ['a program named like one that only reads', exec(1, ['/tmp/cat', script])],
    [
      'a program that only calls itself cat',
      exec(1, ['cat', script], { 'process.executable': '/opt/x' }),
    ],
    ['the dynamic loader', exec(1, ['/lib64/ld-linux-x86-64.so.2', script])],
    ['sudo', exec(1, ['sudo', script, 'start'])],
    ['a program with its link as an argument', exec(1, ['/opt/x', '/etc/rc2.d/S01netd'])],
    ['a generated unit', generated(1, 'netd.service')],
  ])('was only requested by %s', (_, record) => {
    expect(answer([record])).toBe('asked');
  });

  it.each([
    ['/etc/init.d/a b', 'a\\x20b.service'],
    ['/etc/init.d/netd.service', 'netd.service'],
    ['/etc/init.d/netd.sh', 'netd.service'],
  ])('%s was requested if systemd generated %s', (path, unit) => {
    const planted = file(0, path);
    const records = [planted, generated(1, unit)];
    expect(executionOf(path, [planted], records, true).answer).toBe('asked');
  });

  it('is yes however often it was requested before', () => {
    const asked = Array.from({ length: 60 }, (_, at) => exec(at, ['service', 'netd', 'start']));
    const records = [file(0, script), ...asked, exec(61, ['/bin/sh', script, 'start'])];
    const { answer, evidence } = executionOf(script, records.slice(0, 1), records, true);
    expect(answer).toBe('ran');
    expect(evidence).toHaveLength(50);
    expect(evidence.at(-1)?.evidence).toBe('process');
  });

  it('is unknown if the log has no process events', () => {
    expect(answer([], false)).toBe('no-process-events');
    expect(answer([generated(1, 'netd.service')], false)).toBe('asked');
  });
});

it.each<[string, EventRecord]>([
  ['emacs runs it as its own script', exec(1, ['emacs', '--script', script])],
  ['vim sources it', exec(1, ['vim', '-S', script])],
  ['its unit is made when the host starts', generatedAfterBootAt(0.5)],
  ['a shell’s text starts it', exec(1, ['/bin/sh', '-c', `sleep 5; ${script} start`])],
  ['a shell’s text starts its service', exec(1, ['sudo', 'sh', '-c', 'service netd start'])],
])('a script may have run if %s', (_, record) => {
  expect(answer([record])).toBe('asked');
});
