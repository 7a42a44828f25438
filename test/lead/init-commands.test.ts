import { describe, expect, test } from 'vitest';
import { initCommands } from '#dist/lead/init-commands.js';
import { executedFile, invocationOf } from '#dist/lead/invocation.js';

/** The words of a command line. No word in these tests contains a space. */
function words(line: string): string[] {
  return line.split(' ');
}

/** The actions of a command, one line each: kind, target, and the path of a link. */
function actions(line: string, workingDirectory?: string): string[] {
  const process = { args: words(line), ...(workingDirectory && { workingDirectory }) };
  return initCommands(process).map(
    ({ kind, target, link }) => `${kind} ${target}${link === undefined ? '' : ` at ${link}`}`,
  );
}

const foo = '/etc/init.d/foo';

describe('a tool is found in the command that runs it', () => {
  test.each([
    ['its name', 'chkconfig foo on', 'chkconfig', 'foo on'],
    ['its path', '/usr/sbin/chkconfig foo on', 'chkconfig', 'foo on'],
    ['a login shell, with a dash before its name', '-bash', 'bash', ''],
    ['perl runs update-rc.d', '/usr/bin/perl /usr/sbin/update-rc.d foo defaults', 'update-rc.d'],
    ['with warnings', '/usr/bin/perl -w /usr/sbin/update-rc.d foo defaults', 'update-rc.d'],
    ['a shell runs service', '/bin/sh /usr/sbin/service foo start', 'service'],
    ['a shell that exits on errors', '/bin/sh -e /usr/sbin/service foo start', 'service'],
    [
      'a shell with an option that has a value',
      'bash -eo pipefail /usr/sbin/service foo',
      'service',
    ],
    [
      'an interpreter with a version in its name',
      'python3.11 /usr/local/bin/service foo start',
      'service',
    ],
    ['a tool of busybox', 'busybox chmod 755 foo', 'chmod', '755 foo'],
    ['the shell of busybox', '/bin/busybox sh /usr/sbin/service foo start', 'service'],
    ['sudo', 'sudo chkconfig foo on', 'chkconfig'],
    ['sudo for a user', 'sudo -u root chkconfig foo on', 'chkconfig'],
    ['combined options', 'sudo -nu root chkconfig foo on', 'chkconfig'],
    ['an option that contains its value', 'sudo -uroot chkconfig foo on', 'chkconfig'],
    ['a long option', 'sudo --user root chkconfig foo on', 'chkconfig'],
    ['a long option that contains its value', 'sudo --user=root chkconfig foo on', 'chkconfig'],
    ['sudo with variables', 'sudo -E LANG=C LC_ALL=C chkconfig foo on', 'chkconfig'],
    ['the end of options', 'sudo -n -- chkconfig foo on', 'chkconfig'],
    ['doas', 'doas -u root chkconfig foo on', 'chkconfig'],
    ['env', 'env -i PATH=/sbin -u HOME chkconfig foo on', 'chkconfig'],
    ['nice', 'nice -n 10 chkconfig foo on', 'chkconfig'],
    ['nice with its old option', 'nice -10 chkconfig foo on', 'chkconfig'],
    ['ionice', 'ionice -c 3 chkconfig foo on', 'chkconfig'],
    ['stdbuf', 'stdbuf -o L chkconfig foo on', 'chkconfig'],
    ['nohup', 'nohup chkconfig foo on', 'chkconfig'],
    ['setsid', 'setsid -f chkconfig foo on', 'chkconfig'],
    ['timeout with a duration', 'timeout 5 chkconfig foo on', 'chkconfig'],
    ['timeout with options', 'timeout -k 5 --signal KILL 10 chkconfig foo on', 'chkconfig'],
    ['chroot with a directory', 'chroot /mnt chkconfig foo on', 'chkconfig'],
    ['nested wrappers', 'sudo nice -n 5 /bin/sh /usr/sbin/service foo start', 'service'],
  ])('%s: %s', (_, line, tool, rest = undefined) => {
    const found = invocationOf(words(line));
    expect(found.tool).toBe(tool);
    if (rest !== undefined) expect(found.rest.join(' ')).toBe(rest);
  });

  test.each([
    ['in a program text', 'bash -c /usr/sbin/service', 'bash'],
    ['in one with combined options', 'bash -lc /usr/sbin/service', 'bash'],
    ['in a script that is only checked', 'bash -n /usr/sbin/service foo start', 'bash'],
    ['in a program from stdin', 'bash -s /usr/sbin/service foo start', 'bash'],
    ['in a module', 'python3 -m /usr/sbin/service', 'python3'],
    ['in a program text of perl', 'perl -pi -e /usr/sbin/service', 'perl'],
    ['by a name that is not a path', 'sh service foo start', 'sh'],
    ['in a wrapper without a command', 'sudo -n', 'sudo'],
    ['in timeout without a command', 'timeout 5', 'timeout'],
    ['in an interpreter without arguments', '/usr/bin/perl', 'perl'],
    ['in the arguments of another program', '/usr/bin/cat /usr/sbin/service', 'cat'],
    ['for the name of a member of all objects', 'constructor foo on', 'constructor'],
    ['for the prototype', '__proto__ foo on', '__proto__'],
  ])('but not %s: %s', (_, line, tool) => {
    expect(invocationOf(words(line)).tool).toBe(tool);
  });

  test('no tool is found without arguments', () => {
    expect(invocationOf([])).toMatchObject({ tool: '', rest: [] });
    expect(initCommands({ args: [] })).toEqual([]);
  });
});

