import { describe, expect, it } from 'vitest';
import { earlierFile, wholeOf } from '#dist/investigate/analysis/one-deed.js';
import type { Boot, Execution } from '#dist/investigate/case.js';
import type { EventRecord } from '#dist/investigate/event-record.js';
import { exec, file, matchOf } from '../records.js';
import { caseOfBytes } from '../scenarios.js';

const directory = '/etc/init.d';

/** An event of a file that a process caused. */
function by(
  id: string,
  seconds: number,
  path: string,
  action?: string,
  from?: string,
): EventRecord {
  return file(seconds, `${directory}/${path}`, action, {
    'process.entity_id': id,
    ...(from && { 'file.Ext.original.path': `${directory}/${from}` }),
  });
}

function whole(
  path: string,
  others: readonly string[],
  records: readonly EventRecord[],
  answers: { boot?: Boot['answer']; execution?: Execution['answer'] } = {},
): string | undefined {
  const { boot = 'no', execution = 'no-evidence' } = answers;
  const judged = (name: string) => ({
    path: `${directory}/${name}`,
    boot: { answer: boot, reasons: [], unknown: [] },
    execution: { answer: execution, evidence: [], evidenceLeftOut: 0 },
  });
  const found = wholeOf(judged(path), [path, ...others].map(judged), records);
  return found?.slice(directory.length + 1);
}

describe('a temporary file', () => {
  it.each([
    ['4913', 'vim'],
    ['netd~', 'vim'],
    ['#netd#', 'emacs'],
    ['.#netd', 'emacs'],
    ['.netd.swp', 'vim'],
    ['netd.dpkg-new', 'dpkg'],
    ['.netd.aB3xY9', 'rsync'],
    ['.ansible_tmp3k2jx9_anetd', 'python3'],
  ])('%s, by which %s writes another, is part of that', (name) => {
    const records = [by('p', 0, name), by('p', 1, 'netd')];
    expect(whole(name, ['netd'], records)).toBe('netd');
    expect(whole('netd', [name], records)).toBeUndefined();
  });

  it('is part of what it becomes, whatever its name', () => {
    const records = [by('p', 0, '.x'), by('q', 1, 'netd', 'rename', '.x')];
    expect(whole('.x', ['netd'], records)).toBe('netd');
  });

  it('is a file of its own if it was created again', () => {
    const records = [by('p', 0, 'a'), by('p', 1, 'b', 'rename', 'a'), by('p', 2, 'a')];
    expect(whole('a', ['b'], records)).toBeUndefined();
  });

  it.each([
    ['another process wrote it', [by('p', 0, 'netd~'), by('q', 1, 'netd')], {}],
    ['it ran', [by('p', 0, 'netd~'), by('p', 1, 'netd')], { execution: 'ran' as const }],
    ['it runs at boot', [by('p', 0, 'netd~'), by('p', 1, 'netd')], { boot: 'yes' as const }],
    ['it is named for another file', [by('p', 0, 'sshd~'), by('p', 1, 'netd')], {}],
  ])('is a file of its own if %s', (_, records, answers) => {
    const [first] = records;
    const name = first?.event.file.path?.slice(directory.length + 1) ?? '';
    expect(whole(name, ['netd'], records, answers)).toBeUndefined();
  });
});

describe('a file', () => {
  const match = by('p', 10, 'netd');
  const earlier = (...records: EventRecord[]): string | undefined =>
    earlierFile(`${directory}/netd`, [match], [...records, match], new Set(['p']))?.value;

  it.each([
    ['moved', by('p', 9, 'netd~', 'rename', 'netd')],
    ['deleted', by('p', 9, 'netd', 'deletion')],
    ['changed', by('p', 9, 'netd', 'modification')],
    ['created', by('dpkg', 9, 'netd')],
  ])('was there before if it was %s', (what, record) => {
    expect(earlier(record)).toBe(what);
  });

  it('is new if the first that happens to it is its creation, by the match or its session', () => {
    expect(earlier()).toBeUndefined();
    expect(earlier(by('p', 9, 'netd'))).toBeUndefined();
    expect(earlier(exec(9, ['ls']))).toBeUndefined();
  });
});

it('the same contents at another path of a host are named, temporary files in the text only', async () => {
  const hash = 'a'.repeat(64);
  const fields = (path: string, name: string) => ({
    'event.category': ['file'],
    'event.action': 'creation',
    'event.type': ['creation'],
    'file.path': path,
    'file.hash.sha256': hash,
    'process.executable': `/usr/bin/${name}`,
    'process.name': name,
    'process.entity_id': 'p',
  });
  const documents = [fields('/usr/bin/.x', 'cp'), fields('/etc/init.d/netd', 'cp')];
  const lines = documents.map((document, at) => JSON.stringify(matchOf(at, document).event));
  const { hosts } = await caseOfBytes([Buffer.from(lines.join('\n'))]);
  expect(hosts[0]?.files).toMatchObject([
    { path: '/etc/init.d/netd', copies: [{ path: '/usr/bin/.x' }] },
  ]);
});
