import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#dist/json/value.js';
import { defaultRule, newestRule } from '#dist/rule/revisions.js';
import { ScanKernel } from '#dist/scan/kernel/scan-kernel.js';
import { judgeByRuleAndLeads } from '#dist/scan/lead-judge.js';
import { root } from '../../e2e/run.js';
import { seed } from '../../property/generators.js';

const kernel = new ScanKernel(ScanKernel.compileForLeads(), 1 << 16);
const plain = new ScanKernel(ScanKernel.compile(true), 1 << 16);

/** Whether the kernel finds a line that is an object. */
function finds(line: string, by: ScanKernel = kernel): boolean {
  const bytes = Buffer.from(`${line}\n`);
  bytes.copy(by.bytes);
  return by.scan(0, bytes.length) === 1;
}

describe('a line is a candidate', () => {
  test.each([
    ['a script', { 'file.path': '/etc/init.d/x' }],
    ['the directory itself', { 'file.path': '/etc/init.d' }],
    ['the directory in which a command works', { process: { working_directory: '/etc/init.d' } }],
    ['a relative directory', { args: ['cp', 'x', 'init.d'] }],
    ['the directory of Red Hat', { args: ['cp', 'x', '/etc/rc.d/init.d'] }],
    ['a start link', { args: ['ln', '-s', '/opt/x', '/etc/rc3.d/S99x'] }],
    ['a start link at boot', { args: ['ln', '-s', '/opt/x', '/etc/rcS.d/S99x'] }],
    ['a job of Upstart', { 'file.path': '/etc/init/x.conf' }],
    ['the table of init', { 'file.path': '/etc/inittab' }],
    ['update-rc.d', { args: ['update-rc.d', 'x', 'defaults'] }],
    ['invoke-rc.d', { args: ['/usr/sbin/invoke-rc.d', 'x', 'start'] }],
    ['chkconfig', { args: ['/sbin/chkconfig', '--add', 'x'] }],
    ['insserv', { args: ['insserv', 'x'] }],
    ['rc-update', { args: ['rc-update', 'add', 'x'] }],
    ['rc-service', { args: ['rc-service', 'x', 'start'] }],
    ['systemctl', { args: ['systemctl', 'start', 'x'] }],
    ['service', { args: ['service', 'x', 'start'] }],
    ['service by its path', { args: ['/bin/sh', '/usr/sbin/service', 'x', 'start'] }],
    ['service in a command line', { command_line: 'sudo service x start' }],
  ])('because of %s', (_, document) => {
    const line = JSON.stringify({ a: 1, ...document });
    expect(finds(line)).toBe(true);
    expect(finds(line.replaceAll('/', '\\/'))).toBe(true);
  });

  test.each([
    [{ 'service.name': 'x', service: { type: 'y' } }],
    [{ args: ['systemd', '/lib/systemd/system/x.service'] }],
    [{ 'file.path': '/init', name: 'init' }],
    [{ args: ['cp', '/etc/cron.d/x', '/srv/conf.d/y'] }],
    [{ 'user.name': 'observer', text: 'mcs kcs rv c-' }],
  ])('not because of %j', (document) => {
    expect(finds(JSON.stringify(document))).toBe(false);
  });

  test('wherever else it is one', () => {
    const word = fc.constantFrom(
      ...['init', '.d', '/', '\\/', '\\u002f', '\\u0069nit', 'etc', 'rc', '-', 'serv', 'ice', 'x'],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const line = `{"a":"${words.join('')}"}`;
        if (finds(line, plain)) expect(finds(line)).toBe(true);
      }),
      { seed, numRuns: 2000 },
    );
  });

  test.each([defaultRule, newestRule])(
    'if the judge of version $identity.label selects its document',
    (rule) => {
      const judge = judgeByRuleAndLeads(rule);
      const directory = path.join(root, 'fixtures/leads');
      const lines = readdirSync(directory).flatMap((file) =>
        readFileSync(path.join(directory, file), 'utf8').trimEnd().split('\n'),
      );
      const selected = lines.filter(
        (line) => judge.judge(JSON.parse(line) as JsonObject) !== undefined,
      );
      expect(selected.length).toBeGreaterThan(30);
      for (const line of selected) expect(finds(line)).toBe(true);
    },
  );
});
