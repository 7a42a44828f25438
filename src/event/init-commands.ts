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

/** Programs that run a script which is their argument. */
interface Interpreter {
  /** Their names; a version may follow. */
  readonly names: RegExp;
  /** Options with which they run no script: the program follows, comes by standard input, or is only checked. */
  readonly without: RegExp;
  /** Options whose value is the next argument. */
  readonly valued: RegExp;
  /** Those of them with which a script that follows is only checked. */
  readonly checks?: RegExp;
}

const none = /(?!)/;

/** Programs that are the interpreters of init scripts: of OpenRC, Debian and OpenWrt. */
const runners = /^(?:init-d-script|rc\.common|(?:openrc-run|runscript)(?:\.sh)?)$/;

const interpreters: readonly Interpreter[] = [
  { names: runners, without: none, valued: none },
  {
    names: /^(?:ash|bash|dash|fish|ksh|mksh|rbash|sh|zsh)[\d.]*$/,
    without: /^-[a-zA-Z]*[cns]/,
    valued: /^[-+][a-zA-Z]*[oO]$|^--(?:init-file|rcfile)$/,
    checks: /^-[a-zA-Z]*n/,
  },
  { names: /^python[\d.]*$/, without: /^-[a-zA-Z]*[cm]/, valued: /^-[WX]$/ },
  // Letters that follow -I, -M and their like are the names of folders and modules.
  {
    names: /^(?:perl|ruby)[\d.]*$/,
    without: /^-(?![-CFIMmrx])\w*[ceE]/,
    valued: /^-[Ir]$/,
    checks: /^-\w*c/,
  },
  {
    names: /^node(?:js)?[\d.]*$/,
    without: /^(?:-[cep]+|--check|--eval|--print)(?:=|$)/,
    valued: /^(?:-r|--import|--require)$/,
  },
  { names: /^(?:awk|expect|gawk|lua|mawk|php|tclsh)[\d.]*$/, without: /^-[celr]$/, valued: none },
];

/** Programs that are many in one, and take the name of the one to be as their own or as their first argument. */
const multiCall: ReadonlySet<string> = new Set(['busybox', 'coreutils', 'toybox']);

/** A program that runs the command which is its argument. */
interface Wrapper {
  /** Options whose value is the next argument. */
  readonly valued: RegExp;
  /** Arguments before the command that are no options. */
  readonly operands: number;
  /** Options, each with its value, with which the command is not run as root on this host, or not at all. */
  readonly elsewhere?: RegExp;
}

/** A user other than root, by an option of sudo and doas. */
const otherUser = String.raw`(?:-[^-CDghpRrTtUu]*u|--user[= ])(?!\s*(?:root|#?0)$)`;

const wrappers: Readonly<Record<string, Wrapper>> = {
  busybox: { valued: none, operands: 0 },
  // Whatever its options.
  chroot: { valued: none, operands: 1, elsewhere: /^/ },
  doas: {
    valued: /^-[Cu]$/,
    operands: 0,
    elsewhere: new RegExp(`^(?:-[LsC]|${otherUser})`),
  },
  env: { valued: /^(?:-[Cu]|--chdir|--unset)$/, operands: 0 },
  exec: { valued: /^-a$/, operands: 0 },
  ionice: { valued: /^(?:-[cn]|--class|--classdata)$/, operands: 0 },
  nice: { valued: /^(?:-n|--adjustment)$/, operands: 0 },
  nohup: { valued: none, operands: 0 },
  setsid: { valued: none, operands: 0 },
  stdbuf: { valued: /^(?:-[eio]|--error|--input|--output)$/, operands: 0 },
  // The value may be in the same argument: -uroot.
  sudo: {
    valued: /^(?:-[^-CDghpRrTtUu]*[CDghpRrTtUu]|--(?:chdir|chroot|group|host|prompt|role|user))$/,
    operands: 0,
    elsewhere: new RegExp(
      `^(?:-[^-CDghpRrTtUu]*[ehKlRVv]|--(?:chroot|edit|help|host|list|validate|version)|${otherUser})`,
    ),
  },
  timeout: { valued: /^(?:-[ks]|--kill-after|--signal)$/, operands: 1 },
  toybox: { valued: none, operands: 0 },
};

/** Programs that run nothing of a file that they are given, by their names: those that are at hand on most hosts. */
const harmless: ReadonlySet<string> = new Set(
  [
    'awk b2sum base32 base64 basename bat cat cksum cmp comm cut diff dirname egrep fgrep file fmt fold gawk grep head',
    'hexdump join less ls lsattr lsof fuser mawk md5sum more most namei nl od paste pr rgrep rg sdiff sha1sum sha224sum',
    'sha256sum sha384sum sha512sum shasum sort stat strings sum tac tail test [ uniq vdir dir wc which xxd zcat zgrep',
    'echo printf readlink realpath find locate tree du getfacl getfattr getcap auditctl ausearch inotifywait logger',
    'ed emacs emacsclient ex gedit helix hx joe kate mcedit mcview micro nano nvim pico rnano rvim sed sudoedit vi view',
    'vim vimdiff',
    'ar bzip2 cp cpio curl dd ftp git gpg gunzip gzip link mkdir mv openssl patch rcp rename rm rmdir rsync scp sftp',
    'shred tar tee touch truncate unlink unzip wget xz zip zstd',
    'chattr chcon chgrp chown restorecon setcap setfacl setfattr',
    'apt-file debsums dpkg dpkg-deb dpkg-divert dpkg-query dpkg-statoverride rpm ucf update-alternatives',
    'clamscan clamdscan md5deep osqueryi rkhunter shellcheck yara',
  ].flatMap((names) => names.split(' ')),
);

