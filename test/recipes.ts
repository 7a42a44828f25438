import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { programWords, root } from './e2e/run.js';

const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

/**
 * The blocks for a shell under a title of the README.
 *
 * @throws Error if there is no such section.
 */
export function recipesOf(title: string): readonly string[] {
  const section = readme.split(/^##+ /m).find((text) => text.startsWith(`${title}\n`));
  if (section === undefined) throw new Error(`the README has no section ${title}`);
  return [...section.matchAll(/^```(?:sh|bash)\n([\s\S]*?)^```$/gm)].map(
    ([, content = '']) => content,
  );
}

/** Makes programs in a directory, each of a script for a shell. Without any, there is the program that the tests run. */
export function writePrograms(
  directory: string,
  scripts: Readonly<Record<string, string>> = {},
): void {
  mkdirSync(directory, { recursive: true });
  const all = { 'initd-scan': `exec ${programWords} "$@"`, ...scripts };
  for (const [name, script] of Object.entries(all)) {
    writeFileSync(path.join(directory, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }
}
