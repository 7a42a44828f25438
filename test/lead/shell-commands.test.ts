import { describe, expect, test } from 'vitest';
import { initCommands } from '#dist/lead/init-commands.js';
import type { InitCommand } from '#dist/lead/init-tools.js';

const foo = '/etc/init.d/foo';

function toText({ kind, target, link }: InitCommand): string {
  return `${kind} ${target}${link === undefined ? '' : ` at ${link}`}`;
}

describe('the commands in a shell’s text', () => {
  test.each<[string, string[]]>([
    [
      'chmod +x /etc/init.d/foo && update-rc.d foo defaults',
      [`make-executable ${foo}`, 'enable foo'],
    ],
    ['cd /etc/init.d; chmod 755 foo', [`make-executable ${foo}`]],
    ['if true; then systemctl enable foo > /dev/null 2>&1; fi', ['enable foo']],
    ['X=1 chkconfig --add foo', ['enable foo']],
    ['( /etc/init.d/foo start & )', ['start foo']],
    ['ln -s /etc/init.d/foo /etc/rc3.d/S99foo', [`link ${foo} at /etc/rc3.d/S99foo`]],
  ])('count: %s', (text, expected) => {
    expect(initCommands({ args: ['sh', '-c', text] }).map(toText)).toEqual(expected);
    expect(initCommands({ args: ['sudo', 'bash', '-lc', text] }).map(toText)).toEqual(expected);
  });

  test.each([
    'echo update-rc.d foo defaults',
    'command -v update-rc.d foo defaults',
    '# update-rc.d foo defaults',
    'update-rc.d foo remove',
    'chmod -x /etc/init.d/foo',
    "sh -c 'update-rc.d foo defaults'",
    'cat > update-rc.d foo defaults',
    '/etc/init.d/foo status',
  ])('count for nothing if they start nothing, or could only reassure: %s', (text) => {
    expect(initCommands({ args: ['sh', '-c', text] })).toEqual([]);
  });

  test('count for nothing under another root', () => {
    const args = ['chroot', '/mnt', 'sh', '-c', 'update-rc.d foo defaults'];
    expect(initCommands({ args })).toEqual([]);
  });
});
