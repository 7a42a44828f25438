import type { Arguments } from '../cli/args.js';
import { manualPage } from '../cli/man.js';
import { exitCode } from '../io/errors.js';
import type { Environment } from './environment.js';

/** Prints the manual page. The build keeps it next to the program. */
export async function runMan(_: Arguments, { io, version }: Environment): Promise<number> {
  await io.stdout.write(manualPage(version));
  return exitCode.clean;
}
