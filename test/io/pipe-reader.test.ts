import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPipe } from '#dist/io/pipe-reader.js';

let folder: string;
let writer: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'initd-scan-'));
});

afterEach(() => {
  writer?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** The reading end of a pipe that a shell command writes to. */
function pipeFrom(command: string): number {
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  writer = spawn('bash', ['-c', `exec > "$0"; ${command}`, pipe], { stdio: 'ignore' });
  return openSync(pipe, 'r');
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += Buffer.from(chunk).toString('latin1');
  return text;
}

describe('a pipe', () => {
  it('is read to its end', async () => {
    expect(await textOf(readPipe(pipeFrom('printf abc')))).toBe('abc');
  });

  it('may be empty', async () => {
    expect(await textOf(readPipe(pipeFrom(':')))).toBe('');
  });

  it('hands over what has come, and does not wait for more', async () => {
    const chunks = readPipe(pipeFrom('printf first; sleep 30'));
    const { value } = await chunks.next();
    expect(Buffer.from(value as Uint8Array).toString()).toBe('first');
    await chunks.return(undefined);
  });

  it.each([0, 3])('is read completely by a reader that takes %d ms for each chunk', async (ms) => {
    const generate = 'seq 3000000';
    const expected = execFileSync('bash', ['-c', generate], { maxBuffer: 40_000_000 });
    const hash = createHash('sha256');
    let longest = 0;
    for await (const chunk of readPipe(pipeFrom(generate))) {
      hash.update(chunk);
      longest = Math.max(longest, chunk.length);
      if (ms > 0) await wait(ms);
    }
    expect(hash.digest('hex')).toBe(createHash('sha256').update(expected).digest('hex'));
    // Where more is waiting than a pipe hands over at a time, it comes together.
    if (ms > 0) expect(longest).toBeGreaterThan(64 * 1024);
  });

  it('ends with an error when its signal is aborted, while nothing comes', async () => {
    const controller = new AbortController();
    const text = textOf(readPipe(pipeFrom('printf first; sleep 30'), controller.signal));
    setTimeout(() => controller.abort(), 50);
    await expect(text).rejects.toThrow('interrupted');
  });
});

it('what is no pipe is an error', async () => {
  const descriptor = openSync(folder, 'r');
  try {
    await expect(textOf(readPipe(descriptor))).rejects.toThrow();
  } finally {
    closeSync(descriptor);
  }
});
