import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Chromium, where it is installed; undefined elsewhere. */
export const executable: string | undefined = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
].find((file) => file !== '' && existsSync(file));

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable ?? '',
    // Chromium refuses to run as root in its sandbox.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--process-per-site'],
  });
}

/** A page that is open, and everything that it did and should not. */
interface OpenPage {
  readonly page: Page;
  /** Console messages, errors, dialogs, and requests for anything but the page itself. */
  readonly complaints: readonly string[];
  /** Opens another page of a case in the same tab, which is faster than another tab. */
  visit(file: string): Promise<void>;
}

/**
 * Opens a page.
 *
 * @param options of a context of its own, which takes longer than a page in the shared one.
 */
export async function openPage(
  browser: Browser,
  file: string,
  options?: NonNullable<Parameters<Browser['newContext']>[0]>,
): Promise<OpenPage> {
  const context =
    (options === undefined ? browser.contexts()[0] : undefined) ??
    (await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options }));
  const page = await context.newPage();
  let url = '';
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('popup', () => complaints.push('popup'));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`request: ${request.url()}`);
  });
  const visit = async (other: string): Promise<void> => {
    url = pathToFileURL(other).href;
    await page.goto(url);
  };
  await visit(file);
  return { page, complaints, visit };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * The violations of accessibility rules in a page as it is now.
 *
 * @param rules all rules if empty.
 */
export async function violations(
  page: Page,
  rules: readonly string[] = [],
): Promise<readonly string[]> {
  await page.evaluate(axe);
  const options = rules.length === 0 ? {} : { runOnly: { type: 'rule', values: rules } };
  return page.evaluate<string[]>(
    `axe.run(document, ${JSON.stringify({ ...options, resultTypes: ['violations'] })}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
  );
}

/** What could run, load or lead anywhere in the document, beyond what the page itself has. */
export function dangers(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = [];
    for (const element of document.querySelectorAll('*')) {
      const name = element.localName;
      if (/^(img|iframe|object|embed|link|base|audio|video|image|use|foreignObject|animate|set)$/i.test(name)) {
        found.push('element ' + name);
      }
      for (const { name: attribute, value } of element.attributes) {
        if (/^on|^style$|^srcdoc$|^action$|^formaction$/i.test(attribute)) found.push('attribute ' + attribute);
        if (/href$|^src$/i.test(attribute) && !/^#[efh][0-9]+$/.test(value)) found.push('link ' + value);
        if (attribute === 'id' && !/^[a-z][a-z-]*[0-9]*$/.test(value)) found.push('id ' + value);
        if (/^(fill|stroke|filter|mask|clip-path)$/.test(attribute) && !/^url\\(#hatch[0-9]+\\)$/.test(value)) {
          found.push('paint ' + value);
        }
      }
    }
    const scripts = [...document.scripts].map(({ type, src }) => type + src);
    if (!/^(application\\/json,){2}(text\\/plain,)*$/.test(scripts.join())) found.push('scripts ' + scripts);
    if (document.querySelectorAll('style').length !== 1) found.push('styles');
    if (window.pwned !== undefined) found.push('a script ran');
    return found;
  })()`);
}
