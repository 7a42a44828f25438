import { defineConfig } from 'rolldown';

// What every scan loads goes into one file: Node takes longer to find and link many modules than to read them all.
// What only some runs load stays apart. And it is CommonJS: for ES modules Node sets up a loader first.
const everyScan =
  /[\\/]node_modules[\\/]commander[\\/]|[\\/]dist[\\/](main|cli|io|errors|nearest|exit-code|event[\\/](?!endpoint-event|fields-reader|init-commands|persistence)|rule[\\/](?!lint|languages|clause-table|abuse-view|related-rule)|command[\\/]scan|filter[\\/]filters|scan[\\/](?!pool|worker|values|csv)|input[\\/](?!globs|gzip|zstd|utf-16|spool)|report[\\/](reporter|explain-formats|case-formats|diagnostics|host-tally|values|wording|sanitize|summary|units|progress|buffered-writer|ndjson|none))[\\/.]/;

const common = {
  platform: 'node',
  external: [/^node:/],
  checks: { ineffectiveDynamicImport: false },
};

// biome-ignore lint/style/noDefaultExport: the bundler asks for one
export default defineConfig([
  {
    ...common,
    input: { main: 'dist/main.js' },
    output: {
      dir: 'bundle',
      format: 'cjs',
      cleanDir: true,
      codeSplitting: { groups: [{ name: 'scan', test: everyScan }] },
    },
  },
  { ...common, input: { worker: 'dist/scan/worker.js' }, output: { dir: 'bundle', format: 'cjs' } },
]);
