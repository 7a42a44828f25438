import { describe, expect, it } from 'vitest';
import { bootOf } from '#dist/investigate/analysis/boot.js';
import type { Boot } from '#dist/investigate/case.js';
import type { EventRecord } from '#dist/investigate/event-record.js';
import { exec, file } from '../records.js';

const script = '/etc/init.d/netd';
const unit = '/etc/systemd/system/netd.service';
const day = 86_400;

const executable = exec(1, ['chmod', '755', script]);
const enabled = exec(5, ['systemctl', 'enable', 'netd']);

const dpkg = {
  'process.executable': '/usr/bin/dpkg',
  'process.entity_id': 'dpkg',
  'process.args': ['dpkg', '--unpack', 'netd.deb'],
};

/** systemd, or a manager of a user, runs the script. */
function service(seconds: number, parentArgs: readonly string[], pid: number): EventRecord {
  return exec(seconds, ['/bin/sh', script, 'start'], {
    'process.executable': '/usr/bin/dash',
    'process.parent.executable': '/usr/lib/systemd/systemd',
    'process.parent.args': parentArgs,
    'process.parent.pid': pid,
  });
}

function boot(records: readonly EventRecord[], session: readonly string[] = []): Boot<EventRecord> {
  const planted = file(0, script);
  return bootOf(script, [planted], [planted, ...records], new Set(session));
}

function reasons({ reasons: found }: Boot<EventRecord>): string[] {
  return found.map(({ reason }) => reason);
}

describe('a native unit of the same name', () => {
  it('keeps the script from running if a package manager wrote it', () => {
    const packaged = file(2, unit, 'creation', dpkg);
    expect(boot([executable, packaged, enabled]).answer).toBe('no');
  });

  it('keeps it from running if it was there days before', () => {
    const old = file(-3 * day, unit);
    const planted = file(0, script);
    expect(bootOf(script, [planted], [old, planted, executable, enabled])).toMatchObject({
      answer: 'no',
    });
  });

  it('acquits nothing if the session wrote it, even with a package manager', () => {
    const own = file(2, unit, 'creation', dpkg);
    const found = boot([executable, own, enabled], ['dpkg']);
    expect(found).toMatchObject({ answer: 'not-shown', unknown: ['unit-contents'] });
    expect(reasons(found)).toContain('native-unit-by-others');
  });

  it('acquits nothing if anything else wrote it near in time, before or after', () => {
    expect(boot([executable, file(2, unit), enabled]).answer).toBe('not-shown');
    const planted = file(0, script);
    const records = [file(-3600, unit), planted, executable, enabled];
    expect(bootOf(script, [planted], records).answer).toBe('not-shown');
  });

  it('is part of the persistence if systemd ran the script after it was written', () => {
    const run = service(6, ['/sbin/init'], 1);
    const found = boot([file(2, unit, 'creation', dpkg), enabled, run]);
    expect(found).toMatchObject({ answer: 'yes', unknown: [] });
    expect(reasons(found)).toContain('native-unit-runs-it');
  });

  it('leaves open whether it starts at boot if nothing enabled it', () => {
    expect(boot([file(2, unit), service(6, ['/sbin/init'], 1)])).toMatchObject({
      answer: 'not-shown',
      unknown: ['enabled'],
    });
  });

  it('is not shown to run the script by a run that the manager of a user started', () => {
    const run = service(6, ['/usr/lib/systemd/systemd', '--user'], 900);
    expect(boot([file(2, unit, 'creation', dpkg), enabled, run]).answer).toBe('no');
  });
});

describe('whether the owner can execute a script', () => {
  it('is shown by a run that systemd started as a service', () => {
    const found = boot([service(3, ['/sbin/init'], 1), enabled]);
    expect(found).toMatchObject({ answer: 'yes', unknown: [] });
    expect(reasons(found)).toContain('started-by-systemd');
  });

  it.each([
    ['that a user’s manager started', service(3, ['/usr/lib/systemd/systemd', '--user'], 900)],
    ['that a shell started', exec(3, ['/bin/sh', script, 'start'])],
  ])('is not shown by a run %s', (_, run) => {
    expect(boot([run, enabled])).toMatchObject({ answer: 'not-shown', unknown: ['executable'] });
  });

  it('is refuted by a later chmod', () => {
    const run = service(3, ['/sbin/init'], 1);
    expect(boot([run, enabled, exec(9, ['chmod', '-x', script])]).answer).toBe('no');
  });

  it.each([
    ['before the link', 1],
    ['after the link', 3],
  ])('is shown by chmod of the target of a link, %s', (_, seconds) => {
    const link = exec(2, ['ln', '-s', '/opt/net/netd', script]);
    const chmod = exec(seconds, ['chmod', '+x', '/opt/net/netd']);
    const records = [link, chmod].sort(
      (one, other) => (one.event.milliseconds ?? 0) - (other.event.milliseconds ?? 0),
    );
    expect(reasons(bootOf(script, [link], records))).toContain('executable');
  });

  it('is shown by chmod of a runlevel link to it', () => {
    expect(reasons(boot([exec(3, ['chmod', '+x', '/etc/rc2.d/S20netd'])]))).toContain('executable');
  });
});