describe('the file that a process runs', () => {
  test.each([
    ['a script of a shell', '/usr/bin/dash', '/bin/sh /etc/init.d/foo start', undefined, foo],
    [
      'of a shell that exits on errors',
      '/usr/bin/dash',
      '/bin/sh -e /etc/init.d/foo',
      undefined,
      foo,
    ],
    ['of a shell with options', '/bin/bash', 'bash -o pipefail -x /etc/init.d/foo', undefined, foo],
    ['of a shell with an option unset', '/bin/bash', 'bash +x /etc/init.d/foo', undefined, foo],
    ['of a shell with an rc file', '/bin/bash', 'bash --rcfile /root/rc ./foo', '/etc/init.d', foo],
    ['by a relative path', '/bin/bash', 'bash init.d/foo start', '/etc', foo],
    ['by its name', '/bin/bash', 'bash foo start', '/etc/init.d', foo],
    ['by a path with ..', '/bin/bash', 'bash /etc/rc2.d/../init.d//foo', undefined, foo],
    ['of python', '/usr/bin/python3.11', 'python3 -u -W ignore /etc/init.d/foo', undefined, foo],
    ['of perl', '/usr/bin/perl', 'perl -w -I/usr/lib/perl /etc/init.d/foo start', undefined, foo],
    ['of awk', '/usr/bin/mawk', '/usr/bin/awk -f /etc/init.d/foo', undefined, foo],
    ['of node', '/usr/bin/node', 'node -r dotenv /etc/init.d/foo', undefined, foo],
    ['of busybox as a shell', '/bin/busybox', '/bin/sh /etc/init.d/foo start', undefined, foo],
    ['of busybox by its own name', '/bin/busybox', 'busybox sh /etc/init.d/foo', undefined, foo],
    ['of busybox without an executable', undefined, 'busybox ash ./foo', '/etc/init.d', foo],
    ['a binary', foo, '/etc/init.d/foo start', '/', foo],
    ['a binary under another name', foo, 'kworker/0:1', '/', foo],
    ['without an executable', undefined, './foo start', '/etc/init.d', foo],
    ['a relative path in an unknown directory', undefined, './foo start', undefined, './foo'],
  ])('%s', (_, executable, line, workingDirectory, expected) => {
    const args = words(line);
    const process = { args, ...(executable && { executable }) };
    expect(executedFile({ ...process, ...(workingDirectory && { workingDirectory }) })).toBe(
      expected,
    );
  });

  test.each([
    ['only reads it', '/usr/bin/cat', 'cat /etc/init.d/foo'],
    ['only reads it, as busybox', '/bin/busybox', 'cat /etc/init.d/foo'],
    ['only reads it, as an argument of busybox', '/bin/busybox', 'busybox cat /etc/init.d/foo'],
    ['only checks it', '/usr/bin/bash', 'bash -n /etc/init.d/foo'],
    ['only checks it in perl', '/usr/bin/perl', 'perl -c /etc/init.d/foo'],
    ['edits it with a program text', '/usr/bin/perl', 'perl -pi -e s/a/b/ /etc/init.d/foo'],
    ['reads it with a module', '/usr/bin/python3', 'python3 -m json.tool /etc/init.d/foo'],
    ['has it as an argument of a program text', '/bin/sh', 'sh -c echo /etc/init.d/foo'],
    ['has it as an argument of a script', '/bin/sh', 'sh /root/copy /etc/init.d/foo'],
    ['changes its mode', '/usr/bin/chmod', 'chmod 755 /etc/init.d/foo'],
    ['has its name in another directory', '/bin/sh', 'sh /etc/init.d/old/foo'],
  ])('is not a script if the process %s', (_, executable, line) => {
    expect(executedFile({ executable, args: words(line), workingDirectory: '/' })).not.toBe(foo);
  });

  test('is unknown without a path', () => {
    expect(executedFile({ args: [] })).toBeUndefined();
    expect(executedFile({ args: ['foo'] })).toBeUndefined();
  });
});

