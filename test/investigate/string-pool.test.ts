import { describe, expect, it } from 'vitest';
import { StringPool } from '#dist/investigate/string-pool.js';

describe('a string pool', () => {
  it('copies values without changing them, however many strings there are', () => {
    const pool = new StringPool();
    const long = 'x'.repeat(1000);
    for (let at = 0; at < 50_000; at += 1) {
      const value = { a: `${at}`, b: [`${at}`, { c: long, d: undefined }], e: at };
      expect(pool.share(value)).toStrictEqual(value);
    }
  });
});
