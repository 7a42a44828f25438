import { describe, expect, it } from 'vitest';
import { bootOf } from '#dist/investigate/analysis/boot.js';
import type { Boot } from '#dist/investigate/case.js';
import type { EventRecord } from '#dist/investigate/event-record.js';
import { exec, file, generated } from '../records.js';

const script = '/etc/init.d/netd';

function boot(records: readonly EventRecord[], path = script): Boot<EventRecord> {
  const planted = file(0, path);
  return bootOf(path, [planted], [planted, ...records]);
}

function reasons({ reasons: found }: Boot<EventRecord>): string[] {
  return found.map(({ reason, value }) => `${reason}: ${value}`);
}

const dpkg = { 'process.executable': '/usr/bin/dpkg' };

const executable = exec(1, ['chmod', '755', script]);
const enabled = exec(2, ['update-rc.d', 'netd', 'defaults']);

describe('whether a script runs at boot', () => {
  it('is unknown if the log shows only the file', () => {
    expect(boot([])).toEqual({
      answer: 'not-shown',
      unknown: ['executable', 'enabled'],
      reasons: [],
    });
  });

  it('is yes if it is executable and enabled', () => {
    expect(boot([executable, enabled])).toMatchObject({ answer: 'yes', unknown: [] });
  });

  it.each<[string, EventRecord]>([
    ['a link in a runlevel directory', file(3, '/etc/rc3.d/S20netd')],
    ['a link in Red Hat’s runlevel directory', file(3, '/etc/rc.d/rc5.d/S20netd')],
    ['a link created by hand', exec(3, ['ln', '-s', '../init.d/netd', '/etc/rc2.d/S99netd'])],
    ['chkconfig --add', exec(3, ['chkconfig', '--add', 'netd'])],
    ['systemctl enable', exec(3, ['systemctl', 'enable', 'netd.service'])],
    ['insserv', exec(3, ['insserv', 'netd'])],
    [
      'a link in a target’s wants, created by hand',
      file(3, '/etc/systemd/system/multi-user.target.wants/netd.service'),
    ],
    [
      'a link in a target’s wants, created by systemd',
      generated(3, 'graphical.target.wants/netd.service'),
    ],
  ])('is a yes with %s', (_, record) => {
    expect(boot([executable, record]).answer).toBe('yes');
  });

  it.each<[string, EventRecord]>([
    ['a link that stops it', file(3, '/etc/rc3.d/K20netd')],
    ["another script's link", file(3, '/etc/rc3.d/S20netd2')],
    ['a link for halting', file(3, '/etc/rc0.d/S20netd')],
    ["another service's command", exec(3, ['update-rc.d', 'netd2', 'defaults'])],
    [
      'a link in the wants of rescue.target',
      file(3, '/etc/systemd/system/rescue.target.wants/netd.service'),
    ],
    [
      'a link in the wants of a user target',
      file(3, '/etc/systemd/user/default.target.wants/netd.service'),
    ],
    [
      'a generated link that another program wrote',
      file(3, '/run/systemd/generator.late/multi-user.target.wants/netd.service'),
    ],
    ['a start', exec(3, ['service', 'netd', 'start'])],
  ])('is open with %s', (_, record) => {
    expect(boot([executable, record])).toMatchObject({ answer: 'not-shown', unknown: ['enabled'] });
  });

  it.each<[string, EventRecord]>([
    ['install without a mode', exec(1, ['install', '/tmp/netd', '/etc/init.d/'])],
    ['install with a mode', exec(1, ['install', '-m', '0755', '/tmp/x', script])],
    [
      'chmod of a relative path',
      exec(1, ['chmod', '+x', 'netd'], { 'process.working_directory': '/etc/init.d' }),
    ],
    ['an event with its mode', file(1, script, 'modification', { 'file.mode': '0755' })],
    ['the unit that was generated', generated(1, 'netd.service')],
  ])('considers a script executable after %s', (_, record) => {
    expect(boot([record, enabled]).answer).toBe('yes');
  });

  it.each<[string, readonly EventRecord[], string]>([
    [
      'it was made non-executable again',
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
      [executable, enabled, file(3, '/etc/systemd/system/netd.service', 'creation', dpkg)],
      'native-unit: /etc/systemd/system/netd.service',
    ],
  ])('is a no if %s', (_, records, reason) => {
    const found = boot(records);
    expect(found.answer).toBe('no');
    expect(reasons(found)).toContain(reason);
  });

  const nobody = { 'user.name': 'www-data', 'user.id': '33' };

  it.each<[string, EventRecord]>([
    [
      'a program that only calls itself update-rc.d',
      exec(3, ['update-rc.d', 'netd', 'disable'], { 'process.executable': '/usr/bin/true' }),
    ],
    ['a dry run', exec(3, ['update-rc.d', '-n', 'netd', 'remove'])],
    ['a command for another root', exec(3, ['systemctl', '--root=/mnt', 'disable', 'netd'])],
    ['a command in another root', exec(3, ['chroot', '/mnt', 'chmod', '644', script])],
    ['another user’s chmod', exec(3, ['chmod', '644', script], nobody)],
    ['another user’s command', exec(3, ['systemctl', 'disable', 'netd'], nobody)],
    [
      'a command of a user without an id',
      exec(3, ['systemctl', 'disable', 'netd'], { 'user.name': 'www-data' }),
    ],
    ['a user unit', file(3, '/etc/systemd/user/netd.service')],
    ['a file below a unit directory', file(3, '/etc/systemd/system/x/netd.service')],
    [
      'a link in a target’s wants',
      file(3, '/etc/systemd/system/multi-user.target.wants/netd.service'),
    ],
  ])('stays a yes despite %s', (_, record) => {
    expect(boot([executable, enabled, record]).answer).toBe('yes');
  });

  it('is yes if a link was created after it was disabled', () => {
    const disabled = exec(2, ['update-rc.d', 'netd', 'disable']);
    const found = boot([executable, disabled, file(3, '/etc/rc2.d/S01netd')]);
    expect(found.answer).toBe('yes');
    expect(reasons(found).join()).not.toContain('disabled');
  });

  it('is unknown if a command disabled it but a link exists, and reports both', () => {
    const disabled = exec(3, ['update-rc.d', 'netd', 'disable']);
    const found = boot([executable, file(2, '/etc/rc2.d/S01netd'), disabled]);
    expect(found).toMatchObject({ answer: 'not-shown', unknown: [] });
    expect(found.reasons.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['disabled', 'start-link']),
    );
  });

  it('is unknown if systemd generated its unit despite a native one', () => {
    const native = file(2, '/etc/systemd/system/netd.service', 'creation', dpkg);
    const found = boot([native, enabled, generated(3, 'netd.service')]);
    expect(found).toMatchObject({ answer: 'not-shown', unknown: [] });
  });

  it('is yes if systemd generated its unit after it was made non-executable', () => {
    const taken = exec(2, ['chmod', '644', script]);
    expect(boot([taken, enabled, generated(3, 'netd.service')]).answer).toBe('yes');
  });

  it('uses the mode of the file that replaced a decoy', () => {
    const move = { 'file.Ext.original.path': '/tmp/a' };
    const records = [
      file(-2, '/tmp/a'),
      exec(-1, ['chmod', '755', '/tmp/a']),
      exec(1, ['chmod', '644', script]),
      file(2, script, 'rename', move),
      exec(3, ['update-rc.d', 'netd', 'defaults']),
    ];
    const planted = file(0, script);
    const all = [...records.slice(0, 2), planted, ...records.slice(2)];
    expect(bootOf(script, [planted], all).answer).toBe('yes');
  });

  it.each<[string, readonly EventRecord[]]>([
    ['an event with its mode', [executable]],
    ['its generated unit', [generated(2, 'netd.service')]],
  ])('does not conclude from %s that a file planted again is executable', (_, records) => {
    const again = [file(3, script, 'deletion'), file(4, script)];
    expect(boot([...records, enabled, ...again])).toMatchObject({
      answer: 'not-shown',
      unknown: ['executable'],
    });
  });

  it('uses the mode that a program was started to write it with', () => {
    const install = { 'process.entity_id': 'install' };
    const records = [
      exec(-1, ['install', '-m', '755', 'netd', script], install),
      file(0, script, 'creation', install),
      enabled,
    ];
    expect(bootOf(script, records.slice(1, 2), records).answer).toBe('yes');
  });

  it('is yes again if it was re-enabled', () => {
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
  ])('is no for %s, because the generator skips such names', (path) => {
    expect(boot([], path)).toMatchObject({
      answer: 'no',
      reasons: [{ reason: 'name-passed-over' }],
    });
  });

  it.each(['/etc/init.d/sub/netd', '/ETC/init.d/netd', '/etc/INIT.D/netd', '/etc/init.d/'])(
    'is no for %s, because the generator does not look there',
    (path) => {
      expect(boot([], path)).toMatchObject({
        answer: 'no',
        reasons: [{ reason: 'not-in-the-directory' }],
      });
    },
  );

  it('treats netd.sh as the service netd', () => {
    const path = `${script}.sh`;
    const records = [exec(1, ['chmod', 'u+x', path]), exec(2, ['systemctl', 'enable', 'netd'])];
    expect(boot(records, path).answer).toBe('yes');
  });

  it.each<[string, string, readonly string[]]>([
    [
      'a name with characters that unit names cannot contain',
      '/etc/init.d/a b',
      ['update-rc.d', 'a b', 'defaults'],
    ],
    ['a script named like a unit', `${script}.service`, ['systemctl', 'enable', 'netd']],
  ])('finds the unit of %s', (_, path, command) => {
    const unit = path.endsWith('.service') ? 'netd.service' : 'a\\x20b.service';
    const made = generated(3, unit);
    const wanted = generated(3, `multi-user.target.wants/${unit}`);
    expect(boot([made, wanted], path).answer).toBe('yes');
    expect(boot([made, exec(4, command)], path).answer).toBe('yes');
  });

  it('ignores what was done to an earlier file of the same name', () => {
    const planted = file(10, script);
    const records = [executable, enabled, planted];
    expect(bootOf(script, [planted], records).answer).toBe('not-shown');
  });
});