describe('a command that makes a service start, now or at boot', () => {
  test.each([
    ['update-rc.d foo defaults', ['enable foo']],
    ['update-rc.d foo defaults 20 80', ['enable foo']],
    ['update-rc.d foo enable 2', ['enable foo']],
    ['update-rc.d foo start 20 2 3 4 5 . stop 20 0 1 6 .', ['enable foo']],
    ['update-rc.d foo defaults-disabled', ['disable foo']],
    ['update-rc.d foo disable', ['disable foo']],
    ['update-rc.d -f foo remove', ['disable foo']],
    ['chkconfig --add foo', ['enable foo']],
    ['chkconfig foo on', ['enable foo']],
    ['chkconfig --level 35 foo on', ['enable foo']],
    ['chkconfig foo reset', ['enable foo']],
    ['chkconfig foo off', ['disable foo']],
    ['chkconfig --level 2345 foo off', ['disable foo']],
    ['chkconfig --del foo', ['disable foo']],
    ['insserv foo', ['enable foo']],
    ['insserv -d /etc/init.d/foo bar', ['enable foo', 'enable bar']],
    ['insserv -r foo', ['disable foo']],
    ['insserv --remove foo', ['disable foo']],
    ['rc-update add foo default', ['enable foo']],
    ['rc-update del foo', ['disable foo']],
    ['rc-update delete foo default', ['disable foo']],
    ['systemctl enable foo', ['enable foo']],
    ['systemctl -q enable foo.service bar', ['enable foo', 'enable bar']],
    ['systemctl enable --now foo', ['enable foo', 'start foo']],
    ['systemctl reenable foo', ['enable foo']],
    ['systemctl add-wants multi-user.target foo.service', ['enable foo']],
    ['systemctl add-requires default.target foo', ['enable foo']],
    ['systemctl disable foo', ['disable foo']],
    ['systemctl disable --now foo', ['disable foo', 'stop foo']],
    ['systemctl mask foo', ['disable foo']],
    ['systemctl start foo.service', ['start foo']],
    ['systemctl --no-block restart foo', ['start foo']],
    ['systemctl try-restart foo', ['start foo']],
    ['systemctl reload-or-restart foo', ['start foo']],
    ['systemctl try-reload-or-restart foo', ['start foo']],
    ['systemctl stop foo', ['stop foo']],
    ['service foo start', ['start foo']],
    ['service --skip-redirect foo restart', ['start foo']],
    ['service foo force-reload', ['start foo']],
    ['service foo stop', ['stop foo']],
    ['invoke-rc.d foo start', ['start foo']],
    ['invoke-rc.d --quiet foo stop', ['stop foo']],
    ['rc-service foo start', ['start foo']],
    ['sudo -u root systemctl enable foo', ['enable foo']],
  ])('%s', (line, expected) => {
    expect(actions(line)).toEqual(expected);
  });

  test.each([
    ['shows its state', 'service foo status'],
    ['shows the state of all services', 'service --status-all'],
    ['has no action', 'service foo'],
    ['has no service', 'update-rc.d defaults'],
    ['lists its levels', 'chkconfig --list foo'],
    ['checks whether it is on', 'chkconfig foo'],
    ['has no service to add', 'chkconfig --add'],
    ['shows the services', 'rc-update show'],
    ['updates the cache', 'rc-update -u'],
    ['has no script to insert', 'insserv'],
    ['shows its state in systemd', 'systemctl status foo'],
    ['checks whether it is enabled', 'systemctl is-enabled foo'],
    ['reloads the units', 'systemctl daemon-reload'],
    ['is for services of the user', 'systemctl --user enable foo'],
    ['is for another host', 'systemctl -H web-02 enable foo'],
    ['is for another host, in one argument', 'systemctl --host=web-02 enable foo'],
    ['is for a container', 'systemctl -Mbox disable foo'],
    ['is for another root', 'systemctl --root=/mnt disable foo'],
    ['is for an image', 'systemctl --image /mnt.img disable foo'],
    ['is for services of all users', 'systemctl --global disable foo'],
    ['is run in another root', 'chroot /mnt update-rc.d foo remove'],
    ['is run in another root by sudo', 'sudo -R /mnt update-rc.d foo remove'],
    ['is run by another user', 'sudo -u nobody systemctl disable foo'],
    ['is run by another user, in one argument', 'sudo -nunobody systemctl disable foo'],
    ['is run by another user, as a long option', 'sudo --user=nobody systemctl disable foo'],
    ['is run by another user with doas', 'doas -u nobody systemctl disable foo'],
    ['only checks whether it may be run', 'sudo -l systemctl disable foo'],
    ['is only simulated', 'update-rc.d -n foo remove'],
    ['is only simulated, as a long option', 'update-rc.d --dry-run foo remove'],
    ['only shows what would be inserted', 'insserv -n -r foo'],
    ['uses another directory', 'insserv -p /mnt/etc/init.d -r foo'],
    ['shows help', 'systemctl --help disable foo'],
    ['has a target but no service', 'systemctl add-wants multi-user.target'],
    ['reboots the host', 'reboot'],
    ['prints such a command', 'echo systemctl enable foo'],
    ['is the name of a member of all objects', 'toString foo start'],
  ])('is not one that %s: %s', (_, line) => {
    expect(actions(line)).toEqual([]);
  });

  test.each([
    ['another program under its name', '/usr/bin/true', 'update-rc.d foo disable', []],
    ['its program under another name', '/usr/bin/systemctl', 'x disable foo', ['disable foo']],
    ['an interpreter under its name', '/usr/bin/perl', 'update-rc.d foo disable', []],
    ['busybox', '/bin/busybox', 'chmod 644 /etc/init.d/foo', [`make-not-executable ${foo}`]],
    [
      'a shell under another name',
      '/usr/bin/dash',
      'sh /usr/sbin/service foo start',
      ['start foo'],
    ],
    ['an uninstalled program with its name', '/tmp/systemctl', 'systemctl disable foo', []],
    [
      'an uninstalled script with its name',
      '/usr/bin/perl',
      'perl /tmp/update-rc.d foo remove',
      [],
    ],
  ])('%s is recognized as what it is', (_, executable, line, expected) => {
    const found = initCommands({ executable, args: words(line) });
    expect(found.map(({ kind, target }) => `${kind} ${target}`)).toEqual(expected);
  });

  test('has the name of its tool', () => {
    expect(initCommands({ args: words('/usr/bin/perl /usr/sbin/update-rc.d foo enable') })).toEqual(
      [{ kind: 'enable', tool: 'update-rc.d', target: 'foo' }],
    );
  });
});

