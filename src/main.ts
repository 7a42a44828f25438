import type { Arguments } from './cli/args.js';
import { refuseMistypedCommand } from './cli/command-words.js';
import type { CommandName } from './cli/commands.js';
import { parseCommandLine } from './cli/parse.js';
import type { Environment } from './command/session.js';
import { readAsset } from './io/assets.js';
import { exitCode, OutputError, UsageError } from './io/errors.js';
import { type Io, processIo } from './io/process.js';
import { judges } from './judges.js';

/** Runs a command and returns the exit code. */
type CommandRunner = (args: Arguments, environment: Environment) => Promise<number>;

/** The commands, each loaded when it is run. */
const runners: Readonly<Record<CommandName, () => Promise<CommandRunner>>> = {
  scan: async () => (await import('./command/scan.js')).runScan,
  explain: async () => (await import('./command/explain.js')).runExplain,
  investigate: async () => (await import('./command/investigate.js')).runInvestigate,
  collect: async () => (await import('./command/collect.js')).runCollect,
  rule: async () => printing((await import('./command/rule.js')).rulePage),
  query: async () => printing((await import('./command/query.js')).queryBody),
  merge: async () => (await import('./command/merge.js')).runMerge,
  completion: async () => printing((await import('./cli/completion.js')).completionScript),
  man: async () => printing((await import('./cli/man.js')).manualPage),
};

/** The runner of a command that only prints text. */
function printing(
  render: (args: Arguments, version: string) => string | Promise<string>,
): CommandRunner {
  return async (args, { io, version }) => {
    await io.stdout.write(await render(args, version));
    return exitCode.clean;
  };
}

/** Runs the program with the arguments of this process, and sets its exit code. */
export function runProcess(): void {
  // The code if main never finishes: it must not look like the result of a scan.
  let code: number = exitCode.internal;
  process.on('exit', () => {
    process.exitCode = code;
  });
  void main(process.argv.slice(2)).then((result) => {
    code = result;
  });
}

/**
 * Runs the program.
 *
 * @param argv the arguments after the program's name.
 * @returns the exit code. Errors that a user can fix are reported on stderr; others are thrown, with their stack.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  try {
    const code = await run(argv, io);
    await io.stdout.drain();
    return code;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof OutputError)) throw error;
    const { sanitize } = await import('./report/sanitize.js');
    const hint = error instanceof UsageError && error.hint ? `\nhint: ${sanitize(error.hint)}` : '';
    try {
      await io.stderr.write(`initd-scan: ${sanitize(error.message)}${hint}\n`);
    } catch (failure) {
      // Stderr cannot be written to: only the exit code is left to say so.
      if (!(failure instanceof OutputError)) throw failure;
    }
    return exitCode.problem;
  }
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const version = readVersion();
  const invocation = parseCommandLine(argv, version);
  if ('text' in invocation) {
    await io.stdout.write(invocation.text);
    return exitCode.clean;
  }
  if (invocation.isDefault) refuseMistypedCommand(invocation.args.positionals[0]);
  const runCommand = await runners[invocation.command]();
  return runCommand(invocation.args, { io, version, judges });
}

/** The package's version: package.json is the only place that states it. */
function readVersion(): string {
  const text = readAsset(new URL('../package.json', import.meta.url));
  return (JSON.parse(Buffer.from(text).toString()) as { version: string }).version;
}
