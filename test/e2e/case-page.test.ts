import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { run, temporaryDirectory } from './run.js';

const backdoor = 'fixtures/cases/ssh-backdoor';

describe('initd-scan investigate -o case.html', () => {
  it('writes one page with a policy that allows only its own script and style', async () => {
    const file = path.join(temporaryDirectory(), 'case.html');
    const { code, stdout } = await run(['investigate', '-q', '-f', 'json', '-o', file, backdoor]);
    expect(code).toBe(1);
    const page = readFileSync(file, 'utf8');
    const hash = (text = ''): string => createHash('sha256').update(text).digest('base64');
    const [, script] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    const [, style] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    expect(script?.length).toBeGreaterThan(1000);
    expect(page).toContain(
      `content="default-src 'none'; script-src 'sha256-${hash(script)}'; style-src 'sha256-${hash(style)}'; base-uri 'none'; form-action 'none'"`,
    );
    const [, island = ''] =
      /<script type="application\/json" id="case">(.*?)<\/script>/s.exec(page) ?? [];
    const { events, hosts } = JSON.parse(stdout) as { events: unknown; hosts: unknown };
    expect(JSON.parse(island)).toMatchObject({ events, hosts });
  });

  it('is a format of stdout, too, for stdin', async () => {
    const stdin = readFileSync(path.join(backdoor, 'events.ndjson'));
    const { stdout } = await run(['investigate', '-q', '-f', 'html'], { stdin });
    expect(stdout).toMatch(/^<!DOCTYPE html>\n/);
    expect(stdout).toMatch(/<\/html>\n$/);
    const [, raw = ''] = /id="raw0">(.*?)<\/script>/s.exec(stdout) ?? [];
    const json = gunzipSync(Buffer.from(raw, 'base64')).toString();
    const lines = Object.values(JSON.parse(json) as Record<string, readonly string[]>);
    expect(lines.length).toBeGreaterThan(10);
    for (const [line = ''] of lines) expect(stdin.toString()).toContain(line);
  });

  it('names what was not read, and is still written', async () => {
    const { code, stdout } = await run([
      ...['investigate', '-q', '-f', 'html', backdoor],
      'fixtures/broken/malformed-line.ndjson',
    ]);
    expect(code).toBe(2);
    expect(stdout).toContain('class="completeness incomplete"');
    expect(stdout).toContain('malformed-line.ndjson');
  });

  it.each(['html', 'md', 'txt', 'json'])(
    'writes case.%s for its owner only, even over a file that all may read',
    async (extension) => {
      const folder = temporaryDirectory();
      const file = path.join(folder, `case.${extension}`);
      writeFileSync(file, 'old', { mode: 0o644 });
      await run(['investigate', '-q', '-f', 'json', '-o', file, backdoor]);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, 'utf8')).toContain('cache-sync');
    },
  );

  it('leaves the permissions of a scan’s reports as they were', async () => {
    const file = path.join(temporaryDirectory({ 'scan.json': 'old' }), 'scan.json');
    const { mode } = statSync(file);
    await run(['-q', '-f', 'none', '-o', file, backdoor]);
    expect(statSync(file).mode).toBe(mode);
  });
});