describe('a command that lets the owner of a script execute it', () => {
  const may = [`make-executable ${foo}`];
  const mayNot = [`make-not-executable ${foo}`];

  test.each([
    ['755', may],
    ['0755', may],
    ['4755', may],
    ['00700', may],
    ['100', may],
    ['644', mayNot],
    ['0677', mayNot],
    ['0', mayNot],
    ['44', mayNot],
    ['+x', may],
    ['a+x', may],
    ['u+x', may],
    ['ug+rx', may],
    ['go-w,u+x', may],
    ['u=rwx,go=rx', may],
    ['a=r,u+x', may],
    ['u-x+x', may],
    ['+111', may],
    ['=755', may],
    ['-x', mayNot],
    ['a-x', mayNot],
    ['u=rw', mayNot],
    ['u+x-x', mayNot],
    ['u+x,a=r', mayNot],
    ['-111', mayNot],
    ['=644', mayNot],
  ])('chmod %s', (mode, expected) => {
    expect(actions(`chmod ${mode} ${foo}`)).toEqual(expected);
  });

  test.each([
    ['the permission of the group', 'g+x'],
    ['the permission of others', 'o-x'],
    ['other permissions', 'u+rw'],
    ['the permission of those who have it', 'a+X'],
    ['everything except the permission of those who have it', 'u=rwX,go=rX'],
    ['an invalid octal number', '888'],
    ['too many digits', '0000755'],
    ['permissions copied from the group', 'u=g'],
    ['no permissions', 'u'],
    ['nothing', '--reference=/bin/ls'],
    ['the mode to that of another file', '--reference /bin/ls 644'],
  ])('is not one that changes %s: chmod %s', (_, mode) => {
    expect(actions(`chmod ${mode} ${foo}`)).toEqual([]);
  });

  test.each([
    ['options', 'chmod -v -R 755 /etc/init.d/foo', undefined, may],
    ['options at the end', 'chmod 755 /etc/init.d/foo -v', undefined, may],
    ['the end of options', 'chmod -- -x /etc/init.d/foo', undefined, mayNot],
    ['several files', 'chmod 755 a /etc/init.d/foo', '/', ['make-executable /a', ...may]],
    ['a relative path', 'chmod +x init.d/foo', '/etc', may],
    ['a name', 'chmod +x foo', '/etc/init.d', may],
    ['a path with ..', 'chmod +x ../init.d/./foo', '/etc/rc2.d', may],
    ['a name in an unknown directory', 'chmod +x foo', undefined, ['make-executable foo']],
    ['no file', 'chmod 755', '/etc/init.d', []],
    ['sudo', 'sudo chmod 755 foo', '/etc/init.d', may],
  ])('chmod with %s', (_, line, directory, expected) => {
    expect(actions(line, directory)).toEqual(expected);
  });

  test.each([
    ['a mode', 'install -m 755 foo /etc/init.d/foo', may],
    ['a mode in its option', 'install -m755 foo /etc/init.d/foo', may],
    ['a mode in combined options', 'install -Dm755 foo /etc/init.d/foo', may],
    ['a long mode', 'install --mode=0755 foo /etc/init.d/foo', may],
    ['a symbolic mode', 'install -m u=rwx,go=rx foo /etc/init.d/foo', may],
    ['no mode', 'install foo /etc/init.d/foo', may],
    ['an owner', 'install -o root -g root -m 0755 foo /etc/init.d/foo', may],
    ['a directory', 'install -m 755 src/foo /etc/init.d', may],
    ['a directory with a slash', 'install -m 755 foo /etc/init.d/', may],
    ['a directory as an option', 'install -m 755 -t /etc/init.d src/foo', may],
    ['a directory in its option', 'install -m 755 --target-directory=/etc/init.d foo', may],
    ['several files', 'install -m 755 bar foo /etc/init.d', may],
    ['a mode without the permission', 'install -m 644 foo /etc/init.d/foo', mayNot],
    ['a mode without the permission, in a directory', 'install -m 0644 -t /etc/init.d foo', mayNot],
  ])('install with %s', (_, line, expected) => {
    expect(actions(line, '/root')).toEqual(expect.arrayContaining(expected));
    const other = expected === may ? mayNot : may;
    expect(actions(line, '/root')).not.toEqual(expect.arrayContaining(other));
  });

  test.each([
    ['creates directories', 'install -d -m 755 /etc/init.d/foo'],
    ['has no target', 'install -m 755 /etc/init.d/foo'],
    ['has no file', 'install -m 755 -t /etc/init.d'],
    ['has no arguments', 'install'],
    ['has an invalid mode', 'install -m rwx foo /etc/init.d/foo'],
  ])('is not an install that %s', (_, line) => {
    expect(actions(line, '/root')).toEqual([]);
  });
});

