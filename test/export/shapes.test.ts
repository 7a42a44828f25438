import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { responseKeys } from '#dist/export/shapes.js';
import { ScanKernel } from '#dist/scan/kernel/scan-kernel.js';
import { root } from '../e2e/run.js';

describe('the keys that open responses', () => {
  it('are all known to the kernel', () => {
    const kernel = new ScanKernel(ScanKernel.compile(), 1024);
    for (const key of responseKeys) {
      const line = Buffer.from(`{"${key}":1}\n`);
      line.copy(kernel.bytes);
      expect({ key, found: kernel.scan(0, line.length) }).toEqual({ key, found: 1 });
    }
  });

  it('are the only ones that the kernel knows', () => {
    const file = path.join(root, 'src/scan/kernel/assembly/lines.ts');
    const source = readFileSync(file, 'utf8');
    const [body = ''] = /^function opensResponse\([\s\S]*?^\}/m.exec(source) ?? [];
    const keys = body.matchAll(/keyIs\(key, '(\w+)"'\)/g);
    expect([...keys].map(([, key]) => key).sort()).toEqual([...responseKeys].sort());
  });
});
