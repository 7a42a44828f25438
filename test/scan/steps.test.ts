import { describe, expect, test } from 'vitest';
import { run, type Steps } from '../../src/scan/steps.js';

function* steps(done: string[], waits: readonly (Promise<void> | undefined)[]): Steps<number> {
  for (const [number, wait] of waits.entries()) {
    yield wait;
    done.push(`step ${number}`);
  }
  return waits.length;
}

describe('run', () => {
  test('is done at once if nothing takes time', () => {
    const done: string[] = [];
    expect(run(steps(done, [undefined, undefined]))).toBe(2);
    expect(done).toEqual(['step 0', 'step 1']);
  });

  test('waits for promises, in order', async () => {
    const done: string[] = [];
    const slow = (name: string, ms: number): Promise<void> =>
      new Promise((resolve) => {
        setTimeout(() => {
          done.push(name);
          resolve();
        }, ms);
      });
    const result = run(steps(done, [undefined, slow('first', 5), undefined, slow('second', 1)]));
    expect(done).toEqual(['step 0']);
    expect(await result).toBe(4);
    expect(done.filter((entry) => entry.startsWith('step'))).toEqual(
      [0, 1, 2, 3].map((n) => `step ${n}`),
    );
    expect(done.indexOf('first')).toBeLessThan(done.indexOf('step 1'));
  });

  test.each([0, 1])('runs no step after one that fails, after %i others', async (before) => {
    const done: string[] = [];
    const failing = Promise.reject(new Error('full'));
    const waits = [...Array.from({ length: before }, () => Promise.resolve()), failing, undefined];
    await expect(run(steps(done, waits))).rejects.toThrow('full');
    expect(done).toHaveLength(before);
  });
});
