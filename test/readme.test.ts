import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultRule } from '#dist/rule/revisions.js';
import { root, shell } from './e2e/run.js';

const { clauses } = defaultRule;

// Every ```console block shows commands and their output. The test runs the commands; with UPDATE_GOLDEN=1 it rewrites
// the blocks of the README.

const file = path.join(root, 'README.md');
const readme = readFileSync(file, 'utf8');
const block = /^```console\n([\s\S]*?)^```$/gm;

/** Times and rates differ from run to run. */
function steady(text: string): string {
  return text.replace(/[\d.]+ s \([\d.]+ [kMG]?B\/s\)/g, '0.02 s (40 MB/s)');
}

/** A block with the current output of its commands. */
async function rendered(content: string): Promise<string> {
  const commands = content.split('\n').filter((line) => line.startsWith('$ '));
  let text = '';
  for (const command of commands) {
    const { stdout } = await shell(
      `initd-scan() { $SCAN "$@"; }; exec 2>&1; ${command.slice(2)}; true`,
    );
    text += `${command}\n${steady(stdout)}`;
  }
  return text;
}

const hasJq = spawnSync('jq', ['--version']).error === undefined;

/** Whether everything that a block runs is installed here. */
function isRunnable(content: string): boolean {
  return hasJq || !content.includes('| jq ');
}

describe('README.md', () => {
  const contents = [...readme.matchAll(block)].map(([, content = '']) => content);

  it('shows commands with their output', () => {
    expect(contents.length).toBeGreaterThan(1);
  });

  it.each(contents.filter(isRunnable))('shows the actual output of %s', async (content) => {
    const current = await rendered(content);
    if (process.env.UPDATE_GOLDEN === '1') {
      const text = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        text.replace(content, () => current),
      );
    } else {
      expect(content).toBe(current);
    }
  });

  it.each(clauses)('documents the clause $id', ({ id }) => {
    expect(readme).toContain(`| \`${id}\` |`);
  });
});