describe('a link to a script', () => {
  const link = [`link ${foo} at /etc/rc2.d/S20foo`];

  test.each([
    ['by its path', 'ln -s /etc/init.d/foo /etc/rc2.d/S20foo', '/', link],
    ['relative to the link', 'ln -s ../init.d/foo /etc/rc2.d/S20foo', '/root', link],
    ['relative to the link, from its directory', 'ln -sf ../init.d/foo S20foo', '/etc/rc2.d', link],
    ['replacing another link', 'ln -sfn ../init.d/foo /etc/rc2.d/S20foo', '/', link],
    ['with a long option', 'ln --symbolic ../init.d/foo /etc/rc2.d/S20foo', '/', link],
    ['that ln makes relative', 'ln -sr foo ../rc2.d/S20foo', '/etc/init.d', link],
    ['that is a hard link', 'ln foo ../rc2.d/S20foo', '/etc/init.d', link],
    ['of busybox', 'busybox ln -s ../init.d/foo /etc/rc2.d/S20foo', '/', link],
    [
      'in a directory',
      'ln -s -t /srv /etc/init.d/foo /etc/init.d/bar',
      '/',
      ['link /etc/init.d/foo at /srv/foo', 'link /etc/init.d/bar at /srv/bar'],
    ],
    [
      'to several files, in a directory',
      'ln -s /etc/init.d/foo /etc/init.d/bar /srv',
      '/',
      ['link /etc/init.d/foo at /srv/foo', 'link /etc/init.d/bar at /srv/bar'],
    ],
    ['without a name', 'ln -s ../init.d/foo', '/etc/rc2.d', []],
    ['without anything', 'ln', '/', []],
  ])('%s', (_, line, directory, expected) => {
    expect(actions(line, directory)).toEqual(expected);
  });
});

test.each([
  ['install', '--mode', '--__proto__=x', '--constructor', '-', '--'],
  ['ln', '-S', '--target-directory', '-t'],
  ['chmod', '-', '--', `${'u+x,'.repeat(20_000)}!`, foo],
  ['chmod', 'r'.repeat(100_000), foo],
  ['sudo', ...Array.from({ length: 20_000 }, () => '-u')],
  Array.from({ length: 20_000 }, () => 'sudo'),
])('%s with invalid arguments does nothing', (...args) => {
  expect(initCommands({ args }).filter(({ target }) => target === foo)).toEqual([]);
});
