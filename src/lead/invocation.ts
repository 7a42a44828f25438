import path from 'node:path';

/** A process, from the ECS fields `process.args`, `process.executable` and `process.working_directory`. */
export interface ProcessCommand {
  readonly args: readonly string[];
  readonly executable?: string | undefined;
  readonly workingDirectory?: string | undefined;
}

/** A program that runs the script named in its arguments. */
interface Interpreter {
  /** Their names, with or without a version. */
  readonly names: RegExp;
  /** Options that make them run no script file: the program is in the arguments, on stdin, or is only checked. */
  readonly noScriptOptions: RegExp;
  /** Options whose value is the next argument. */
  readonly optionsWithValue: RegExp;
  /** Options that only check the script. */
  readonly checkOptions?: RegExp;
}

const none = /(?!)/;

/** Interpreters of init scripts in OpenRC, Debian and OpenWrt. */
const runners = /^(?:init-d-script|rc\.common|(?:openrc-run|runscript)(?:\.sh)?)$/;

export const interpreters: readonly Interpreter[] = [
  { names: runners, noScriptOptions: none, optionsWithValue: none },
  {
    names: /^(?:ash|bash|dash|fish|ksh|mksh|rbash|sh|zsh)[\d.]*$/,
    noScriptOptions: /^-[a-zA-Z]*[cns]/,
    optionsWithValue: /^[-+][a-zA-Z]*[oO]$|^--(?:init-file|rcfile)$/,
    checkOptions: /^-[a-zA-Z]*n/,
  },
  { names: /^python[\d.]*$/, noScriptOptions: /^-[a-zA-Z]*[cm]/, optionsWithValue: /^-[WX]$/ },
  // The letters after -I, -M and similar options are names of directories and modules.
  {
    names: /^(?:perl|ruby)[\d.]*$/,
    noScriptOptions: /^-(?![-CFIMmrx])\w*[ceE]/,
    optionsWithValue: /^-[Ir]$/,
    checkOptions: /^-\w*c/,
  },
  {
    names: /^node(?:js)?[\d.]*$/,
    noScriptOptions: /^(?:-[cep]+|--check|--eval|--print)(?:=|$)/,
    optionsWithValue: /^(?:-r|--import|--require)$/,
  },
  {
    names: /^(?:awk|expect|gawk|lua|mawk|php|tclsh)[\d.]*$/,
    noScriptOptions: /^-[celr]$/,
    optionsWithValue: none,
  },
];

/** Multi-call binaries: the applet is selected by the name they are called by, or by the first argument. */
const multiCall: ReadonlySet<string> = new Set(['busybox', 'coreutils', 'toybox']);

/** A program that runs the command in its arguments. */
interface Wrapper {
  /** Options whose value is the next argument. */
  readonly optionsWithValue: RegExp;
  /** Number of arguments before the command that are not options. */
  readonly operands: number;
  /** Options, each with its value, that keep the command from running, or from running as root on this host. */
  readonly otherContextOptions?: RegExp;
}

/** An option of sudo and doas that selects a user other than root. */
const otherUser = String.raw`(?:-[^-CDghpRrTtUu]*u|--user[= ])(?!\s*(?:root|#?0)$)`;

const wrappers: Readonly<Record<string, Wrapper>> = {
  busybox: { optionsWithValue: none, operands: 0 },
  chroot: { optionsWithValue: none, operands: 1, otherContextOptions: /^/ },
  doas: {
    optionsWithValue: /^-[Cu]$/,
    operands: 0,
    otherContextOptions: new RegExp(`^(?:-[LsC]|${otherUser})`),
  },
  env: { optionsWithValue: /^(?:-[Cu]|--chdir|--unset)$/, operands: 0 },
  exec: { optionsWithValue: /^-a$/, operands: 0 },
  ionice: { optionsWithValue: /^(?:-[cn]|--class|--classdata)$/, operands: 0 },
  nice: { optionsWithValue: /^(?:-n|--adjustment)$/, operands: 0 },
  nohup: { optionsWithValue: none, operands: 0 },
  setsid: { optionsWithValue: none, operands: 0 },
  stdbuf: { optionsWithValue: /^(?:-[eio]|--error|--input|--output)$/, operands: 0 },
  // The value can be in the same argument: -uroot.
  sudo: {
    optionsWithValue:
      /^(?:-[^-CDghpRrTtUu]*[CDghpRrTtUu]|--(?:chdir|chroot|group|host|prompt|role|user))$/,
    operands: 0,
    otherContextOptions: new RegExp(
      `^(?:-[^-CDghpRrTtUu]*[ehKlRVv]|--(?:chroot|edit|help|host|list|validate|version)|${otherUser})`,
    ),
  },
  timeout: { optionsWithValue: /^(?:-[ks]|--kill-after|--signal)$/, operands: 1 },
  toybox: { optionsWithValue: none, operands: 0 },
};

export const base: (file: string) => string = path.posix.basename;

/** The name of a program, without the dash of login shells. */
function programName(program: string): string {
  return base(program).replace(/^-/, '');
}

/** The command that a process runs, without interpreters and wrappers. */
interface Invocation {
  /** The program, as written in the arguments. */
  readonly program: string;
  /** Its name. */
  readonly tool: string;
  readonly rest: readonly string[];
  /** Whether it affects another root or host, runs as another user, or does not run. */
  readonly affectsOtherContext: boolean;
}

