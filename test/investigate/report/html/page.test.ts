import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseHtml } from '#dist/investigate/report/html/page.js';
import { run } from '../../../e2e/run.js';
import { forbiddenIn } from '../../../report/forbidden.js';
import { Memory, plainContext, summaryOf } from '../../../report/writers.js';
import { caseAndLeadsOf, caseAndLeadsOfBytes, eventsOf, scenarios } from '../../scenarios.js';
import { dangers, executable, launch, openPage, violations } from './browser.js';
import { hostileAlike } from './hostile.js';

/** A case of one finding, and one of many. */
const simple = 'ssh-backdoor';
const many = 'all';

const directory = mkdtempSync(path.join(tmpdir(), 'initd-scan-pages-'));
const fileOf = (name: string): string => path.join(directory, `${name}.html`);

let browser: Browser;
let tab: Awaited<ReturnType<typeof openPage>>;

/** Writes the page of a case. */
async function writePage(
  name: string,
  { found, leads, texts }: Awaited<ReturnType<typeof caseAndLeadsOf>>,
): Promise<void> {
  const memory = new Memory();
  const summary = summaryOf({ inputs: [], matches: 1 });
  await caseHtml(memory, plainContext).finish(found, summary, leads, texts);
  writeFileSync(fileOf(name), memory.text);
}

