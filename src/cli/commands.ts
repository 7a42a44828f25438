import { Argument, Command, Option } from 'commander';
import { explainFormats } from '../explain/formats.js';
import { caseFormats } from '../investigate/report/formats.js';
import { UsageError } from '../io/errors.js';
import { defaultRule } from '../rule/revisions.js';
import type { Invocation, Shell } from './args.js';
import {
  completionExamples,
  examples,
  explainHelp,
  investigateHelp,
  queryExamples,
  ruleExamples,
} from './help.js';
import {
  addFilterOptions,
  addInputOptions,
  addOutputOptions,
  addScanOptions,
  addScopeOptions,
  clauseOption,
  exceptionsOption,
  exitZeroOption,
  explainFlags,
  fromOption,
  investigateFlags,
  maxResultWindow,
  type RawExplainOptions,
  type RawFilterOptions,
  type RawInvestigateOptions,
  type RawRuleOptions,
  type RawScanOptions,
  repeatable,
  scanFlags,
  toOption,
  wholeNumber,
} from './options.js';

/** The program's commands and options: the one place that help, completion and parsing are made from. */
export function defineCommands(version: string, run: (invocation: Invocation) => void): Command {
  const program = defineScan(version, run);
  addExplainCommand(program, run);
  addInvestigateCommand(program, run);
  addRuleCommand(program, run);
  addQueryCommand(program, run);
  addToolCommands(program, run);
  return program;
}

/** The program with nothing but what it does by default. */
export function defineScan(version: string, run: (invocation: Invocation) => void): Command {
  const program = new Command('initd-scan')
    .description(
      'Tells whether somebody planted a System V init script, from exported endpoint events:\n' +
        "Elastic's rule “System V Init Script Created”, outside Elasticsearch.",
    )
    .usage('[scan] [options] [path...]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .enablePositionalOptions()
    .configureHelp({ sortOptions: false })
    .argument(
      '[path...]',
      'files, directories, globs, or - for stdin (the default where stdin is no terminal)',
    );
  addScanOptions(program);
  program.action((paths: string[], options: RawScanOptions) => {
    run({ command: 'scan', flags: Object.freeze(scanFlags(paths, options)) });
  });
  return program.addHelpText('after', examples);
}

function addRuleCommand(program: Command, run: (invocation: Invocation) => void): void {
  program
    .command('rule')
    .description('print the rule itself: identity, clauses, allowlist')
    .addOption(
      new Option('-f, --format <format>', 'form of the output')
        .choices(['text', 'json', 'eql'])
        .default('text'),
    )
    .addOption(new Option('--lint', "print what is odd about the rule's tables instead"))
    .addOption(
      repeatable('--exceptions <file>', 'with --lint: and what is odd about exception lists'),
    )
    .addOption(new Option('--guide', 'print how to investigate a match instead').conflicts('lint'))
    .addHelpText('after', ruleExamples)
    .action(({ format, lint = false, guide = false, exceptions = [] }: RawRuleOptions) => {
      if (!lint && exceptions.length > 0) throw new UsageError('--exceptions goes with --lint');
      if (!lint && !guide) run({ command: 'rule', format });
      else if (format === 'eql') {
        throw new UsageError(`--${lint ? 'lint' : 'guide'} has no form eql`, 'take text or json');
      } else if (lint) run({ command: 'lint', flags: { format, exceptions } });
      else run({ command: 'guide', format });
    });
}

function addQueryCommand(program: Command, run: (invocation: Invocation) => void): void {
  program
    .command('query')
    .description('print the request body that runs the rule inside Elasticsearch')
    .addOption(fromOption().default(defaultRule.identity.schedule.from))
    .addOption(toOption())
    .addOption(
      new Option(
        '--size <n>',
        'events to return at most: Elasticsearch returns 10 where it is not told, and more than 10000 only where index.max_result_window allows it',
      )
        .argParser(wholeNumber(1))
        .default(maxResultWindow),
    )
    .addOption(exceptionsOption())
    .addHelpText('after', queryExamples)
    .action(({ from, to, size, exceptions = [] }: RawFilterOptions & { size: number }) => {
      const ends = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      run({ command: 'query', flags: Object.freeze({ ...ends, size, exceptions }) });
    });
}

/** Adds what a package's set-up and a shell make use of. */
function addToolCommands(program: Command, run: (invocation: Invocation) => void): void {
  const shells: readonly Shell[] = ['bash', 'zsh', 'fish'];
  program
    .command('completion')
    .description('print a script that lets a shell complete options, commands and formats')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', completionExamples)
    .action((shell: Shell) => {
      run({ command: 'completion', shell });
    });
  program.command('man', { hidden: true }).action(() => {
    run({ command: 'man' });
  });
}

function addExplainCommand(program: Command, run: (invocation: Invocation) => void): void {
  const command = program
    .command('explain')
    .description('show every event under /etc/init.d/, and which clauses of the rule decided')
    .argument('[path...]', 'files, directories, globs, or - for stdin')
    .addOption(
      new Option(
        '--clause <id>',
        'show only events that this clause decided; repeatable',
      ).argParser(clauseOption),
    );
  addOutputOptions(command, explainFormats);
  addInputOptions(command);
  addScopeOptions(command);
  command
    .addOption(
      repeatable(
        '--exceptions <file>',
        'name the items of exception lists, as Kibana exports them, that cover a match',
      ),
    )
    .addHelpText('after', explainHelp)
    .action((paths: string[], options: RawExplainOptions) => {
      run({ command: 'explain', flags: Object.freeze(explainFlags(paths, options)) });
    });
}

function addInvestigateCommand(program: Command, run: (invocation: Invocation) => void): void {
  const command = program
    .command('investigate')
    .description('tell the case behind each match: who, how, did it run, what else')
    .argument('[path...]', 'files, directories, globs, or - for stdin');
  addOutputOptions(
    command,
    caseFormats,
    'form of stdout (default: pretty on a terminal, json elsewhere)',
  );
  command.addOption(
    new Option(
      '--suggest-exceptions <file>',
      'write an exception list that covers exactly these matches, for Kibana and for --exceptions',
    ),
  );
  addInputOptions(command);
  addFilterOptions(command);
  command
    .addOption(exitZeroOption())
    .addOption(new Option('--schema', 'print the JSON Schema of the form json instead'))
    .addHelpText('after', investigateHelp)
    .action((paths: string[], options: RawInvestigateOptions) => {
      if (options.schema) run({ command: 'case-schema' });
      else run({ command: 'investigate', flags: Object.freeze(investigateFlags(paths, options)) });
    });
}
