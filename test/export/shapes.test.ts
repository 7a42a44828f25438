import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerKeys, responseKeys } from '#dist/export/shapes.js';
import { ScanKernel } from '#dist/scan/kernel/scan-kernel.js';
import { root } from '../e2e/run.js';

describe('the keys that open responses', () => {
  it('are all known to the kernel', () => {
    const kernel = new ScanKernel(ScanKernel.compile(), 1024);
    for (const key of [...responseKeys, ...answerKeys]) {
      const line = Buffer.from(`{"${key}":1}\n`);
      line.copy(kernel.bytes);
      expect({ key, found: kernel.scan(0, line.length) }).toEqual({ key, found: 1 });
    }
  });

  it.each([
    ['opensResponse', responseKeys],
    ['opensAnswer', answerKeys],
  ])('are the only ones that the kernel knows: %s', (name, keys) => {
    const file = path.join(root, 'src/scan/kernel/assembly/lines.ts');
    const source = readFileSync(file, 'utf8');
    const [body = ''] = new RegExp(`^function ${name}\\([\\s\\S]*?^\\}`, 'm').exec(source) ?? [];
    const found = body.matchAll(/keyIs\(key, '(\w+)"'\)/g);
    expect([...found].map(([, key]) => key).sort()).toEqual([...keys].sort());
  });
});