function linesOf(events: readonly unknown[]): Buffer {
  return Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

describe.skipIf(executable === undefined)('the page of a case, in Chromium', () => {
  beforeAll(async () => {
    browser = await launch();
    for (const scenario of scenarios) await writePage(scenario, await caseAndLeadsOf(scenario));
    const attacks = [linesOf(hostileAlike(eventsOf(simple)))];
    await writePage('attacks', await caseAndLeadsOfBytes(attacks));
    await run(['investigate', '-q', '--leads', '-o', fileOf(many), 'fixtures/cases']);
    tab = await openPage(browser, fileOf(simple));
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    rmSync(directory, { recursive: true });
  });

  it('has no two elements with the same id, so that links and patterns are its own', async () => {
    await tab.visit(fileOf(many));
    const ids = await tab.page
      .locator('[id]')
      .evaluateAll((all) => all.map((one) => (one as unknown as { id: string }).id));
    expect(ids.filter((id, at) => ids.indexOf(id) < at)).toEqual([]);
  });

  it.each([...scenarios, many, 'attacks'])(
    'of %s loads nothing, says nothing, and has nothing in it that could run',
    async (name) => {
      const { page, complaints } = tab;
      await tab.visit(fileOf(name));
      const toolbar = page.getByRole('toolbar').first();
      const cited = page.locator('a[href^="#e"]').first();
      if ((await page.locator('figure.timeline').count()) > 0) {
        await page.locator('figure.timeline').first().scrollIntoViewIfNeeded();
        await toolbar.getByRole('button', { name: 'Around the planting' }).click();
      }
      if ((await cited.count()) > 0) {
        await cited.click();
        await page.locator('dialog[open]').waitFor();
      }
      expect(complaints).toEqual([]);
      expect(await dangers(page)).toEqual([]);
    },
  );

  it('shows hostile text as text, with codes for what is hidden', async () => {
    for (const name of ['attacks', 'hostile']) {
      const { page } = await openPage(browser, fileOf(name));
      await page.evaluate(
        "document.querySelectorAll('details').forEach((one) => { one.open = true; })",
      );
      await page.locator('table.event-list').first().waitFor();
      const shown = (await page.locator('main').textContent()) ?? '';
      expect(forbiddenIn(shown, { newlines: true })).toEqual([]);
      expect(shown).toContain('\\u{202e}');
      expect(shown).toContain('<script>');
      expect(forbiddenIn(readFileSync(fileOf(name), 'utf8'), { newlines: true })).toEqual([]);
      await page.close();
    }
  });

  it('opens an event from a number, by mouse and by keyboard', async () => {
    const { page, complaints } = await openPage(browser, fileOf(simple));
    const dialog = page.locator('dialog[open]');
    const link = page.locator('.card .answers a').first();
    const number = Number(await link.innerText());
    await link.click();
    await expect.poll(() => dialog.locator('h2').innerText()).toMatch(`Event ${number}:`);
    expect(await dialog.innerText()).toContain('events.ndjson:');
    expect(await dialog.locator('pre.raw').innerText()).toContain('"@timestamp"');
    expect(await dialog.locator('.fields').innerText()).toContain('host.os.type');
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect(await dialog.count()).toBe(0);

    await link.focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => dialog.locator('h2').innerText()).toMatch(`Event ${number + 1}:`);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => dialog.locator('h2').innerText()).toMatch(`Event ${number}:`);
    await page.keyboard.press('Escape');
    expect(await dialog.count()).toBe(0);
    expect(await link.evaluate((element) => element.matches(':focus'))).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('gives each event as one line of KQL', async () => {
    const { page } = await openPage(browser, fileOf('attacks'));
    await page.locator('.card .answers a').first().click();
    const query = await page.locator('dialog textarea').inputValue();
    expect(query).toMatch(/^@timestamp: ".*" and host\.name: "/);
    expect(query).toContain('\\u202e');
    expect(forbiddenIn(query)).toEqual([]);
    await page.close();
  });

  it('chooses findings by what they are, by mouse and by keyboard', async () => {
    const { page, complaints } = await openPage(browser, fileOf(many));
    const rows = page.locator('tr[data-finding]:visible');
    const cards = page.locator('article.card:visible');
    const all = await rows.count();
    expect(all).toBeGreaterThan(10);
    expect(await cards.count()).toBe(all);

    const host = page.getByRole('combobox', { name: 'Host' });
    await host.selectOption({ label: 'pay-02' });
    expect(await rows.count()).toBe(1);
    expect(await cards.count()).toBe(1);
    expect(await rows.innerText()).toContain('/etc/init.d/cache-sync');
    expect(await page.getByRole('status').innerText()).toBe(`1 of ${all} findings`);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => rows.count()).toBe(all);

    const addresses = page.getByRole('combobox', { name: 'Source address' });
    await addresses.focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => rows.count()).toBeLessThan(all);
    const address = await addresses.locator('option:checked').innerText();
    for (const row of await rows.allInnerTexts()) expect(row).toContain(address);
    await page.getByRole('button', { name: 'Show all' }).press('Enter');
    await expect.poll(() => rows.count()).toBe(all);

    await page.getByRole('combobox', { name: 'Ran' }).selectOption({ label: 'YES' });
    for (const row of await rows.allInnerTexts()) expect(row).toMatch(/\bran\b/);
    expect(await rows.count()).toBeLessThan(all);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('hides what is alike on many hosts', async () => {
    const alike = [...'abcdefgh'].map((letter) => fleetEvent(`node-${letter}`, 'agent'));
    const fleet = [linesOf([...alike, fleetEvent('node-x', 'other')])];
    await writePage('fleet', await caseAndLeadsOfBytes(fleet));
    const { page } = await openPage(browser, fileOf('fleet'));
    const rows = page.locator('tr[data-finding]:visible');
    expect(await rows.count()).toBe(2);
    await page.getByLabel('Hide what is alike').fill('5');
    expect(await rows.count()).toBe(1);
    expect(await rows.innerText()).toContain('/etc/init.d/other');
    await page.close();
  });

  it('zooms a timeline from days to milliseconds, by keyboard and by mouse', async () => {
    const { page, complaints } = await openPage(browser, fileOf(simple));
    const range = page.locator('figure.timeline .range');
    const picture = page.locator('figure.timeline .scroll');
    const toolbar = page.getByRole('toolbar');
    await picture.scrollIntoViewIfNeeded();
    await toolbar.waitFor();
    const first = await range.innerText();
    await toolbar.getByRole('button', { name: 'Zoom in' }).click();
    const closer = await lengthOf(range.innerText());
    expect(closer).toBeLessThan(lengthOfText(first));
    await picture.focus();
    for (let step = 0; step < 30; step += 1) await page.keyboard.press('+');
    expect(await lengthOf(range.innerText())).toBeLessThanOrEqual(25);
    await page.keyboard.press('0');
    expect(await lengthOf(range.innerText())).toBeGreaterThanOrEqual(lengthOfText(first));
    await page.keyboard.press('p');
    expect(await lengthOf(range.innerText())).toBe(120_000);
    const planting = picture.locator('a.planting').first();
    expect(await planting.getAttribute('aria-label')).toContain('the planting');
    await planting.focus();
    await page.keyboard.press('Enter');
    // One event opens, several zoom in.
    await expect
      .poll(async () => {
        const isOpen = (await page.locator('dialog[open]').count()) === 1;
        return isOpen || (await lengthOf(range.innerText())) < 120_000;
      })
      .toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('lists the events of a host when asked', async () => {
    const { page } = await openPage(browser, fileOf(simple));
    const details = page.locator('details.events').first();
    expect(await details.locator('tr').count()).toBe(0);
    await details.locator('summary').press('Enter');
    const links = details.locator('tbody a');
    await links.first().waitFor();
    const { events } = JSON.parse(await page.locator('#case').innerText()) as {
      readonly events: readonly object[];
    };
    expect(await links.count()).toBe(events.length);
    await page.close();
  });

  it('prints the cards, without what is only for the screen', async () => {
    for (const name of [simple, many]) {
      const { page } = await openPage(browser, fileOf(name));
      const cards = await page.locator('article.card').count();
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('article.card:visible').count()).toBe(cards);
      expect(await page.locator('article.card svg:visible').count()).toBeGreaterThan(0);
      expect(await page.locator('form:visible, button:visible').count()).toBe(0);
      await page.close();
    }
  });

  it.each([
    ['light', []],
    ['dark', ['color-contrast']],
  ] as const)('can be read by everyone, with %s colors', async (colorScheme, rules) => {
    const { page } = await openPage(browser, fileOf('two-hosts'), { colorScheme });
    await page.locator('figure.timeline').first().scrollIntoViewIfNeeded();
    expect(await violations(page, rules)).toEqual([]);
    await page.locator('.card .answers a').first().click();
    expect(await violations(page, rules)).toEqual([]);
    await page.close();
  });

  it('fits a narrow window', async () => {
    const { page } = await openPage(browser, fileOf(many), {
      viewport: { width: 400, height: 800 },
    });
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(400);
    await page.close();
  });
});

/** A planted file on a host, by the same program and with the same contents as on others. */
function fleetEvent(host: string, name: string): object {
  return {
    '@timestamp': '2026-03-02T04:11:09.512Z',
    agent: { type: 'endpoint' },
    event: { category: ['file'], type: ['creation'], action: 'creation', module: 'endpoint' },
    host: { name: host, id: host, os: { type: 'linux' } },
    file: { path: `/etc/init.d/${name}`, name, hash: { sha256: name.repeat(12) } },
    process: { name: 'bash', executable: '/usr/bin/bash', pid: 4711, entity_id: `${host}-1` },
    user: { name: 'root', id: 0 },
  };
}

/** The length of a range in milliseconds. */
async function lengthOf(words: Promise<string>): Promise<number> {
  return lengthOfText(await words);
}

function lengthOfText(words: string): number {
  const [from = '', to = ''] = words.split(' to ').map((time) => time.replace(' ', 'T'));
  return Date.parse(to) - Date.parse(from);
}
