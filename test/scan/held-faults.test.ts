import { describe, expect, it } from 'vitest';
import type { FileInput } from '#dist/input/input.js';
import type { Fault } from '#dist/scan/finding.js';
import { HeldFaults } from '#dist/scan/held-faults.js';

const input: FileInput = {
  kind: 'file',
  name: 'triage/etc/init.d/[x]',
  path: 'triage/etc/init.d/[x]',
  state: { device: 1n, inode: 2n, size: 10, modifiedMs: 0 },
  isFound: true,
  directory: 'triage',
};

const text: Fault = { kind: 'malformed-line', mentions: false };
const mention: Fault = { kind: 'malformed-line', mentions: true };

function at(line: number): { line: number; byteOffset: number } {
  return { line, byteOffset: 10 * line };
}

function holding(faults: readonly Fault[]): HeldFaults {
  const held = new HeldFaults();
  for (const [line, fault] of faults.entries()) held.hold(fault, at(line));
  return held;
}

describe('a file in a directory that contains no document', () => {
  it('is not a log if none of its lines mentions the path', () => {
    expect(holding([text, text]).contents(input, 10)).toEqual({
      name: input.name,
      reason: 'not-logs',
      what: undefined,
    });
  });

  it('is not a log if it is empty', () => {
    expect(holding([]).contents(input, 0)).toMatchObject({ reason: 'not-logs', what: 'empty' });
  });

  it('is one problem if lines mention the path, with a glob that matches only this file', () => {
    expect(holding([text, mention, text, mention]).contents(input, 10)).toEqual({
      fault: { kind: 'text-mentions', lines: 2, exclude: 'etc/init.d/\\[x\\]' },
      at: at(1),
    });
  });

  it('counts a fault that does not say whether its text mentions the path as one that does', () => {
    expect(holding([text, { kind: 'malformed-line' }]).contents(input, 10)).toMatchObject({
      fault: { kind: 'text-mentions', lines: 1 },
      at: at(1),
    });
  });
});

describe('which faults are held', () => {
  it.each<readonly [Fault, boolean]>([
    [text, true],
    [{ kind: 'malformed-value', mentions: false }, true],
    [{ kind: 'not-an-object', found: 'a number', mentions: false }, true],
    [{ kind: 'cut-short', mentions: false, resemblesJson: false }, true],
    // These are damaged logs, whatever else is in the file.
    [{ kind: 'cut-short', mentions: false, resemblesJson: true }, false],
    [{ kind: 'malformed-line', mentions: false, resemblesJson: true }, false],
    [{ kind: 'line-too-long', bytes: 2, limit: 1 }, false],
    [{ kind: 'nested-too-deeply' }, false],
    [{ kind: 'error-response', reason: 'no' }, false],
    [{ kind: 'timed-out' }, false],
  ])('%j: %j', (fault, isHeld) => {
    expect(new HeldFaults().hold(fault, at(0))).toBe(isHeld);
  });
});

describe('once a document is found', () => {
  it('all faults are reported in order, with their positions', () => {
    const released = [...holding([text, mention]).release()];
    expect(released).toEqual([
      { fault: text, at: at(0) },
      { fault: mention, at: at(1) },
    ]);
  });

  it('none of very many is lost, but the later ones have no position', () => {
    const faults = Array.from({ length: 5000 }, () => text);
    const released = [...holding(faults).release()];
    expect(released).toHaveLength(5000);
    expect(released.filter((fault) => fault.at === undefined)).toHaveLength(4000);
    expect(new Set(released.map(({ fault }) => fault.kind))).toEqual(new Set(['malformed-line']));
  });
});
