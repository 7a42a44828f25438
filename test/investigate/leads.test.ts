import { describe, expect, it } from 'vitest';
import type { Case, PlantedFile } from '#dist/investigate/case.js';
import { casePretty } from '#dist/investigate/report/pretty.js';
import { plantedEvent } from '../e2e/run.js';
import { writtenCase } from '../report/cases.js';
import { attacks, forbiddenIn } from '../report/forbidden.js';
import { caseAndLeadsOf, caseOfBytes, eventsOf } from './scenarios.js';

const redHat = eventsOf('red-hat');

/** Text of a document, and what replaces it in all events. */
type Replacement = readonly [text: string, by: string];

function caseOf(events: readonly object[], ...replacements: readonly Replacement[]): Promise<Case> {
  const lines = events.map((event) => {
    const json = replacements.reduce(
      (text, [from, to]) => text.replaceAll(from, to),
      JSON.stringify(event),
    );
    return `${json}\n`;
  });
  return caseOfBytes([Buffer.from(lines.join(''))], true);
}

function onlyFile({ hosts }: Case): PlantedFile {
  const files = hosts.flatMap((host) => host.files);
  if (files.length !== 1 || files[0] === undefined) throw new Error(`${files.length} files`);
  return files[0];
}

/** A file event of one process in a directory of init scripts. */
function fileEvent(action: string, path: string, at: number, more: object = {}): object {
  return plantedEvent({
    '@timestamp': `2026-03-02T04:11:0${at}.000Z`,
    event: { category: 'file', action, type: 'change' },
    file: { path, name: path.slice(path.lastIndexOf('/') + 1), ...more },
  });
}

describe('the case of a script under /etc/rc.d/init.d/', () => {
  it.each<[way: string, replacements: readonly Replacement[]]>([
    ['as systemd runs it, by the path of the file', []],
    [
      'by the path of the link',
      [
        ['/bin/sh /etc/rc.d/init.d/', '/bin/sh /etc/init.d/'],
        ['"/etc/rc.d/init.d/hald-addon","start"', '"/etc/init.d/hald-addon","start"'],
      ],
    ],
    [
      'by a start link',
      [['"/etc/rc.d/init.d/hald-addon","start"', '"/etc/rc.d/rc3.d/S99hald-addon","start"']],
    ],
    [
      'by a start link in /etc',
      [['"/etc/rc.d/init.d/hald-addon","start"', '"/etc/rc3.d/S99hald-addon","start"']],
    ],
  ])('finds that it ran: %s', async (_, replacements) => {
    const { execution, leads } = onlyFile(await caseOf(redHat, ...replacements));
    expect(leads).toMatchObject([{ kind: 'red-hat-path' }]);
    expect(execution.answer).toBe('ran');
  });

  it('finds what makes it executable and enables it', async () => {
    const { boot } = onlyFile(await caseOf(redHat));
    expect(boot.answer).toBe('yes');
    expect(boot.reasons.map(({ reason, value }) => `${reason}: ${value}`)).toEqual([
      'executable: chmod 755 /etc/init.d/hald-addon',
      'enabled: chkconfig --add hald-addon',
      'unit-generated: /run/systemd/generator.late/hald-addon.service',
    ]);
  });

  it.each(['/etc/rc.d/rc3.d/S99hald-addon', '/etc/rc3.d/S99hald-addon'])(
    'finds the start link %s, of which some sensors report the creation',
    async (link) => {
      const found = await caseOf(
        [...redHat, fileEvent('creation', link, 1)].map((event) => ({
          ...event,
          host: (redHat[0] as { host: object }).host,
        })),
      );
      const { boot } = onlyFile(found);
      expect(boot.reasons).toContainEqual(
        expect.objectContaining({ reason: 'start-link', value: link }),
      );
      // The link is not the script: it does not discard the mode.
      expect(boot.reasons).toContainEqual(expect.objectContaining({ reason: 'executable' }));
    },
  );

  it('is empty without --leads', async () => {
    const lines = redHat.map((event) => `${JSON.stringify(event)}\n`).join('');
    expect((await caseOfBytes([Buffer.from(lines)])).hosts).toEqual([]);
  });
});

