import path from 'node:path';
import { defineConfig } from 'rolldown';

/** Modules from which, through static imports, everything is found that every scan loads. */
const scanRoots = ['main', 'command/scan', 'report/ndjson', 'report/none'];

/** The modules that every scan loads: they go into one file, since Node takes long to find and link many. */
const scanModules = new Set();

const findScanModules = {
  name: 'find-scan-modules',
  buildEnd() {
    const add = (id) => {
      if (scanModules.has(id)) return;
      scanModules.add(id);
      for (const imported of this.getModuleInfo(id)?.importedIds ?? []) add(imported);
    };
    for (const root of scanRoots) add(path.resolve('dist', `${root}.js`));
  },
};

/** Escapes everything but ASCII: V8 stores a text with any other character in twice the bytes. */
const ascii = {
  name: 'ascii',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      // After a backslash, an escape would mean something else.
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
 * Removes child_process from commander, which uses it for commands that are separate programs. There are none here, and
 * loading it takes longer than everything else that commander does.
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

export const common = {
  platform: 'node',
  external: [/^node:/],
  checks: { ineffectiveDynamicImport: false },
  plugins: [withoutPrograms, ascii],
};

/** Removes white space and comments, and keeps names and statements for those who read a stack trace. */
const minify = { compress: false, mangle: false, codegen: { removeWhitespace: true } };

// biome-ignore lint/style/noDefaultExport: rolldown requires one
export default defineConfig([
  {
    ...common,
    plugins: [...common.plugins, findScanModules],
    input: { main: 'dist/main.js' },
    output: {
      dir: 'bundle',
      format: 'cjs',
      cleanDir: true,
      // The program loads it by this name.
      chunkFileNames: ({ name }) => (name === 'scan' ? 'scan.js' : '[name]-[hash].js'),
      minify,
      codeSplitting: { groups: [{ name: 'scan', test: (id) => scanModules.has(id) }] },
    },
  },
  {
    ...common,
    input: { worker: 'dist/worker.js' },
    output: { dir: 'bundle', format: 'cjs', minify },
  },
]);
