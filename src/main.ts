import { readFileSync } from 'node:fs';
import { parseCommandLine } from './cli/parse.js';
import { exitCode, OutputError, UsageError } from './io/errors.js';
import { type Io, processIo } from './io/process.js';

/**
 * Runs the program.
 *
 * @param argv the arguments after the program's name.
 * @returns the exit code. Errors that a user can mend are told on stderr; others are thrown, with their stack.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  try {
    const code = await run(argv, io);
    await io.stdout.settle();
    return code;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof OutputError)) throw error;
    const { sanitize } = await import('./report/sanitize.js');
    const hint = error instanceof UsageError && error.hint ? `\nhint: ${sanitize(error.hint)}` : '';
    await io.stderr.write(`initd-scan: ${sanitize(error.message)}${hint}\n`);
    return exitCode.problem;
  }
}

/** Does what a command line asks for. */
async function run(argv: readonly string[], io: Io): Promise<number> {
  const version = readVersion();
  const invocation = parseCommandLine(argv, version);
  switch (invocation.command) {
    case 'text':
      await io.stdout.write(invocation.text);
      return exitCode.clean;
    case 'rule': {
      const { printRule } = await import('./command/rule.js');
      return await printRule(invocation.format, io);
    }
    case 'lint': {
      const { printLint } = await import('./command/rule.js');
      return await printLint(invocation.flags, io);
    }
    case 'guide': {
      const { printGuide } = await import('./command/rule.js');
      return await printGuide(invocation.format, io);
    }
    case 'explain': {
      const { runExplain } = await import('./command/explain.js');
      return await runExplain(invocation.flags, io, version);
    }
    case 'investigate': {
      const { runInvestigate } = await import('./command/investigate.js');
      return await runInvestigate(invocation.flags, io, version);
    }
    case 'case-schema': {
      const { caseSchemaText } = await import('./investigate/report/schema.js');
      await io.stdout.write(caseSchemaText());
      return exitCode.clean;
    }
    case 'query': {
      const { printQuery } = await import('./command/query.js');
      return await printQuery(invocation.flags, io);
    }
    case 'completion': {
      const { printCompletion } = await import('./cli/completion.js');
      return await printCompletion(invocation.shell, io);
    }
    case 'man': {
      const { printManual } = await import('./cli/man.js');
      return await printManual(io, version);
    }
    case 'scan': {
      const { runScan } = await import('./command/scan.js');
      return await runScan(invocation.flags, io, version);
    }
  }
}

/** The package's version: package.json is the only place that states it. */
function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
