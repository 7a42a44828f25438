import { describe, expect, it } from 'vitest';
import type { FileFact } from '#dist/investigate/case.js';
import { casePretty } from '#dist/investigate/report/pretty.js';
import { caseOf, hostCase, plantedFile, writtenCase } from '../../report/cases.js';

const byPackage: readonly FileFact[] = [
  { fact: 'renamed', value: '2026-03-02T03:00:04Z', events: [1] },
  { fact: 'renamed-from', value: '/etc/init.d/netd.dpkg-new', events: [1] },
];
const removed: FileFact = { fact: 'deleted', value: '2026-03-02T04:00:10Z', events: [2] };
const byHand: FileFact = { fact: 'created', value: '2026-03-02T04:00:20Z', events: [3] };

async function findingOf(facts: readonly FileFact[], events: readonly number[]): Promise<string> {
  const file = plantedFile({ facts, events });
  const text = await writtenCase(casePretty, caseOf({ hosts: [hostCase({ files: [file] })] }));
  return text.slice(0, text.indexOf('BOOT'));
}

describe('a file that was written several times', () => {
  it('was planted when the events were that the finding is about', async () => {
    const finding = await findingOf([...byPackage, removed, byHand], [3]);
    expect(finding).toContain('planted 2026-03-02 04:00:20Z [3]');
    expect(finding).toContain('earlier: moved from /etc/init.d/netd.dpkg-new');
    expect(finding).toContain('removed 2026-03-02 04:00:10Z, then written again');
  });

  it('was planted again if it was removed in between', async () => {
    const finding = await findingOf([...byPackage, removed, byHand], [1, 3]);
    expect(finding).toContain(
      'planted 2026-03-02 03:00:04Z, removed, planted again 04:00:20Z [1, 3]',
    );
    expect(finding).toContain('WHAT       moved from /etc/init.d/netd.dpkg-new');
  });

  it('is gone if it was removed last', async () => {
    const finding = await findingOf([...byPackage, removed], [1]);
    expect(finding).toContain('planted 2026-03-02 03:00:04Z [1]');
    expect(finding).toContain('removed 2026-03-02 04:00:10Z; ');
  });
});
