import { describe, expect, it } from 'vitest';
import { type BootDraft, bootOf } from '#dist/case/boot.js';
import type { EventRecord } from '#dist/case/records.js';
import { exec, file } from './records.js';

const script = '/etc/init.d/netd';

function boot(records: readonly EventRecord[], path = script): BootDraft {
  const planted = file(0, path);
  return bootOf(path, [planted], [planted, ...records]);
}

function reasons({ reasons: found }: BootDraft): string[] {
  return found.map(({ reason, value }) => `${reason}: ${value}`);
}

const executable = exec(1, ['chmod', '755', script]);
const enabled = exec(2, ['update-rc.d', 'netd', 'defaults']);

describe('whether a script runs at boot', () => {
  it('is not shown where the log holds the file alone', () => {
    expect(boot([])).toEqual({
      answer: 'not-shown',
      unknown: ['executable', 'enabled'],
      reasons: [],
    });
  });

  it('is a yes where it may be executed and is enabled', () => {
    expect(boot([executable, enabled])).toMatchObject({ answer: 'yes', unknown: [] });
  });

  it.each<[string, EventRecord]>([
    ['a link in a runlevel of systemd', file(3, '/etc/rc3.d/S20netd')],
    ['a link where Red Hat keeps them', file(3, '/etc/rc.d/rc5.d/S20netd')],
    ['a link made by hand', exec(3, ['ln', '-s', '../init.d/netd', '/etc/rc2.d/S99netd'])],
    ['chkconfig --add', exec(3, ['chkconfig', '--add', 'netd'])],
    ['systemctl enable', exec(3, ['systemctl', 'enable', 'netd.service'])],
    ['insserv', exec(3, ['insserv', 'netd'])],
  ])('is a yes by %s', (_, record) => {
    expect(boot([executable, record]).answer).toBe('yes');
  });

  it.each<[string, EventRecord]>([
    ['a link that stops it', file(3, '/etc/rc3.d/K20netd')],
    ["another script's link", file(3, '/etc/rc3.d/S20netd2')],
    ['a link for halting', file(3, '/etc/rc0.d/S20netd')],
    ["another service's command", exec(3, ['update-rc.d', 'netd2', 'defaults'])],
    ['a start', exec(3, ['service', 'netd', 'start'])],
  ])('is not shown by %s', (_, record) => {
    expect(boot([executable, record])).toMatchObject({ answer: 'not-shown', unknown: ['enabled'] });
  });

  it.each<[string, EventRecord]>([
    ['install without a mode', exec(1, ['install', '/tmp/netd', '/etc/init.d/'])],
    ['install with one', exec(1, ['install', '-m', '0755', '/tmp/x', script])],
    [
      'chmod of a relative path',
      exec(1, ['chmod', '+x', 'netd'], { 'process.working_directory': '/etc/init.d' }),
    ],
    ['its mode', file(1, script, 'modification', { 'file.mode': '0755' })],
    ['the unit that was generated', file(1, '/run/systemd/generator.late/netd.service')],
  ])('takes a script for executable by %s', (_, record) => {
    expect(boot([record, enabled]).answer).toBe('yes');
  });

  it.each<[string, readonly EventRecord[], string]>([
    [
      'its mode was taken back',
      [executable, enabled, exec(3, ['chmod', '-x', script])],
      `not-executable: chmod -x ${script}`,
    ],
    [
      'it was disabled since',
      [executable, enabled, exec(3, ['systemctl', 'disable', 'netd'])],
      'disabled: systemctl disable netd',
    ],
    ['it was deleted', [executable, enabled, file(3, script, 'deletion')], `deleted: ${script}`],
    [
      'it was moved away',
      [executable, enabled, file(3, '/tmp/x', 'rename', { 'file.Ext.original.path': script })],
      `deleted: ${script}`,
    ],
    [
      'a native unit has its name',
      [executable, enabled, file(3, '/etc/systemd/system/netd.service')],
      'native-unit: /etc/systemd/system/netd.service',
    ],
  ])('is a no where %s', (_, records, reason) => {
    const found = boot(records);
    expect(found.answer).toBe('no');
    expect(reasons(found)).toContain(reason);
  });

  it('is a yes again where it was enabled after it was disabled', () => {
    const disabled = exec(3, ['update-rc.d', 'netd', 'remove']);
    const again = exec(4, ['update-rc.d', 'netd', 'defaults']);
    expect(boot([executable, enabled, disabled, again]).answer).toBe('yes');
  });

  it.each([
    '/etc/init.d/.hidden',
    '/etc/init.d/netd~',
    ...[
      'ignore',
      'rpmnew',
      'rpmsave',
      'rpmorig',
      'dpkg-old',
      'dpkg-new',
      'dpkg-tmp',
      'dpkg-dist',
    ].map((end) => `${script}.${end}`),
    ...[
      'dpkg-bak',
      'dpkg-backup',
      'dpkg-remove',
      'ucf-new',
      'ucf-old',
      'ucf-dist',
      'swp',
      'bak',
      'old',
      'new',
    ].map((end) => `${script}.${end}`),
  ])('is a no for %s, whose name the generator passes over', (path) => {
    expect(boot([], path)).toMatchObject({
      answer: 'no',
      reasons: [{ reason: 'name-passed-over' }],
    });
  });

  it.each(['/etc/init.d/sub/netd', '/ETC/init.d/netd', '/etc/INIT.D/netd', '/etc/init.d/'])(
    'is a no for %s, where the generator does not look',
    (path) => {
      expect(boot([], path)).toMatchObject({
        answer: 'no',
        reasons: [{ reason: 'not-in-the-directory' }],
      });
    },
  );

  it('takes netd.sh for the service netd', () => {
    const path = `${script}.sh`;
    const records = [exec(1, ['chmod', 'u+x', path]), exec(2, ['systemctl', 'enable', 'netd'])];
    expect(boot(records, path).answer).toBe('yes');
  });

  it.each<[string, string, readonly string[]]>([
    ['what no unit’s name can hold', '/etc/init.d/a b', ['update-rc.d', 'a b', 'defaults']],
    ['a script that is named as a unit', `${script}.service`, ['systemctl', 'enable', 'netd']],
  ])('finds the unit of %s', (_, path, command) => {
    const unit = path.endsWith('.service') ? 'netd.service' : 'a\\x20b.service';
    const made = file(3, `/run/systemd/generator.late/${unit}`);
    const wanted = file(3, `/run/systemd/generator.late/multi-user.target.wants/${unit}`);
    expect(boot([made, wanted], path).answer).toBe('yes');
    expect(boot([made, exec(4, command)], path).answer).toBe('yes');
  });

  it('does not count what was done to an earlier file of that name', () => {
    const planted = file(10, script);
    const records = [executable, enabled, planted];
    expect(bootOf(script, [planted], records).answer).toBe('not-shown');
  });
});
