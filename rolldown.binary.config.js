import { common } from './rolldown.config.js';

/** The code of the program as one file, in one file. */
// biome-ignore lint/style/noDefaultExport: rolldown requires one
export default {
  ...common,
  input: { main: 'dist/binary.js' },
  output: { dir: 'build/binary', format: 'cjs', codeSplitting: false },
};
