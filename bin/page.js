// Part of the build: makes the module with the script and the style of the page that a case is written as.
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const source = path.join(root, 'src/investigate/report/html');

async function main() {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    input: path.join(source, 'browser/main.ts'),
    platform: 'browser',
    resolve: { extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } },
    transform: { jsx: { runtime: 'automatic', importSource: 'preact' }, target: 'es2022' },
    tsconfig: false,
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  const script = output[0].code.trim();
  const sheets = path.join(source, 'style');
  const style = fs
    .readdirSync(sheets)
    .sort()
    .map((name) => fs.readFileSync(path.join(sheets, name), 'utf8'))
    .join('');
  // Their elements would end, or hold a comment that their hashes do not cover.
  for (const text of [script, style]) {
    if (/<\/?(?:script|style)|<!--/i.test(text)) throw new Error('the page cannot hold its script');
  }
  const code = Object.entries({ script, style })
    .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`)
    .join('');
  fs.writeFileSync(path.join(root, 'dist/investigate/report/html/assets.js'), code);
}

main();
