import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#dist/json/value.js';
import { scriptCommandOf } from '#dist/lead/script-command.js';
import { shellWords } from '#dist/lead/shell-text.js';
import { seed } from '../property/generators.js';

/** The event of a process that runs a command line. */
function execOf(line: string, more: JsonObject = {}): JsonObject {
  const args = shellWords(line);
  const [program = ''] = args;
  return {
    'event.category': ['process'],
    'event.action': 'exec',
    'process.args': args,
    'process.executable': program.startsWith('/') ? program : `/usr/bin/${program}`,
    'process.parent.args': ['-bash'],
    'process.parent.executable': '/usr/bin/bash',
    ...more,
  };
}

/** What a command line is found to do: `kind condition scripts`. */
function found(line: string, more: JsonObject = {}): string | undefined {
  const command = scriptCommandOf(execOf(line, more));
  return command && `${command.kind} ${command.condition} ${command.scripts.join(' ')}`;
}

const inDirectory = { 'process.working_directory': '/etc/init.d' };
const inEtc = { 'process.working_directory': '/etc' };
const x = '/etc/init.d/x';

describe('a link among init scripts', () => {
  test.each<[line: string, more?: JsonObject]>([
    ['ln -s /opt/x /etc/init.d/x'],
    ['ln /opt/x /etc/init.d/x'],
    ['ln -sf /opt/x /etc/init.d/'],
    ['ln -s /opt/x /etc/init.d'],
    ['ln -s -t /etc/init.d /opt/x'],
    ['ln --symbolic --target-directory=/etc/init.d /opt/x'],
    ['ln -s /opt/x', inDirectory],
    ['ln -s /opt/y x', inDirectory],
    ['ln -s /opt/y ./x', inDirectory],
    ['ln -s /opt/y init.d/x', inEtc],
    ['ln -s /opt/y init.d/x'],
    ['ln -s /opt/x /etc/rc.d/init.d/x'],
    ['ln -s /opt/x /host/etc/init.d/x'],
    ['link /opt/x /etc/init.d/x'],
    ['cp -l /opt/x /etc/init.d/x'],
    ['cp -as /opt/x /etc/init.d/'],
    ['busybox ln -s /opt/x /etc/init.d/x'],
    ['sudo ln -s /opt/x /etc/init.d/x'],
  ])('is made by %s', (line, more) => {
    expect(found(line, more)).toBe(`link always ${x}`);
  });

  test.each<[line: string, more?: JsonObject]>([
    ['ln -s ../init.d/x /etc/rc3.d/S99x'],
    ['ln -s /opt/x /etc/rc.d/rc5.d/S01x'],
    ['ln -s ../init.d/x S99x', { 'process.working_directory': '/etc/rc2.d' }],
  ])('that starts a script is made by %s', (line, more) => {
    expect(found(line, more)).toBe(`link unseen ${x}`);
  });

  test('can replace the directory', () => {
    expect(found('ln -sfT /opt/scripts /etc/init.d')).toBe('link always /etc/init.d/');
  });
});

