import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ProcessFacts } from './endpoint-event.js';

/** What a command does to a script, or to the service that is made of it. */
export type InitCommandKind =
  /** Makes it start at boot, or no longer. */
  | 'enable'
  | 'disable'
  /** Starts it now: restarts and reloads count, as they run it too. */
  | 'start'
  | 'stop'
  /** Lets its owner execute it, or no longer. */
  | 'make-executable'
  | 'make-not-executable'
  /** Links to it, as S-links in the folders of runlevels do. */
  | 'link';

/** One thing that a command does. */
export interface InitCommand {
  readonly kind: InitCommandKind;
  /** The program that does it, by its name: `update-rc.d`, `chmod`. */
  readonly tool: string;
  /** What it is done to: an absolute path where the tool takes paths and it can be told, else a service's name. */
  readonly target: string;
  /** Of a link: the absolute path that it stands at. */
  readonly link?: string;
}

/** Programs that run a script which is their argument, by their names; a version may follow. */
const interpreter =
  /^(?:ash|awk|bash|busybox|dash|expect|fish|gawk|ksh|lua|mawk|mksh|node|nodejs|perl|php|python|rbash|ruby|sh|tclsh|zsh)[\d.]*$/;

/** Programs that run the command which is their argument. */
const wrappers: ReadonlySet<string> = new Set([
  'doas',
  'env',
  'exec',
  'nice',
  'nohup',
  'setsid',
  'sudo',
  'timeout',
]);

/** Actions of `service`, `invoke-rc.d` and scripts that run the script. */
const startActions: ReadonlySet<string> = new Set([
  'start',
  'restart',
  'try-restart',
  'reload',
  'force-reload',
  'condrestart',
  'reload-or-restart',
]);

const base = path.posix.basename;

/** The name of the program that arguments are for, and what follows it: interpreters and wrappers aside. */
export function invocationOf(args: readonly string[]): { tool: string; rest: readonly string[] } {
  let at = 0;
  while (at < args.length - 1) {
    const name = base(args[at] ?? '').replace(/^-/, '');
    const isWrapper = wrappers.has(name);
    if (!isWrapper && !interpreter.test(name)) break;
    let next = at + 1;
    while (isWrapper && /^(?:-|\w+=)/.test(args[next] ?? '')) next += 1;
    const script = args[next];
    // An interpreter's script is a path; what stands behind an option such as -c is none.
    if (script === undefined || script.startsWith('-') || (!isWrapper && !script.includes('/'))) {
      break;
    }
    at = next;
  }
  return { tool: base(args[at] ?? '').replace(/^-/, ''), rest: args.slice(at + 1) };
}

/**
 * The file that a process runs: a script that is its interpreter's argument, else its executable. Absolute where the
 * event tells its working directory.
 */
export function scriptOf({ args, executable, workingDirectory }: ProcessFacts): string | undefined {
  const [first = '', ...rest] = args;
  const isInterpreted = interpreter.test(base(executable ?? first).replace(/^-/, ''));
  const script = isInterpreted ? scriptAmong(rest) : undefined;
  const file = script ?? executable ?? (first.includes('/') ? first : undefined);
  return file === undefined ? undefined : resolve(workingDirectory, file);
}

/** The script among an interpreter's arguments: the first that is no option, unless a program is given by one. */
function scriptAmong(args: readonly string[]): string | undefined {
  for (const arg of args) {
    if (/^-[a-z]*c$|^-e$|^-m$/.test(arg)) return undefined;
    if (!arg.startsWith('-') && !arg.startsWith('+')) return arg;
  }
  return undefined;
}

function resolve(directory: string | undefined, file: string): string {
  return directory === undefined && !file.startsWith('/')
    ? file
    : path.posix.resolve(directory ?? '/', file);
}

/**
 * What a process's command does to init scripts and services, by its arguments.
 *
 * Sources: the manual pages of update-rc.d(8), chkconfig(8), insserv(8), rc-update(8), systemctl(1), service(8),
 * invoke-rc.d(8), chmod(1), install(1), ln(1).
 */
export function initCommands(process: ProcessFacts): readonly InitCommand[] {
  const { tool, rest } = invocationOf(process.args);
  const read = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  if (read === undefined) return [];
  return read(rest, (file) => resolve(process.workingDirectory, file)).map((done) => ({
    ...done,
    tool,
  }));
}

type Done = Omit<InitCommand, 'tool'>;
type Resolve = (file: string) => string;

/** Reads a tool's arguments. */
type ToolReader = (args: readonly string[], resolve: Resolve) => readonly Done[];

function services(kind: InitCommandKind, names: readonly string[]): Done[] {
  return names.map((target) => ({ kind, target: target.replace(/\.service$/, '') }));
}

/** What is no option. */
function operands(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  if (end >= 0) return [...operands(args.slice(0, end)), ...args.slice(end + 1)];
  return args.filter((arg) => !arg.startsWith('-'));
}

