import { describe, expect, it } from 'vitest';
import type { RelatedActivity } from '#dist/investigate/activity.js';
import {
  persistentChanges,
  withPersistentChanges,
} from '#dist/investigate/analysis/persistence-commands.js';
import type { EventRecord } from '#dist/investigate/event-record.js';

type Process = Parameters<typeof persistentChanges>[0];

function process(args: readonly string[]): Process {
  const executable = args[0]?.startsWith('/') ? args[0] : `/usr/bin/${args[0]}`;
  return { args, executable, workingDirectory: '/root' } as unknown as Process;
}

const changesOf = (...args: readonly string[]): readonly string[] =>
  persistentChanges(process(args)).map(({ kind, target }) => `${kind} ${target}`);

describe('what a command sets up', () => {
  it.each([
    [['crontab', '-'], 'cron crontab'],
    [['crontab', '/tmp/jobs'], 'cron crontab'],
    [['at', 'now', '+', '1', 'hour'], 'cron at'],
    [['sh', '-c', 'echo "* * * * * root /.x" >> /etc/crontab'], 'cron /etc/crontab'],
    [['bash', '-c', 'cd /etc; echo x >> rc.local'], 'rc-local /etc/rc.local'],
    [
      ['sh', '-c', 'id; tee -a /root/.ssh/authorized_keys'],
      'authorized-keys /root/.ssh/authorized_keys',
    ],
    [['sh', '-c', 'crontab -u root /tmp/x'], 'cron crontab'],
    [['tee', '-a', '/etc/profile.d/x.sh'], 'profile /etc/profile.d/x.sh'],
    [
      ['cp', '/tmp/x', '/etc/systemd/system/x.service'],
      'systemd-unit /etc/systemd/system/x.service',
    ],
    [['systemctl', 'enable', 'linux.service'], 'service linux.service'],
    [['sh', '-c', 'systemctl enable --now linux'], 'service linux.service'],
    [['update-rc.d', 'netd', 'defaults'], 'service netd.service'],
  ])('%j: %s', (args, change) => expect(changesOf(...args)).toContain(change));

  it.each([
    [['crontab', '-l']],
    [['crontab', '-r']],
    [['crontab', '-u', 'root', '-l']],
    [['atq']],
    [['at', '-l']],
    [['systemctl', 'start', 'linux']],
    [['systemctl', 'disable', 'linux']],
    [['cat', '/etc/crontab']],
    [['sh', '-c', 'cat < /etc/crontab > /tmp/x']],
    [['sh', '-c', 'echo x > /dev/null 2>&1']],
    [['rm', '/etc/cron.d/x']],
    [['echo', '>>', '/etc/crontab']],
  ])('is nothing for %j', (args) => expect(changesOf(...args)).toEqual([]));
});

describe('the activities of a host', () => {
  const activity = (
    subject: string,
    changes: Partial<RelatedActivity<EventRecord>> = {},
  ): RelatedActivity<EventRecord> => {
    const record = { event: { process: process(['sh', '-c', subject]) } } as unknown as EventRecord;
    return {
      what: 'command',
      relation: 'lineage',
      subject,
      times: 1,
      relatedRule: false,
      isMatch: false,
      events: [record],
      ...changes,
    };
  };
  const setUpBy = (...activities: readonly RelatedActivity<EventRecord>[]): readonly unknown[] =>
    withPersistentChanges(activities, new Set(['/etc/init.d/netd'])).map(({ setsUp }) => setsUp);

  it('say what their commands set up', () => {
    expect(setUpBy(activity('echo x >> /etc/crontab'))).toEqual([
      { kind: 'cron', target: '/etc/crontab' },
    ]);
  });

  it('do not say it of the planted file, or of what a file shows', () => {
    const file = activity('/etc/systemd/system/x.service', { what: 'systemd-unit' });
    expect(
      setUpBy(
        file,
        activity('systemctl enable netd'),
        activity('cp x /etc/init.d/netd'),
        activity('systemctl enable x'),
        activity('cp x /etc/systemd/system/x.service'),
      ),
    ).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it('do not say it of others on the host', () => {
    expect(setUpBy(activity('crontab x', { relation: 'host' }))).toEqual([undefined]);
  });
});