export function invocationOf(args: readonly string[]): Invocation {
  let at = 0;
  let affectsOtherContext = false;
  for (let next = commandIn(args, at); next !== undefined; next = commandIn(args, at)) {
    at = next.at;
    affectsOtherContext ||= next.affectsOtherContext;
  }
  const program = args[at] ?? '';
  return { program, tool: programName(program), rest: args.slice(at + 1), affectsOtherContext };
}

/** Programs that run another one as a process of its own, or in their place. */
const wrapperName = /^(?:chroot|doas|env|ionice|nice|nohup|setsid|stdbuf|sudo|timeout)$/;

/** Whether a process only runs another program, so that there is an event of that too. */
export function isWrapper(process: ProcessCommand): boolean {
  return wrapperName.test(programName(trustedArgs(process)[0] ?? ''));
}

/** The index of the command that a program runs; undefined if it runs none. */
function commandIn(
  args: readonly string[],
  at: number,
): { at: number; affectsOtherContext: boolean } | undefined {
  const name = programName(args[at] ?? '');
  const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
  if (wrapper === undefined) {
    const script = scriptAt(name, args, at + 1);
    // A tool that is a script is called by its path.
    return script !== undefined && args[script]?.includes('/')
      ? { at: script, affectsOtherContext: false }
      : undefined;
  }
  const { optionsWithValue, otherContextOptions = none } = wrapper;
  let affectsOtherContext = otherContextOptions.test('');
  let next = at + 1;
  for (let arg = args[next]; arg !== undefined && /^(?:-|\w+=)/.test(arg); arg = args[next]) {
    const takesValue = optionsWithValue.test(arg);
    affectsOtherContext ||= otherContextOptions.test(
      takesValue ? `${arg} ${args[next + 1] ?? ''}` : arg,
    );
    next += takesValue ? 2 : 1;
    if (arg === '--') break;
  }
  next += wrapper.operands;
  return next < args.length ? { at: next, affectsOtherContext } : undefined;
}

/**
 * A process's arguments, with the executable in place of the first one, which its parent can choose freely. The first is
 * only kept if it names an interpreter's variant or selects an applet of a multi-call binary.
 */
export function trustedArgs({ args, executable }: ProcessCommand): readonly string[] {
  const [first = ''] = args;
  if (executable === undefined || args.length === 0) return args;
  const name = base(executable);
  const isSame =
    multiCall.has(name) ||
    interpreters.some(({ names }) => names.test(name) && names.test(programName(first)));
  return isSame ? args : [executable, ...args.slice(1)];
}

/** The index of the script in an interpreter's arguments; undefined if it runs none or is not an interpreter. */
function scriptAt(name: string, args: readonly string[], from: number): number | undefined {
  const interpreter = interpreters.find(({ names }) => names.test(name));
  if (interpreter === undefined) return undefined;
  for (let at = from; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (interpreter.noScriptOptions.test(arg)) return undefined;
    if (!/^[-+]/.test(arg)) {
      // The interpreter of an init script can be a script too.
      const isRunner = runners.test(programName(arg));
      return isRunner ? (scriptAt(programName(arg), args, at + 1) ?? at) : at;
    }
    if (interpreter.optionsWithValue.test(arg)) at += 1;
  }
  return undefined;
}

export function resolve(directory: string | undefined, file: string): string {
  return directory === undefined && !file.startsWith('/')
    ? file
    : path.posix.resolve(directory ?? '/', file);
}

/** Whether a program is where programs are normally installed, or its path is unknown. Elsewhere, anyone can use its name. */
export function isInstalled(program = ''): boolean {
  return (
    !program.startsWith('/') ||
    /^\/(?:(?:usr\/(?:local\/)?)?s?bin|(?:usr\/)?lib(?:exec|32|64)?|opt|snap|(?:gnu|nix)\/store|run\/current-system)\//.test(
      program,
    )
  );
}

const initScripts = '/etc/init.d';

/** Resolves links in runlevel directories, and Red Hat's other path of the directory, to the script's path. */
export function canonicalScriptPath(file: string): string {
  const link = /^\/etc\/(?:rc\.d\/)?rc[0-6S]\.d\/[SK]\d\d([^/]+)$/s.exec(file)?.[1];
  if (link !== undefined) return `${initScripts}/${link}`;
  return initScriptPath(file);
}

/** The path that a script has everywhere: /etc/rc.d/init.d is /etc/init.d on Red Hat and its relatives. */
export function initScriptPath(file: string): string {
  return file.replace(/^\/etc\/rc\.d\/init\.d\//, `${initScripts}/`);
}

/**
 * The file that a process runs: the script in its interpreter's arguments, or else its executable. Absolute if the event
 * includes the working directory.
 */
export function executedFile({
  args,
  executable,
  workingDirectory,
}: ProcessCommand): string | undefined {
  const called = multiCall.has(base(args[0] ?? '')) ? args.slice(1) : args;
  const [first = ''] = called;
  const isNamed = executable !== undefined && !multiCall.has(base(executable));
  const at = scriptAt(programName(isNamed ? executable : first), called, 1);
  const script = at === undefined ? undefined : called[at];
  const file = script ?? executable ?? (first.includes('/') ? first : undefined);
  return file === undefined ? undefined : canonicalScriptPath(resolve(workingDirectory, file));
}