describe('the case of a lead', () => {
  it.each<[kind: string, meaning: string, event: object]>([
    [
      'red-hat-path',
      'created under /etc/rc.d/init.d/',
      fileEvent('creation', '/etc/rc.d/init.d/x', 1),
    ],
    [
      'other-root',
      'created in a directory /etc/init.d under another root',
      fileEvent('rename', '/host/etc/init.d/x', 1),
    ],
    [
      'other-root',
      'created in a directory /etc/init.d under another root',
      fileEvent('creation', './etc/init.d/x', 1),
    ],
    [
      'changed-in-place',
      'an existing script, changed in place',
      fileEvent('modification', '/etc/init.d/x', 1),
    ],
    [
      'changed-in-place',
      'an existing script, changed in place',
      fileEvent('overwrite', '/etc/rc.d/init.d/x', 1),
    ],
    [
      'chosen-by-attacker',
      'excluded only by elastic-path, which its author could choose',
      fileEvent('creation', '/etc/init.d/netbeat', 1),
    ],
    [
      'newer-version',
      'matched by version 122 of the rule',
      fileEvent('creation', '/etc/init/x.conf', 1),
    ],
  ])('%s is titled by what it is: %s', async (kind, meaning, event) => {
    const found = await caseOf([event]);
    const file = onlyFile(found);
    expect(file.leads).toMatchObject([{ kind, events: file.events }]);
    const text = await writtenCase(casePretty, found);
    expect(text).toContain(`${file.path} is beside the rule: ${meaning}`);
    expect(text).not.toContain('Planted file');
  });

  it.each(attacks)('with $name in its path cannot control a terminal', async ({ text }) => {
    const found = await caseOf([fileEvent('creation', `/etc/rc.d/init.d/x${text}`, 1)]);
    expect(onlyFile(found).path).toBe(`/etc/rc.d/init.d/x${text}`);
    const report = await writtenCase(casePretty, found);
    expect(forbiddenIn(report, { newlines: true })).toEqual([]);
  });

  it('under another root does not claim that nothing starts it at boot', async () => {
    const { boot } = onlyFile(await caseOf([fileEvent('creation', '/host/etc/init.d/x', 1)]));
    expect(boot).toEqual({ answer: 'not-shown', reasons: [], unknown: ['root'] });
  });

  it('of a file that the rule matches too is the case of that file, with the lead', async () => {
    const events = [
      fileEvent('creation', '/etc/init.d/x', 1),
      fileEvent('modification', '/etc/init.d/x', 2),
    ];
    const found = await caseOf(events);
    const { leads, events: numbers } = onlyFile(found);
    expect(numbers).toEqual([1, 2]);
    expect(leads).toEqual([{ kind: 'changed-in-place', events: [2] }]);
    expect(await writtenCase(casePretty, found)).toContain('Planted file /etc/init.d/x [1, 2]');
  });

  it('keeps the first and the last event of each kind', async () => {
    const actions = ['modification', 'creation', 'modification', 'creation', 'modification'];
    const events = actions.map((action, at) => fileEvent(action, '/etc/rc.d/init.d/x', at + 1));
    const { leads, events: numbers, matchesLeftOut } = onlyFile(await caseOf(events));
    expect(numbers).toEqual([1, 2, 4, 5]);
    expect(leads).toEqual([
      { kind: 'changed-in-place', events: [1, 5] },
      { kind: 'red-hat-path', events: [2, 4] },
    ]);
    expect(matchesLeftOut).toBe(1);
  });

  it('never displaces that of a match, however many leads there are, in any order', async () => {
    const match = fileEvent('creation', '/etc/init.d/planted', 1);
    const flood = Array.from({ length: 200 }, (_, at) => ({
      ...fileEvent('creation', `/etc/rc.d/init.d/x${at}`, 2),
      process: { name: 'sh', executable: '/bin/sh', pid: at },
    }));
    const found = await caseOf([...flood, match]);
    const [host] = found.hosts;
    expect(host?.files).toHaveLength(50);
    expect(host?.files[0]?.path).toBe('/etc/init.d/planted');
    expect(host?.matchesLeftOut).toBe(151);
    expect(found.limits.matchesLeftOut).toBe(151);
    const paths = ({ hosts }: Case) => hosts.flatMap(({ files }) => files.map(({ path }) => path));
    expect(paths(await caseOf([match, ...flood.toReversed()]))).toEqual(paths(found));
  });

  it.each<[end: string, event: object]>([
    ['removed', fileEvent('deletion', '/etc/init.d/x.swp', 2, { extension: 'swp' })],
    [
      'renamed',
      fileEvent('rename', '/etc/init.d/.x~', 2, {
        Ext: { original: { path: '/etc/init.d/x.swp' } },
      }),
    ],
  ])('is not that of a temporary file that is %s, in either order', async (_, end) => {
    const made = fileEvent('creation', '/etc/init.d/x.swp', 1, { extension: 'swp' });
    const paths = async (events: readonly object[]) =>
      (await caseOf(events)).hosts.flatMap(({ files }) => files.map(({ path }) => path));
    expect(await paths([made])).toEqual(['/etc/init.d/x.swp']);
    expect(await paths([made, end])).not.toContain('/etc/init.d/x.swp');
    expect(await paths([end, made])).not.toContain('/etc/init.d/x.swp');
  });
});

describe('the leads of a scan', () => {
  it('are counted in a case that does not cover them', async () => {
    const { found, leads } = await caseAndLeadsOf('red-hat');
    const counted = { ...leads, areListed: false };
    const text = await writtenCase(casePretty, { ...found, hosts: [] }, { leads: counted });
    expect(text).toContain(
      'Nothing to investigate: the rule matched no events. Use --leads to investigate the lead.',
    );
    expect(text).toContain('no matches, but 1 lead beside the rule');
  });
});
