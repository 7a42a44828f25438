import type { Arguments } from '../cli/args.js';
import type { Shell } from '../cli/commands.js';
import { completionScript } from '../cli/completion.js';
import { exitCode } from '../io/errors.js';
import type { Environment } from './environment.js';

/** Prints the script that completes the program in a shell. */
export async function runCompletion(
  { positionals }: Arguments,
  { io }: Environment,
): Promise<number> {
  await io.stdout.write(completionScript(positionals[0] as Shell));
  return exitCode.clean;
}