describe('a script is written, made executable or registered', () => {
  test.each<[line: string, more?: JsonObject]>([
    ['cp /tmp/x /etc/init.d/x'],
    ['cp /tmp/x /etc/init.d'],
    ['cp -t /etc/init.d /tmp/x'],
    ['cp /tmp/y x', inDirectory],
    ['cp /tmp/x /etc/rc.d/init.d/'],
    ['cp /tmp/x /host/etc/init.d/'],
    ['mv /tmp/x /etc/init.d/'],
    ['mv -f -- /tmp/x /etc/init.d/x'],
    ['install -m 755 /tmp/x /etc/init.d/x'],
    ['install -o root -g root -Dm755 /tmp/x /etc/init.d/x'],
    ['install -t /etc/init.d /tmp/x'],
    ['tee -a /etc/init.d/x'],
    ['touch /etc/init.d/x'],
    ['touch -r /bin/ls /etc/init.d/x'],
    ['dd if=/tmp/x of=/etc/init.d/x bs=1k'],
    ["sed -i 's/a/b/' /etc/init.d/x"],
    ["sed -i.bak -e 's/a/b/' /etc/init.d/x"],
    ["sed -ni '1p' /etc/init.d/x"],
    ['rsync -a /tmp/x /etc/init.d/'],
    ['rsync -a host:/srv/x /etc/init.d/x'],
    ['scp host:x /etc/init.d/x'],
    ['scp -t /etc/init.d/x'],
    ['curl -fsSL -o /etc/init.d/x https://a.example/b'],
    ['curl --output /etc/init.d/x https://a.example/b'],
    ['curl -O https://a.example/x?y', inDirectory],
    ['wget -qO /etc/init.d/x https://a.example/b'],
    ['wget -P /etc/init.d https://a.example/x'],
    ['chmod +x /etc/init.d/x'],
    ['chmod 755 x', inDirectory],
    ['/usr/bin/busybox cp /tmp/x /etc/init.d/x'],
    ['sh -c "echo a > /etc/init.d/x"'],
    ['bash -c "cd /etc/init.d && cat > x"'],
    ['sudo sh -c "cat >> /etc/init.d/x"'],
    ['update-rc.d x defaults'],
    ['/usr/bin/perl /usr/sbin/update-rc.d x enable'],
    ['/sbin/chkconfig --add x'],
    ['chkconfig x on'],
    ['insserv /etc/init.d/x'],
    ['rc-update add x default'],
  ])('by %s', (line, more) => {
    expect(found(line, more)).toBe(`no-file-event unseen ${x}`);
  });

  test.each([
    ['systemctl enable x'],
    ['systemctl start x.service'],
    ['service x start'],
    ['invoke-rc.d x restart'],
    ['rc-service x start'],
    ['/etc/init.d/x start'],
    ['sh /etc/init.d/x start'],
  ])('is only started by %s', (line) => {
    expect(found(line)).toBe(`no-file-event named ${x}`);
  });

  test('several at once', () => {
    expect(found('cp /tmp/x /tmp/y /etc/init.d')).toBe(
      'no-file-event unseen /etc/init.d/x /etc/init.d/y',
    );
  });

  test.each([
    ["sh -c 'for s in a b; do cat $s > /etc/init.d/$s; done'"],
    ['sh -c "cat a > /etc/init.d/*"'],
  ])('with a name that the command does not show: %s', (line) => {
    expect(found(line)).toBe('no-file-event unseen /etc/init.d/*');
  });

  test('by a command line without arguments', () => {
    const event = execOf('x', {
      'process.args': null,
      'process.executable': null,
      'process.command_line': "cp '/tmp/x' /etc/init.d/",
    });
    expect(scriptCommandOf(event)).toMatchObject({ scripts: [x] });
  });
});

describe('nothing is found in', () => {
  test.each<[line: string, more?: JsonObject]>([
    ['cp /etc/init.d/x /root/backup'],
    ['mv /etc/init.d/x /tmp/'],
    ['ln -s /etc/init.d/x /usr/local/bin/x'],
    ['ln -s ../init.d/x /etc/rc3.d/K01x'],
    ['chmod -x /etc/init.d/x'],
    ['chmod 644 /etc/init.d/x'],
    ['cat /etc/init.d/x'],
    ["sed 's/a/b/' /etc/init.d/x"],
    ['touch -c /etc/init.d/x'],
    ['rsync -a /etc/init.d/x host:/etc/init.d/x'],
    ['scp /etc/init.d/x host:/etc/init.d/'],
    ['scp -f /etc/init.d/x'],
    ['curl -s https://a.example/etc/init.d/x'],
    ['install -d /etc/init.d'],
    ['cp --help'],
    ['update-rc.d x remove'],
    ['chkconfig --list'],
    ['chkconfig x off'],
    ['service x status'],
    ['/etc/init.d/x status'],
    ['/etc/init.d/x stop'],
    ['systemctl --user start x'],
    ['chroot /mnt update-rc.d x defaults'],
    ['cp /tmp/x /usr/share/doc/a/etc/init.d/x'],
    ['cp /tmp/x /home/a/src/etc/init.d/x'],
    ['cp /tmp/x src/init.d/x'],
    ['sh -c "echo /etc/init.d/x"'],
    ['echo > /etc/init.d/x'],
    ['vim /etc/init.d/x'],
  ])('%s', (line, more) => {
    expect(found(line, more)).toBeUndefined();
  });

  test.each(['fork', 'end', ['fork', 'end'], 'already_running', 'creation'])(
    'an event with the action %j, in which no program starts',
    (action) => {
      expect(found(`cp /tmp/x ${x}`, { 'event.action': action })).toBeUndefined();
    },
  );

  test.each([[['fork', 'exec', 'end']], [['end', 'exec']], ['exec_event']])(
    'but in an event with the action %j there is',
    (action) => {
      expect(found(`cp /tmp/x ${x}`, { 'event.action': action })).toBeDefined();
    },
  );
});

