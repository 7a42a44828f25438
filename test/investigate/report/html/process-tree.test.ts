import { describe, expect, it } from 'vitest';
import type { HostCase, PlantedFile } from '#dist/investigate/case.js';
import { treeLanes } from '#dist/investigate/report/html/process-tree.js';
import { foldSiblings } from '#dist/investigate/report/html/siblings.js';
import type { TreeBox } from '#dist/investigate/report/html/tree-box.js';
import { caseOfScenario } from '../../scenarios.js';

/** A tree as nested lists of titles, with what is marked. */
function outline({ title, user, becomesRoot, isSeen, children }: TreeBox): unknown[] {
  const marks = [user ?? '', becomesRoot ? 'ROOT' : '', isSeen ? '' : 'unseen'];
  const text = [title, ...marks].filter((part) => part !== '').join(' ');
  return children.length === 0 ? [text] : [text, ...children.map(outline)];
}

async function firstOf(
  scenario: string,
): Promise<{ file: PlantedFile; lanes: ReturnType<typeof treeLanes>; host: HostCase }> {
  const { hosts, events } = await caseOfScenario(scenario);
  const host = hosts[0] as HostCase;
  const file = host.files[0] as PlantedFile;
  return { file, host, lanes: treeLanes(file, host, events) };
}

describe('the tree of a session', () => {
  it('leads from the first process to the file, beside the lane of what ran it', async () => {
    const { lanes, file } = await firstOf('ssh-backdoor');
    expect(lanes.map(({ title, isInferred, isList }) => [title, isInferred, isList])).toEqual([
      ['SSH login from 203.0.113.54', false, false],
      ['What ran it', false, true],
    ]);
    const [session] = lanes;
    expect(outline(session?.root as TreeBox)).toEqual([
      'bash root',
      ['cache-sync'],
      [expect.stringMatching(/^\d+ other commands root$/)],
    ]);
    const leaf = session?.root.children.find(({ kind }) => kind === 'file');
    expect(leaf?.events).toEqual(file.events);
    expect(leaf?.at).toBe(Date.parse('2025-04-02T02:43:37.208Z'));
  });

  it('says where it begins in the dark, instead of with the first process that the log knows', async () => {
    const { lanes } = await firstOf('files-only');
    expect(lanes[0]?.root).toMatchObject({ title: '… not in the log', isSeen: false });
  });

  it('is beside systemd’s, if systemd ran the script', async () => {
    const { host, file } = await firstOf('ssh-backdoor');
    const reason = {
      reason: 'started-by-systemd',
      counts: 'for',
      value: 'x',
      events: [9],
    } as const;
    const started = { ...file, boot: { ...file.boot, reasons: [reason] } };
    const lane = treeLanes(started, host, []).at(-1);
    expect(lane).toMatchObject({ title: 'Run by systemd', isInferred: false, isList: true });
    expect(lane?.root).toMatchObject({ title: 'systemd', events: [9] });
    expect(lane?.root.children.map(({ title }) => title)).toContain('ran as');
  });

  it('marks where the user becomes root', async () => {
    const { host } = await firstOf('ssh-backdoor');
    const chain = [
      { role: 'writer', known: 'own', name: 'cp', user: 'root', odd: [], events: [3] },
      { role: 'ancestor', known: 'own', name: 'sudo', user: 'root', odd: [], events: [2] },
      { role: 'entry-leader', known: 'own', name: 'bash', user: 'eve', odd: [], events: [1] },
    ] as const;
    const file = {
      ...(host.files[0] as PlantedFile),
      planters: [{ chain, reachesEntry: true, events: [3] }],
    };
    const [lane] = treeLanes(file, { ...host, files: [file], surroundings: [] }, []);
    expect(outline(lane?.root as TreeBox)).toEqual([
      'bash eve',
      ['sudo root ROOT', ['cp root', ['cache-sync']]],
    ]);
  });
});

describe('siblings', () => {
  const box = (title: string, children: readonly TreeBox[] = [], more: Partial<TreeBox> = {}) => ({
    kind: 'process' as const,
    isSubject: false,
    title,
    text: title,
    notes: [],
    becomesRoot: false,
    isSeen: true,
    events: [1],
    children,
    ...more,
  });

  it('are folded from three of the same program and user on, with their children', () => {
    const copies = [1, 2, 3, 4].map((number) =>
      box('cp', [box(`file-${number}`, [], { kind: 'file' })], { events: [number], at: number }),
    );
    const [folded, other] = foldSiblings([...copies, box('mv')]);
    expect(outline(folded as TreeBox)).toEqual(['cp, 4 times', ['4 other files']]);
    expect(folded).toMatchObject({ events: [1, 2, 3, 4], at: 1 });
    expect(other?.title).toBe('mv');
  });

  it('stay apart if there are two, or their users differ', () => {
    expect(foldSiblings([box('cp'), box('cp')])).toHaveLength(2);
    const users = ['eve', 'root', 'www-data'].map((user) => box('cp', [], { user }));
    expect(foldSiblings(users)).toHaveLength(3);
  });
});
