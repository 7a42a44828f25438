import path from 'node:path';
import { parseArgs } from 'node:util';
import { base } from './invocation.js';

/** What a command does to a script or its service. */
export type InitCommandKind =
  /** At boot. */
  | 'enable'
  | 'disable'
  /** Includes restarts and reloads, which run the script too. */
  | 'start'
  | 'stop'
  /** By its owner. */
  | 'make-executable'
  | 'make-not-executable'
  /** Creates a link to it, for example an S-link in a runlevel directory. */
  | 'link';

export interface InitCommand {
  readonly kind: InitCommandKind;
  /** The name of the program: `update-rc.d`, `chmod`. */
  readonly tool: string;
  /** The path, absolute if possible, if the tool takes paths, or else the name of the service. */
  readonly target: string;
  /** The absolute path of a link. */
  readonly link?: string;
}

type Action = Omit<InitCommand, 'tool'>;

/** Makes a path absolute, if possible. */
export type Resolve = (file: string) => string;

type ToolReader = (args: readonly string[], resolve: Resolve) => readonly Action[];

/** Actions of `service`, `invoke-rc.d` and init scripts that run the script. */
const startActions: ReadonlySet<string> = new Set([
  'start',
  'restart',
  'try-restart',
  'reload',
  'force-reload',
  'condrestart',
  'reload-or-restart',
  'reload-or-try-restart',
  'try-reload-or-restart',
]);

/** Whether the last argument of an init script makes it start its program. */
export function startsScript(args: readonly string[]): boolean {
  return startActions.has(args.at(-1) ?? '');
}

function services(kind: InitCommandKind, names: readonly string[]): Action[] {
  return names.map((target) => ({ kind, target: target.replace(/\.service$/, '') }));
}

/** The arguments that are not options. */
function operands(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  if (end >= 0) return [...operands(args.slice(0, end)), ...args.slice(end + 1)];
  return args.filter((arg) => !arg.startsWith('-'));
}

/** `NAME ACTION`, the arguments of `service` and `invoke-rc.d`. */
const nameThenAction: ToolReader = (args) => {
  const [name, action] = operands(args);
  if (name === undefined || action === undefined) return [];
  if (startActions.has(action)) return services('start', [name]);
  return action === 'stop' ? services('stop', [name]) : [];
};

/** Parses the arguments of install(1) and ln(1), whose options do not conflict. */
const parseOptions = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      directory: { type: 'boolean', short: 'd' },
      mode: { type: 'string', short: 'm' },
      owner: { type: 'string', short: 'o' },
      group: { type: 'string', short: 'g' },
      relative: { type: 'boolean', short: 'r' },
      symbolic: { type: 'boolean', short: 's' },
      suffix: { type: 'string', short: 'S' },
      'target-directory': { type: 'string', short: 't' },
    },
  });

const otherContextOption = /^(?:-[HM]|--(?:global|host|image|machine|root|user)(?:=|$))/;

export const tools: Readonly<Record<string, ToolReader>> = {
  'update-rc.d': (args) => {
    if (args.includes('-n')) return [];
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
    // Only shows what would be done, or uses another directory.
    if (args.some((arg) => /^(?:-n|-p|--path(?:=.*)?)$/s.test(arg))) return [];
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
    // Another host or root, or the manager of a user, which does not know init scripts.
    if (args.some((arg) => otherContextOption.test(arg))) return [];
    switch (action) {
      // The first operand is the target that will want the others.
      case 'add-requires':
      case 'add-wants':
        return services('enable', units.slice(1));
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
    // The mode of another file, which events do not include.
    if (args.some((arg) => arg.startsWith('--ref'))) return [];
    // A symbolic mode can start with a minus sign, like an option.
    const at = args.findIndex((arg) => ownerMayExecute(arg) !== undefined);
    const isExecutable = ownerMayExecute(args[at] ?? '');
    if (isExecutable === undefined) return [];
    return operands(args.slice(at + 1)).map((name) => executable(isExecutable, resolve(name)));
  },
  install: (args, resolve) => {
    const { values, positionals } = parseOptions(args);
    const { mode, 'target-directory': directory = positionals.pop() } = values;
    // By default, everyone may execute what install writes.
    const isExecutable = typeof mode === 'string' ? ownerMayExecute(mode) : true;
    const installsFiles = values.directory !== true && positionals.length > 0;
    if (isExecutable === undefined || typeof directory !== 'string' || !installsFiles) return [];
    // The last operand is the file, or a directory in which the files keep their names.
    return [directory, ...positionals.map((name) => `${directory}/${base(name)}`)].map((name) =>
      executable(isExecutable, resolve(name)),
    );
  },
  ln: (args, resolve) => {
    const { values, positionals } = parseOptions(args);
    const { relative, symbolic, 'target-directory': directory } = values;
    const last = typeof directory === 'string' ? directory : positionals.pop();
    if (last === undefined) return [];
    const isDirectory = typeof directory === 'string' || positionals.length > 1;
    return positionals.map((name) => {
      const link = resolve(isDirectory ? `${last}/${base(name)}` : last);
      // A symbolic link's target is stored literally, relative to the link.
      const isLiteralTarget = symbolic === true && relative !== true;
      const target = isLiteralTarget
        ? path.posix.resolve(path.posix.dirname(link), name)
        : resolve(name);
      return { kind: 'link', target, link };
    });
  },
};

function executable(isExecutable: boolean, target: string): Action {
  return { kind: isExecutable ? 'make-executable' : 'make-not-executable', target };
}

/** Whether a mode of chmod lets the owner execute a file; undefined if the mode does not change that. */
function ownerMayExecute(mode: string): boolean | undefined {
  if (/^[0-7]{1,5}$/.test(mode)) return mayExecute(mode);
  if (
    !/^[ugoa]*(?:[-+=](?:[0-7]+|[rwxXst]*))+(?:,[ugoa]*(?:[-+=](?:[0-7]+|[rwxXst]*))+)*$/.test(mode)
  ) {
    return undefined;
  }
  let may: boolean | undefined;
  for (const clause of mode.split(',')) {
    const who = /^[ugoa]*/.exec(clause)?.[0] ?? '';
    if (who !== '' && !/[ua]/.test(who)) continue;
    for (const [, operator, rights = ''] of clause.matchAll(/([-+=])([0-7]+|[rwxXst]*)/g)) {
      if (rights.includes('x') || mayExecute(rights)) may = operator !== '-';
      // With X, whoever may execute the file still may.
      else if (operator === '=' && !rights.includes('X')) may = false;
    }
  }
  return may;
}

function mayExecute(octal: string): boolean {
  return (Number.parseInt(octal, 8) & 0o100) !== 0;
}