/** `NAME ACTION`, as `service` and `invoke-rc.d` take it. */
const nameThenAction: ToolReader = (args) => {
  const [name, action] = operands(args);
  if (name === undefined || action === undefined) return [];
  if (startActions.has(action)) return services('start', [name]);
  return action === 'stop' ? services('stop', [name]) : [];
};

const tools: Readonly<Record<string, ToolReader>> = {
  'update-rc.d': (args) => {
    const [name, action] = operands(args);
    if (name === undefined || action === undefined) return [];
    if (/^(?:defaults|enable|start)$/.test(action)) return services('enable', [name]);
    return /^(?:defaults-disabled|remove|disable|stop)$/.test(action)
      ? services('disable', [name])
      : [];
  },
  chkconfig: (args) => {
    const level = args.indexOf('--level');
    const rest = level < 0 ? args : args.toSpliced(level, 2);
    const [name, action] = operands(rest);
    if (name === undefined) return [];
    if (rest.includes('--add') || action === 'on' || action === 'reset') {
      return services('enable', [name]);
    }
    return rest.includes('--del') || action === 'off' ? services('disable', [name]) : [];
  },
  insserv: (args) => {
    const isOff = args.some((arg) => /^(?:-r|--remove)$/.test(arg));
    return services(
      isOff ? 'disable' : 'enable',
      operands(args).map((name) => base(name)),
    );
  },
  'rc-update': (args) => {
    const [action, name] = operands(args);
    if (name === undefined) return [];
    if (action === 'add') return services('enable', [name]);
    return action === 'del' || action === 'delete' ? services('disable', [name]) : [];
  },
  systemctl: (args) => {
    const [action = '', ...units] = operands(args);
    const isNow = args.includes('--now');
    switch (action) {
      case 'enable':
      case 'reenable':
        return [...services('enable', units), ...services('start', isNow ? units : [])];
      case 'disable':
      case 'mask':
        return [...services('disable', units), ...services('stop', isNow ? units : [])];
      case 'stop':
        return services('stop', units);
      default:
        return startActions.has(action) ? services('start', units) : [];
    }
  },
  service: nameThenAction,
  'invoke-rc.d': nameThenAction,
  'rc-service': nameThenAction,
  chmod: (args, resolve) => {
    // A symbolic mode may begin with a minus, as options do.
    const at = args.findIndex((arg) => ownerMayExecute(arg) !== undefined);
    const isExecutable = ownerMayExecute(args[at] ?? '');
    if (isExecutable === undefined) return [];
    return operands(args.slice(at + 1)).map((name) => executable(isExecutable, resolve(name)));
  },
  install: (args, resolve) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      strict: false,
      allowPositionals: true,
      options: {
        mode: { type: 'string', short: 'm' },
        owner: { type: 'string', short: 'o' },
        group: { type: 'string', short: 'g' },
        suffix: { type: 'string', short: 'S' },
        'target-directory': { type: 'string', short: 't' },
      },
    });
    const { mode, 'target-directory': folder = positionals.at(-1) } = values;
    // Without a mode, what install writes may be executed by all.
    const isExecutable = typeof mode === 'string' ? ownerMayExecute(mode) : true;
    if (isExecutable === undefined || typeof folder !== 'string') return [];
    // The last operand is the file, or a folder that takes files under their own names.
    return [folder, ...positionals.map((name) => `${folder}/${base(name)}`)].map((name) =>
      executable(isExecutable, resolve(name)),
    );
  },
  ln: (args, resolve) => {
    const [target, name] = operands(args);
    if (target === undefined || name === undefined) return [];
    const link = resolve(name);
    return [{ kind: 'link', target: path.posix.resolve(path.posix.dirname(link), target), link }];
  },
};

function executable(isExecutable: boolean, target: string): Done {
  return { kind: isExecutable ? 'make-executable' : 'make-not-executable', target };
}

/** Whether a file's owner may execute it after a mode is set, as chmod reads it; undefined where that does not change. */
function ownerMayExecute(mode: string): boolean | undefined {
  if (/^[0-7]{3,5}$/.test(mode)) return (Number.parseInt(mode, 8) & 0o100) !== 0;
  if (!/^[ugoa]*[-+=][rwxXst]*(?:[-+=][rwxXst]*)*(?:,[ugoa]*[-+=][-+=rwxXst]*)*$/.test(mode)) {
    return undefined;
  }
  let may: boolean | undefined;
  for (const clause of mode.split(',')) {
    const who = /^[ugoa]*/.exec(clause)?.[0] ?? '';
    if (who !== '' && !/[ua]/.test(who)) continue;
    for (const [, operator, rights = ''] of clause.matchAll(/([-+=])([rwxXst]*)/g)) {
      if (rights.includes('x')) may = operator !== '-';
      else if (operator === '=') may = false;
    }
  }
  return may;
}