/** The fields of a parent that runs a command line. */
function parentOf(line: string): JsonObject {
  const args = shellWords(line);
  return { 'process.parent.args': args, 'process.parent.executable': args[0] ?? null };
}

describe('the parent', () => {
  test.each([
    ['/bin/sh /var/lib/dpkg/info/x.postinst configure'],
    ['/usr/bin/dash /var/lib/dpkg/tmp.ci/preinst install'],
    ['/bin/sh /var/tmp/rpm-tmp.a1B2c3 1'],
    ['/usr/bin/perl -w /usr/bin/deb-systemd-helper enable x'],
    ['/bin/sh /usr/bin/dpkg-maintscript-helper rm_conffile /etc/init.d/x'],
    ['/usr/bin/dpkg --configure x'],
    ['/usr/bin/rpm -U x.rpm'],
    ['/usr/bin/python3 /usr/bin/dnf install x'],
    ['/usr/bin/apt-get install x'],
    ['/usr/bin/zypper install x'],
    ['/sbin/apk add x'],
    ['/usr/bin/pacman -S x'],
  ])('installs packages: %s', (line) => {
    for (const command of ['update-rc.d x defaults', `cp a ${x}`, `ln -s a ${x}`]) {
      expect(found(command, parentOf(line))).toBeUndefined();
    }
  });

  test('is recognized by its command line', () => {
    const parent = {
      'process.parent.args': null,
      'process.parent.command_line': '/bin/sh /var/lib/dpkg/info/x.postinst configure',
    };
    expect(found('update-rc.d x defaults', parent)).toBeUndefined();
  });

  test.each([
    ['/bin/sh /lib/systemd/systemd-sysv-install enable x'],
    ['/usr/bin/systemctl enable x'],
    ['/usr/bin/perl /usr/sbin/update-rc.d x defaults'],
    ['/bin/sh /usr/sbin/service x start'],
  ])('manages services, as all of them do: %s', (line) => {
    expect(found('update-rc.d x defaults', parentOf(line))).toBe(`no-file-event named ${x}`);
  });

  test.each([
    ['/tmp/dpkg --configure x'],
    ['/bin/sh /tmp/var/lib/dpkg/info/x.postinst'],
    ['/bin/bash -c "update-rc.d x defaults"'],
    ['/usr/bin/sudo update-rc.d x defaults'],
    ['/usr/bin/python3 /usr/bin/ansible-playbook'],
  ])('does neither: %s', (line) => {
    expect(found('update-rc.d x defaults', parentOf(line))).toBe(`no-file-event unseen ${x}`);
  });
});

test('a command that sudo runs is the same command', () => {
  const direct = scriptCommandOf(execOf('cp a /etc/init.d/x'));
  const wrapped = scriptCommandOf(execOf('sudo -n cp a /etc/init.d/x'));
  expect(wrapped).toMatchObject({ isWrapped: true });
  expect(direct).toMatchObject({ isWrapped: false });
  expect(wrapped?.text).toBe(direct?.text);
});

test('any arguments are read', () => {
  const word = fc.constantFrom(
    ...['cp', 'ln', 'sed', '-i', '-t', '--', '-c', 'sh', 'sudo', 'curl', '-o', x, '/etc/init.d'],
    ...['', '-', '--target-directory', '--target-directory=', '>', 'of=', 'rsync', 'chkconfig'],
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (args) => {
      const command = scriptCommandOf(execOf('x', { 'process.args': args }));
      expect(command?.scripts.every((script) => script.startsWith('/etc/init.d/'))).not.toBe(false);
    }),
    { seed },
  );
});
