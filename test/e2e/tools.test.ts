import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { has, run, shell, temporaryDirectory } from './run.js';

/** What bash suggests for the last of some words. */
async function completed(words: readonly string[], cwd: string): Promise<readonly string[]> {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const { stdout, stderr } = await shell(
    `source <($SCAN completion bash)
     COMP_WORDS=(initd-scan ${quoted}); COMP_CWORD=${words.length}
     _initd_scan; printf '%s\\n' "\${COMPREPLY[@]}"`,
    cwd,
  );
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

describe('completion', () => {
  it('is a valid script for bash', async () => {
    expect(await shell('$SCAN completion bash | bash -n')).toMatchObject({ code: 0, stderr: '' });
  });

  it.skipIf(!has('zsh'))('is a valid script for zsh (if it is installed)', async () => {
    expect(await shell('$SCAN completion zsh | zsh -n')).toMatchObject({ code: 0, stderr: '' });
  });

  it.skipIf(!has('fish'))('is a valid script for fish (if it is installed)', async () => {
    expect(await shell('$SCAN completion fish | fish -n')).toMatchObject({ code: 0, stderr: '' });
  });

  it('completes commands, options, choices and files in bash', async () => {
    const folder = temporaryDirectory({ 'rules of log.ndjson': '', 'x.sarif': '' });
    expect(await completed(['ru'], folder)).toEqual(['rules of log.ndjson', 'rule']);
    expect(await completed(['--fo'], folder)).toEqual(['--format']);
    expect(await completed(['--allow-'], folder)).toEqual([
      '--allow-empty',
      '--allow-malformed',
      '--allow-unrecognized',
    ]);
    expect(await completed(['-f', 's'], folder)).toEqual(['sarif']);
    expect(await completed(['--format', '=', ''], folder)).toContain('junit');
    expect(await completed(['--format', '='], folder)).toContain('junit');
    expect(await completed(['-o', 'x'], folder)).toEqual(['x.sarif']);
    expect(await completed(['-j', ''], folder)).toEqual([]);
    expect(await completed(['x.sarif', 'ru'], folder)).toEqual(['rules of log.ndjson']);
    expect(await completed(['rule', '-f', 't'], folder)).toEqual(['text']);
    expect(await completed(['rule', '--'], folder)).toEqual([
      '--rule-version',
      '--format',
      '--lint',
      '--exceptions',
      '--guide',
      '--versions',
      '--diff',
      '--schema',
      '--help',
    ]);
    expect(await completed(['explain', '--clause', 'installer-'], folder)).toEqual([
      'installer-executable',
      'installer-folder',
      'installer-name',
    ]);
    expect(await completed(['--rule-version', '120'], folder)).toEqual(['120-9.5', '120']);
    expect(await completed(['explain', '--verdict', ''], folder)).toEqual([
      'match',
      'excluded',
      'stopped',
    ]);
    expect(await completed(['scan', '--ex'], folder)).toContain('--exit-zero');
    expect(await completed(['completion', ''], folder)).toEqual(['bash', 'zsh', 'fish']);
  });

  it.each(['bash', 'zsh', 'fish'])('knows every option and command in %s', async (name) => {
    const help = (await run(['--help'])).stdout;
    const { stdout } = await run(['completion', name]);
    const long = [...help.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(
      ([, option = '']) => option,
    );
    expect(long.length).toBeGreaterThan(15);
    for (const option of [...long, 'rule', 'query', 'completion']) expect(stdout).toContain(option);
  });
});

describe('the manual page', () => {
  it('has every option and section', async () => {
    const { code, stdout } = await run(['man']);
    expect(code).toBe(0);
    const text = stdout.replaceAll('\\-', '-');
    const help = (await run(['--help'])).stdout;
    for (const [, option = ''] of help.matchAll(/^ {2}(-.*?)(?: {2}|$)/gm)) {
      expect(text).toContain(`.B ${option}\n`);
    }
    for (const section of [
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'OPTIONS',
      'EXAMPLES',
      'EXIT CODES',
      'COMMAND RULE',
      'ENVIRONMENT',
      'FILES',
    ]) {
      expect(text).toContain(`.SH ${section}\n`);
    }
    for (const [, heading = ''] of text.matchAll(/^\.S[HS] (.*)$/gm)) {
      expect(heading, heading).not.toMatch(/\. |[,;:.]$/);
    }
  });

  it('is built with the package', async () => {
    expect(await shell('cmp <($SCAN man) dist/initd-scan.1')).toMatchObject({ code: 0 });
  });

  it.skipIf(!has('groff'))('is roff without warnings (if groff is installed)', async () => {
    const file = path.join('dist', 'initd-scan.1');
    expect(await shell(`groff -man -ww -z -Tutf8 ${file}`)).toMatchObject({ code: 0, stderr: '' });
  });
});
