import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultRule } from '#dist/rule/revisions.js';
import {
  has,
  ordinaryLine,
  plantedEvent,
  plantedLine,
  root,
  run,
  shell,
  temporaryDirectory,
} from './e2e/run.js';
import { apiKey, elasticsearch } from './elasticsearch.js';
import { onTerminal, terminalPicture } from './terminal.js';

const { clauses } = defaultRule;

// Every ```console block shows commands and their output, and every picture a terminal with the command that it is named
// after. The test runs the commands; with UPDATE_GOLDEN=1 it rewrites the blocks of the README, and the pictures.

const file = path.join(root, 'README.md');
const readme = readFileSync(file, 'utf8');
const picture = /^!\[\$ initd-scan (.*)\]\((.*)\)$/gm;
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

const hasJq = has('jq');

/** Whether everything that a block runs is installed here. */
function isRunnable(content: string): boolean {
  return hasJq || !content.includes('| jq ');
}

describe('README.md', () => {
  const contents = [...readme.matchAll(block)].map(([, content = '']) => content);

  it('shows commands with their output', () => {
    expect(contents.length).toBeGreaterThan(1);
  });

  it.concurrent.each(contents.filter(isRunnable))(
    'shows the actual output of %s',
    async (content) => {
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
    },
  );

  const pictures = [...readme.matchAll(picture)].map(([, command = '', target = '']) => ({
    command,
    target,
  }));

  it('shows a terminal for each command that reads events', () => {
    expect(pictures.map(({ command }) => command.split(' ')[0])).toEqual([
      'fixtures/telemetry',
      'explain',
      'investigate',
    ]);
    expect(pictures).toHaveLength([...readme.matchAll(/!\[/g)].length);
  });

  it.each(pictures)('shows the actual terminal of $command', async ({ command, target }) => {
    const output = steady(await onTerminal(command.split(' ')));
    const current = terminalPicture(`initd-scan ${command}`, output);
    const golden = path.join(root, target);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, current);
    expect(current).toBe(readFileSync(golden, 'utf8'));
  });

  it('links only to sections and files that exist', () => {
    const titles = [...readme.matchAll(/^##+ (.*)$/gm)].map(([, title = '']) => title);
    const anchors = titles.map((title) => `#${slugOf(title)}`);
    expect(new Set(anchors).size).toBe(anchors.length);
    const links = [...readme.matchAll(/\]\(([^)\s]*(?:\s+[^)]*)?)\)/g)].map(
      ([, target = '']) => target,
    );
    const local = links.filter((target) => !target.startsWith('https://'));
    const missing = local.filter((target) =>
      target.startsWith('#') ? !anchors.includes(target) : !existsSync(path.join(root, target)),
    );
    expect(local.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
    const contents = readme.slice(0, readme.indexOf('## ')).match(/\]\(#[^)]*\)/g) ?? [];
    const sections = [...readme.matchAll(/^## (.*)$/gm)].map(
      ([, title = '']) => `](#${slugOf(title)})`,
    );
    expect(contents.toSorted()).toEqual(sections.toSorted());
  });

  it('counts the paths of package managers and configuration tools', () => {
    const clause = clauses.find(({ id }) => id === 'installer-executable');
    const paths = new Set(clause?.conditions.flatMap(({ patterns }) => patterns));
    expect(paths.size).toBeGreaterThan(1);
    expect(readme).toContain(`is one of ${paths.size} paths`);
  });

  it('names the Node that is inside the program as one file', () => {
    const maker = readFileSync(path.join(root, 'bin/binary.js'), 'utf8');
    const version = maker.match(/^const nodeVersion = '(\d+)';$/m)?.[1];
    expect(readme).toContain(`which is inside (Node ${version},`);
  });

  it.each(clauses)('documents the clause $id', ({ id }) => {
    expect(readme).toContain(`| \`${id}\` |`);
  });
});

/** The anchor that GitHub makes of a title. */
function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

describe('the columns for CSV from Kibana', () => {
  const columns = readme.match(/^```text\n(@timestamp.*)\n```$/m)?.[1]?.split(/ +/) ?? [];

  it('have every field that the rule reads', () => {
    const fields = clauses.flatMap(({ conditions }) => conditions.map(({ field }) => field.name));
    expect(columns).toEqual(expect.arrayContaining(fields));
  });

  it('suffice for a match', async () => {
    const event: Readonly<Record<string, string>> = {
      'event.category': 'file',
      'event.action': 'creation',
      'host.os.type': 'linux',
      'file.path': '/etc/init.d/netd',
      'process.executable': '/usr/bin/bash',
    };
    const stdin = `${columns.join(',')}\n${columns.map((name) => event[name] ?? '').join(',')}\n`;
    expect(await run(['-f', 'csv'], { stdin })).toMatchObject({ code: 1 });
  });
});

describe.runIf(hasJq && has('curl'))('the script that exports all pages', () => {
  const script = readme.match(/^```bash\n([\s\S]*?)^```$/m)?.[1] ?? '';
  const lines = [
    plantedLine(),
    ordinaryLine('one'),
    ordinaryLine('two'),
    plantedLine({ n: 4 }),
    ordinaryLine(),
  ];
  const documents = lines.map((line) => JSON.parse(line) as object);

  /** Exports, scans what comes, and prints the exit codes of both. */
  function exportAndScan(url: string, variables = '', key = apiKey): ReturnType<typeof shell> {
    const directory = temporaryDirectory({ 'export.sh': script });
    return shell(
      `export ES=${url} API_KEY=${key} ${variables}; bash export.sh | $SCAN -f ndjson; echo "\${PIPESTATUS[*]}"`,
      directory,
    );
  }

  it('reads every page, and closes the point in time', async () => {
    const cluster = await elasticsearch(documents, { pageSize: 2 });
    const { lines: printed, stderr } = await exportAndScan(cluster.url);
    expect(stderr).toContain('complete: all input was read');
    expect(printed.map((line) => line.length > 9)).toEqual([true, true, false]);
    expect(printed.at(-1)).toBe('0 1');
    expect(cluster.searches).toHaveLength(3);
    expect(cluster.open.size).toBe(0);
  });

  it('narrows the search down to a host and a time', async () => {
    const cluster = await elasticsearch([plantedEvent()], { pageSize: 2 });
    await exportAndScan(cluster.url, "FROM=2026-03-01 HOST_NAME='web \"01'");
    const filter = [
      { range: { '@timestamp': { gte: '2026-03-01' } } },
      { term: { 'host.name': 'web "01' } },
    ];
    expect(cluster.searches[0]?.query).toEqual({ bool: { filter } });
  });

  it.each([
    ['breaks off after a page', 1, apiKey],
    ['gets no page', 0, apiKey],
    ['is not let in', 0, 'wrong'],
  ])('makes the scan incomplete if it %s', async (_, refuse, key) => {
    const cluster = await elasticsearch(documents, { pageSize: 2, refuse });
    const { lines: printed, stderr } = await exportAndScan(cluster.url, '', key);
    expect(printed.at(-1)).toBe('22 2');
    expect(stderr).toContain('INCOMPLETE');
  });

  it('writes an empty response if there are no events', async () => {
    const { url } = await elasticsearch([], { pageSize: 2 });
    expect((await exportAndScan(url)).lines.at(-1)).toBe('0 0');
  });
});

describe.runIf(hasJq && has('curl'))('a workflow', () => {
  const script = readme.match(/^```bash\n([\s\S]*?)^```$/m)?.[1] ?? '';
  const workflows = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
    ([, text = '']) => text,
  );

  /** Runs the commands of a workflow until one fails, without waiting for events or building an image. */
  async function follow(workflow: string, documents: readonly object[]): ReturnType<typeof shell> {
    const cluster = await elasticsearch(documents, { pageSize: 2 });
    const directory = temporaryDirectory();
    mkdirSync(path.join(directory, 'ci'));
    writeFileSync(path.join(directory, 'ci/export.sh'), script);
    const commands = [
      'sleep() { :; }; make() { :; }',
      `tar() { ln -s '${root}' package; }`,
      `export ES=${cluster.url} API_KEY=${apiKey} GITHUB_ENV=env BEGIN=2026-03-01`,
      ...commandsOf(workflow),
    ];
    return shell(`set -e\n${commands.join('\n')}`, directory);
  }

  it.each([
    ['GitHub', workflows[0] ?? ''],
    ['GitLab', workflows[1] ?? ''],
  ])(
    'for %s fails if an init script was planted, and if there are no events',
    async (_, workflow) => {
      const [planted, ordinary, none] = await Promise.all([
        follow(workflow, [plantedEvent(), JSON.parse(ordinaryLine())]),
        follow(workflow, [JSON.parse(ordinaryLine())]),
        follow(workflow, []),
      ]);
      expect(planted.stderr).toContain('1 match in 1 line of 1 input');
      expect(planted.code).toBe(1);
      expect(ordinary.stderr).toContain('complete: all input was read; no matches');
      expect(ordinary.code).toBe(0);
      expect(none).toMatchObject({ code: 1, stderr: '' });
    },
  );
});

/** The commands in a workflow: values of `run`, on one line or in a block, and the items of `script`. */
function commandsOf(workflow: string): string[] {
  const lines = workflow.matchAll(
    /^ +(?:- )?run: (?!\|)(.*)$|^ +run: \|\n((?: {10}.*\n)+)|^ {4}- ((?!name:|uses:|run:).*)$/gm,
  );
  return [...lines].map(([, line, block, item]) => line ?? block ?? item ?? '');
}
