import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '#dist/io/errors.js';
import { OutputFile } from '#dist/io/output-file.js';
import { run, temporaryDirectory } from '../e2e/run.js';

/** The error of opening a file. */
function errorOf(name: string): unknown {
  try {
    new OutputFile(name).discard();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('an output file', () => {
  it('is complete before it replaces the old one', () => {
    const file = path.join(temporaryDirectory({ 'x.json': 'old' }), 'x.json');
    const output = new OutputFile(file);
    output.write('new');
    expect(readFileSync(file, 'utf8')).toBe('old');
    output.finish();
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(path.dirname(file))).toEqual(['x.json']);
  });

  it('cannot be opened twice at once, under any name; the message names the temporary file', () => {
    const folder = temporaryDirectory();
    const output = new OutputFile(path.join(folder, 'x.json'));
    const same = `${folder}/../${path.basename(folder)}/x.json`;
    const temporary = path.join(folder, `.x.json.${process.pid}.tmp`);
    expect(errorOf(same)).toBeInstanceOf(UsageError);
    expect(errorOf(same)).toMatchObject({
      message: `cannot write ${same}: its temporary file ${temporary} already exists`,
      hint: expect.stringContaining('only one report to each file'),
    });
    output.discard();
    expect(readdirSync(folder)).toEqual([]);
    expect(errorOf(same)).toBeUndefined();
  });

  it('is not opened while an earlier run’s temporary file is in the way, which is kept', () => {
    const folder = temporaryDirectory();
    const temporary = path.join(folder, `.x.json.${process.pid}.tmp`);
    writeFileSync(temporary, 'stale');
    expect(errorOf(path.join(folder, 'x.json'))).toMatchObject({
      message: expect.stringContaining(`temporary file ${temporary} already exists`),
      hint: expect.stringContaining('remove'),
    });
    expect(readFileSync(temporary, 'utf8')).toBe('stale');
  });
});

it('two reports to one file are a usage error, and leave nothing behind', async () => {
  const folder = temporaryDirectory({ 'in.ndjson': '{}\n' });
  const same = `${folder}/../${path.basename(folder)}/x.json`;
  const outputs = ['-o', `${folder}/x.json`, '-o', `csv:${same}`];
  const { code, stdout, stderr } = await run(['in.ndjson', ...outputs], { cwd: folder });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(
    /cannot write .*x\.json: its temporary file .*\.tmp already exists\nhint: /,
  );
  expect(readdirSync(folder)).toEqual(['in.ndjson']);
});
