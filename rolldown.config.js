import path from 'node:path';
import { defineConfig } from 'rolldown';

/** The modules that every scan loads, of which one loads the others. */
const scanRoots = ['main', 'command/scan', 'report/ndjson', 'report/none'].map((name) =>
  path.resolve('dist', `${name}.js`),
);

/**
 * Puts what every scan loads into one file: Node takes longer to find and link many modules than to read them all. What
 * only some runs load stays apart.
 */
function scanChunk() {
  const everyScan = new Set();
  return {
    plugin: {
      name: 'scan-chunk',
      buildEnd() {
        const add = (id) => {
          if (everyScan.has(id)) return;
          everyScan.add(id);
          for (const imported of this.getModuleInfo(id)?.importedIds ?? []) add(imported);
        };
        scanRoots.forEach(add);
      },
    },
    codeSplitting: { groups: [{ name: 'scan', test: (id) => everyScan.has(id) }] },
  };
}

/** Writes all but ASCII as escapes: of a text with any other character V8 reads twice the bytes. */
const ascii = {
  name: 'ascii',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      // Behind a backslash an escape would be another text.
      if (/\\[^\0-\x7f]/.test(chunk.code))
        this.error(`${chunk.fileName} escapes what is not ASCII`);
      chunk.code = chunk.code.replace(/[^\0-\x7f]/g, (unit) => {
        const hex = unit.charCodeAt(0).toString(16);
        return `\\u${hex.padStart(4, '0')}`;
      });
    }
  },
};

/**
 * Leaves out of commander what starts commands that are programs of their own: here there are none, and Node takes
 * longer to load what starts programs than commander takes to read the command line.
 */
const withoutPrograms = {
  name: 'without-programs',
  transform(code, id) {
    if (!/[\\/]commander[\\/]lib[\\/]command\.js$/.test(id)) return null;
    const loads = "require('node:child_process')";
    if (!code.includes(loads)) this.error('commander does not load node:child_process any more');
    return code.replace(loads, '{}');
  },
};

const common = {
  platform: 'node',
  external: [/^node:/],
  checks: { ineffectiveDynamicImport: false },
  plugins: [withoutPrograms, ascii],
};

/** Names and statements stay as they are, for whoever reads a stack; white space and comments only take time to read. */
const minify = { compress: false, mangle: false, codegen: { removeWhitespace: true } };

const scan = scanChunk();

// biome-ignore lint/style/noDefaultExport: the bundler asks for one
export default defineConfig([
  {
    ...common,
    plugins: [...common.plugins, scan.plugin],
    input: { main: 'dist/main.js' },
    output: {
      dir: 'bundle',
      format: 'cjs',
      cleanDir: true,
      minify,
      codeSplitting: scan.codeSplitting,
    },
  },
  {
    ...common,
    input: { worker: 'dist/worker.js' },
    output: { dir: 'bundle', format: 'cjs', minify },
  },
]);
