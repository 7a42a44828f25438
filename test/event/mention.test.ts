import { describe, expect, it } from 'vitest';
import { isInitDPath, mentionsInitD } from '#dist/event/mention.js';

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
    expect(mentionsInitD(text)).toBe(true);
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
    expect(mentionsInitD(text)).toBe(false);
  });
});

describe('a whole path', () => {
  it.each(['/etc/init.d/x', 'init.d/', '/etc/rc.d/INIT.D/a/b', '//etc//init.d/x'])(
    '%s',
    (value) => {
      expect(isInitDPath(value)).toBe(true);
    },
  );

  it.each([
    'run /etc/init.d/x',
    '/etc/init.d/x start',
    '/etc/init.d',
    'xinit.d/y',
    '["/etc/init.d/x"]',
  ])('is not %s', (value) => {
    expect(isInitDPath(value)).toBe(false);
  });
});
