import { describe, expect, it } from 'vitest';
import { initDMentions, type Mentions, mentionsOfBootFiles } from '#dist/event/mention.js';

/** JSON text of text, without the quotes. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

const slashes = '\\/etc\\/init.d\\/x';
const codes = '\\u002Fetc/\\u0049nit\\u002ed\\u002fx';

describe('a mention', () => {
  it.each([
    '/etc/init.d/x',
    'see INIT.D/x',
    slashes,
    escaped(slashes),
    escaped(escaped(slashes)),
    codes,
    escaped(codes),
    escaped(escaped(codes)),
    String.raw`init.\u0064/`,
    String.raw`\\\u0069nit.d\\\/`,
  ])('is found in %s', (text) => {
    expect(initDMentions.isIn(text)).toBe(true);
  });

  it.each([
    'init.d',
    'init.d x/',
    'initd/',
    'init-d/',
    'init.d\\',
    String.raw`init.d\u0020/`,
    'inıt.d/',
  ])('is not found in %s', (text) => {
    expect(initDMentions.isIn(text)).toBe(false);
  });
});

describe('a whole path', () => {
  it.each(['/etc/init.d/x', 'init.d/', '/etc/rc.d/INIT.D/a/b', '//etc//init.d/x'])(
    '%s',
    (value) => {
      expect(initDMentions.isPath(value)).toBe(true);
    },
  );

  it.each([
    'run /etc/init.d/x',
    '/etc/init.d/x start',
    '/etc/init.d',
    'xinit.d/y',
    '["/etc/init.d/x"]',
  ])('is not %s', (value) => {
    expect(initDMentions.isPath(value)).toBe(false);
  });
});

describe('a mention of a boot file', () => {
  const jobs = '\\/etc\\/init\\/x';

  it.each([
    '/etc/init.d/x',
    'INIT.D/x',
    '/etc/init/x.conf',
    'cat > /ETC/Init/x',
    '/etc/inittab',
    '/etc/inittab.new',
    jobs,
    escaped(jobs),
    escaped(escaped(jobs)),
    String.raw`\u002fetc/init\u002Fx`,
    String.raw`/etc/initt\u0061b`,
    escaped(String.raw`/etc/initta\u0062`),
  ])('is found in %s', (text) => {
    expect(mentionsOfBootFiles.isIn(text)).toBe(true);
    expect(mentionsOfBootFiles.mayBeIn(text)).toBe(true);
  });

  it.each(['/etc/init', 'etc/init/x', '/etc/initramfs-tools/x', '/etc/init.conf', '/usr/init/x'])(
    'is not found in %s',
    (text) => {
      expect(mentionsOfBootFiles.isIn(text)).toBe(false);
    },
  );

  it.each([
    '/etc/init',
    '"path":"/etc/init"',
    '{\\"path\\":\\"\\/etc\\/init\\"}',
    '["/tmp/a","/etc/init"]',
  ])('is not found in %s, which is searched for it all the same', (text) => {
    expect(mentionsOfBootFiles.isIn(text)).toBe(false);
    expect(mentionsOfBootFiles.mayBeIn(text)).toBe(true);
  });

  it.each(['/etc/initramfs-tools/x', '/etc/init.conf', '/etc/init-x'])(
    'cannot be meant by %s',
    (text) => {
      expect(mentionsOfBootFiles.mayBeIn(text)).toBe(false);
    },
  );

  it.each(['/etc/init/x', '/etc/inittab', '/ETC/INITTAB.new', '/mnt/etc/init/a/b'])(
    'is a whole path in %s',
    (value) => {
      expect(mentionsOfBootFiles.isPath(value)).toBe(true);
    },
  );

  it.each(['run /etc/init/x', '/etc/init', '/xetc/init/y', '/etc/inittab x'])(
    'is not a whole path in %s',
    (value) => {
      expect(mentionsOfBootFiles.isPath(value)).toBe(false);
    },
  );
});

it.each<[string, Mentions]>([
  ['init scripts', initDMentions],
  ['boot files', mentionsOfBootFiles],
])('every mention of %s is searched', (_, mentions) => {
  for (const text of ['init.d/', '/etc/init/', '/etc/inittab', '/etc/init', 'x']) {
    if (mentions.isIn(text)) expect(mentions.mayBeIn(text)).toBe(true);
  }
});

it('a value of very many directories takes no longer than its length', () => {
  const directories = 'init.d/'.repeat(200_000);
  for (const { isPath } of [initDMentions, mentionsOfBootFiles]) {
    expect(isPath(directories)).toBe(true);
    expect(isPath(`${directories} `)).toBe(false);
    expect(isPath(`{${directories}`)).toBe(false);
  }
});
