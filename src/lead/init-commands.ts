import { type InitCommand, type InitCommandKind, startsScript, tools } from './init-tools.js';
import {
  base,
  canonicalScriptPath,
  executedFile,
  interpreters,
  invocationOf,
  isInstalled,
  type ProcessCommand,
  resolve,
  trustedArgs,
} from './invocation.js';
import { shellCommands, shellCommandText } from './shell-text.js';

/** Names of common programs that do not execute the files in their arguments. */
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

/** Variants of editors, which only open the files in their arguments. */
const editorVariant =
  /^(?:emacs|g?vim|gvimdiff|jed|joe|jstar|jmacs|jpico|nano|nvi|rjoe)(?:-[\w.+-]*)?$/;

const editorName = /^(?:emacs|g?vim?|ex|nvim|view)(?:[-.]|$)/;

/** Options by which editors run a file, which the others only open. */
const editorRuns = /^(?:-[Su]|--?(?:batch|script|load|eval)|-l)(?:=|$)/;

/**
 * The files in a process's arguments, unless its program is known not to execute files. Paths are absolute if the event
 * includes the working directory.
 */
export function filesInArguments(process: ProcessCommand): readonly string[] {
  const { program, tool } = invocationOf(trustedArgs(process));
  const isHarmless =
    Object.hasOwn(tools, tool) ||
    harmless.has(tool) ||
    // Versions and variants: vim.tiny, less.real, emacs-nox.
    harmless.has(tool.replace(/\..*$/s, '')) ||
    editorVariant.test(tool);
  const given = process.args.slice(1);
  const runsFile = editorName.test(tool) && given.some((arg) => editorRuns.test(arg));
  const isKnown = isInstalled(program) && isInstalled(process.executable);
  if (isHarmless && isKnown && !runsFile) return [];
  const interpreter = interpreters.find(({ names }) => names.test(tool));
  if (given.some((arg) => interpreter?.checkOptions?.test(arg))) return [];
  return given.map((file) => canonicalScriptPath(resolve(process.workingDirectory, file)));
}

/**
 * What a process does to init scripts and services, according to its arguments.
 *
 * Sources: the manual pages of update-rc.d(8), chkconfig(8), insserv(8), rc-update(8), systemctl(1), service(8),
 * invoke-rc.d(8), chmod(1), install(1), ln(1).
 */
export function initCommands(process: ProcessCommand): readonly InitCommand[] {
  const { program, tool, rest, affectsOtherContext } = invocationOf(trustedArgs(process));
  const text = shellCommandText(tool, rest);
  if (text !== undefined) return affectsOtherContext ? [] : commandsInText(text, process);
  const read = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  if (read === undefined || affectsOtherContext || rest.some((arg) => noOpOption.test(arg)))
    return [];
  const isKnown = isInstalled(program) && isInstalled(process.executable);
  return read(rest, (file) => resolve(process.workingDirectory, file))
    .filter(({ kind }) => isKnown || (kind !== 'disable' && kind !== 'make-not-executable'))
    .map((action) => ({ ...action, tool }));
}

/** What a shell's text may do if its commands run: enough to warn of it, never to rule a start out. */
const shownByText: ReadonlySet<InitCommandKind> = new Set([
  'enable',
  'start',
  'make-executable',
  'link',
]);

/** What the commands in a shell's text do. A text within a text is not read. */
function commandsInText(text: string, { workingDirectory }: ProcessCommand): InitCommand[] {
  return shellCommands(text, workingDirectory).flatMap((command) => {
    if (shellCommandText(...toolOf(command.args)) !== undefined) return [];
    const script = executedFile(command);
    const found = initCommands(command).filter(({ kind }) => shownByText.has(kind));
    const isStart = script?.startsWith('/etc/init.d/') && startsScript(command.args);
    return isStart ? [...found, { kind: 'start', target: base(script ?? ''), tool: 'sh' }] : found;
  });
}

function toolOf(args: readonly string[]): [tool: string, rest: readonly string[]] {
  const { tool, rest } = invocationOf(args);
  return [tool, rest];
}

/** Options that make tools change nothing. */
const noOpOption = /^--(?:dry-?run|help|version)$/;