/** Actions of `service`, `invoke-rc.d` and scripts that run the script. */
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

const base = path.posix.basename;

/** The name that a program is called by; login shells have a dash before it. */
function nameOf(program: string): string {
  return base(program).replace(/^-/, '');
}

/** What a process was asked to do: by a program, with arguments. */
interface Invocation {
  /** The program as it is called, interpreters and wrappers aside, and its name. */
  readonly program: string;
  readonly tool: string;
  readonly rest: readonly string[];
  /** Whether it is done to another root or host, by another user, or not at all. */
  readonly isElsewhere: boolean;
}

/** The program that arguments are for, and what follows it. */
export function invocationOf(args: readonly string[]): Invocation {
  let at = 0;
  let isElsewhere = false;
  for (let next = commandIn(args, at); next !== undefined; next = commandIn(args, at)) {
    at = next.at;
    isElsewhere ||= next.isElsewhere;
  }
  const program = args[at] ?? '';
  return { program, tool: nameOf(program), rest: args.slice(at + 1), isElsewhere };
}

/** Where among its arguments the command stands that a program runs. */
function commandIn(
  args: readonly string[],
  at: number,
): { at: number; isElsewhere: boolean } | undefined {
  const name = nameOf(args[at] ?? '');
  const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
  if (wrapper === undefined) {
    const script = scriptAt(name, args, at + 1);
    // A tool that is a script is found by its path.
    return script !== undefined && args[script]?.includes('/')
      ? { at: script, isElsewhere: false }
      : undefined;
  }
  const { valued, elsewhere = none } = wrapper;
  let isElsewhere = elsewhere.test('');
  let next = at + 1;
  for (let arg = args[next]; arg !== undefined && /^(?:-|\w+=)/.test(arg); arg = args[next]) {
    const isValued = valued.test(arg);
    isElsewhere ||= elsewhere.test(isValued ? `${arg} ${args[next + 1] ?? ''}` : arg);
    next += isValued ? 2 : 1;
    if (arg === '--') break;
  }
  next += wrapper.operands;
  return next < args.length ? { at: next, isElsewhere } : undefined;
}

/**
 * A process's arguments, by the program that it is: its first argument is whatever its parent made it. Only of an
 * interpreter and of many programs in one it tells which one is meant.
 */
function trustedArgs({ args, executable }: ProcessFacts): readonly string[] {
  const [first = ''] = args;
  if (executable === undefined || args.length === 0) return args;
  const name = base(executable);
  const isSame =
    multiCall.has(name) ||
    interpreters.some(({ names }) => names.test(name) && names.test(nameOf(first)));
  return isSame ? args : [executable, ...args.slice(1)];
}

const initScripts = '/etc/init.d';

/** The script that a path stands for: links in the folders of runlevels start, and Red Hat has the folder by two names. */
export function scriptBehind(file: string): string {
  const link = /^\/etc\/(?:rc\.d\/)?rc[0-6S]\.d\/[SK]\d\d([^/]+)$/s.exec(file)?.[1];
  if (link !== undefined) return `${initScripts}/${link}`;
  return file.replace(/^\/etc\/rc\.d\/init\.d\//, `${initScripts}/`);
}

/**
 * The file that a process runs: a script that is its interpreter's argument, else its executable. Absolute where the
 * event tells its working directory.
 */
export function scriptOf({ args, executable, workingDirectory }: ProcessFacts): string | undefined {
  const called = multiCall.has(base(args[0] ?? '')) ? args.slice(1) : args;
  const [first = ''] = called;
  const isNamed = executable !== undefined && !multiCall.has(base(executable));
  const at = scriptAt(nameOf(isNamed ? executable : first), called, 1);
  const script = at === undefined ? undefined : called[at];
  const file = script ?? executable ?? (first.includes('/') ? first : undefined);
  return file === undefined ? undefined : scriptBehind(resolve(workingDirectory, file));
}

/**
 * The files that a process was given, where its program is none that is known to do no more with a file than to read,
 * change or move it: an unknown one may run what it is given. Absolute as {@link scriptOf} is.
 */
export function filesGivenTo(process: ProcessFacts): readonly string[] {
  const { program, tool } = invocationOf(trustedArgs(process));
  const isHarmless =
    Object.hasOwn(tools, tool) ||
    harmless.has(tool) ||
    // Versions and variants: vim.tiny, less.real.
    harmless.has(tool.replace(/\..*$/s, ''));
  if (isHarmless && isInstalled(program) && isInstalled(process.executable)) return [];
  const given = process.args.slice(1);
  const interpreter = interpreters.find(({ names }) => names.test(tool));
  if (given.some((arg) => interpreter?.checks?.test(arg))) return [];
  return given.map((file) => scriptBehind(resolve(process.workingDirectory, file)));
}

/** Where the script stands among an interpreter's arguments; undefined where it runs none, or is no interpreter. */
function scriptAt(name: string, args: readonly string[], from: number): number | undefined {
  const interpreter = interpreters.find(({ names }) => names.test(name));
  if (interpreter === undefined) return undefined;
  for (let at = from; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (interpreter.without.test(arg)) return undefined;
    if (!/^[-+]/.test(arg)) {
      // What runs init scripts may be a script itself.
      const isRunner = runners.test(nameOf(arg));
      return isRunner ? (scriptAt(nameOf(arg), args, at + 1) ?? at) : at;
    }
    if (interpreter.valued.test(arg)) at += 1;
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
  const { program, tool, rest, isElsewhere } = invocationOf(trustedArgs(process));
  const read = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  if (read === undefined || isElsewhere || rest.some((arg) => idle.test(arg))) return [];
  const isKnown = isInstalled(program) && isInstalled(process.executable);
  return read(rest, (file) => resolve(process.workingDirectory, file))
    .filter(({ kind }) => isKnown || (kind !== 'disable' && kind !== 'make-not-executable'))
    .map((done) => ({ ...done, tool }));
}

/**
 * Whether a program lies where programs are installed, as far as its path is told: elsewhere it may be anything that
 * has a known name.
 */
function isInstalled(program = ''): boolean {
  return (
    !program.startsWith('/') ||
    /^\/(?:(?:usr\/(?:local\/)?)?s?bin|(?:usr\/)?lib(?:exec|32|64)?|opt|snap|(?:gnu|nix)\/store|run\/current-system)\//.test(
      program,
    )
  );
}

/** Options with which no tool does anything. */
const idle = /^--(?:dry-?run|help|version)$/;

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

const systemctlElsewhere = /^(?:-[HM]|--(?:global|host|image|machine|root|user)(?:=|$))/;

const tools: Readonly<Record<string, ToolReader>> = {
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
    // What would be done, or in another folder.
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
    // Other hosts and roots are not this one, and the managers of users know no init scripts.
    if (args.some((arg) => systemctlElsewhere.test(arg))) return [];
    switch (action) {
      // The first is the target that is to want the others.
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
    // The mode is another file's, that no event tells.
    if (args.some((arg) => arg.startsWith('--ref'))) return [];
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
        directory: { type: 'boolean', short: 'd' },
        mode: { type: 'string', short: 'm' },
        owner: { type: 'string', short: 'o' },
        group: { type: 'string', short: 'g' },
        suffix: { type: 'string', short: 'S' },
        'target-directory': { type: 'string', short: 't' },
      },
    });
    const { mode, 'target-directory': folder = positionals.pop() } = values;
    // Without a mode, what install writes may be executed by all.
    const isExecutable = typeof mode === 'string' ? ownerMayExecute(mode) : true;
    const installsFiles = values.directory !== true && positionals.length > 0;
    if (isExecutable === undefined || typeof folder !== 'string' || !installsFiles) return [];
    // The last operand is the file, or a folder that takes files under their own names.
    return [folder, ...positionals.map((name) => `${folder}/${base(name)}`)].map((name) =>
      executable(isExecutable, resolve(name)),
    );
  },
  ln: (args, resolve) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      strict: false,
      allowPositionals: true,
      options: {
        relative: { type: 'boolean', short: 'r' },
        symbolic: { type: 'boolean', short: 's' },
        suffix: { type: 'string', short: 'S' },
        'target-directory': { type: 'string', short: 't' },
      },
    });
    const { relative, symbolic, 'target-directory': folder } = values;
    const last = typeof folder === 'string' ? folder : positionals.pop();
    if (last === undefined) return [];
    const isFolder = typeof folder === 'string' || positionals.length > 1;
    return positionals.map((name) => {
      const link = resolve(isFolder ? `${last}/${base(name)}` : last);
      // A symbolic link's own text is read from where it stands.
      const isText = symbolic === true && relative !== true;
      const target = isText ? path.posix.resolve(path.posix.dirname(link), name) : resolve(name);
      return { kind: 'link', target, link };
    });
  },
};

function executable(isExecutable: boolean, target: string): Done {
  return { kind: isExecutable ? 'make-executable' : 'make-not-executable', target };
}

/** Whether a file's owner may execute it after a mode is set, as chmod reads it; undefined where that does not change. */
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
      // With X, those keep the right to execute it who have it.
      else if (operator === '=' && !rights.includes('X')) may = false;
    }
  }
  return may;
}

/** Whether the owner may execute a file with an octal mode. */
function mayExecute(octal: string): boolean {
  return (Number.parseInt(octal, 8) & 0o100) !== 0;
}
