import {
  base,
  executedFile,
  invocationOf,
  isInstalled,
  isWrapper,
  type ProcessCommand,
  trustedArgs,
} from './invocation.js';

/** Programs that install packages, and those with which the scripts in packages do their work. */
const packageManagers: ReadonlySet<string> = new Set(
  [
    'apk apt apt-get aptitude deb-systemd-helper deb-systemd-invoke dnf dnf-3 dnf5 dpkg microdnf',
    'opkg packagekitd pacman rpm snapd tdnf ucf unattended-upgrade unattended-upgrades yum zypper',
  ].flatMap((names) => names.split(' ')),
);

/** Where package managers put the scripts in packages to run them. */
const maintainerScript =
  /^(?:\/var\/lib\/dpkg\/(?:info|tmp\.ci)\/|\/var\/tmp\/rpm-tmp\.|\/usr\/lib\/opkg\/info\/|\/lib\/apk\/exec\/|\/tmp\/alpm_)/;

/** Whether a command runs a script of a package, directly or by an interpreter. */
export function isMaintainerScript(commandLine: string): boolean {
  return commandLine.split(' ').some((word) => maintainerScript.test(word));
}

/** Whether a process installs packages, or is a script of a package. */
export function installsPackages(process: ProcessCommand): boolean {
  if (process.args.length === 0 && process.executable === undefined) return false;
  const file = executedFile(process);
  if (file !== undefined && maintainerScript.test(file)) return true;
  const { program, tool } = programOf(process);
  return (packageManagers.has(tool) || tool.startsWith('dpkg-')) && isInstalled(program);
}

/** Tools with which services are managed, which call each other. */
const serviceTools: ReadonlySet<string> = new Set([
  'chkconfig',
  'insserv',
  'invoke-rc.d',
  'service',
  'systemctl',
  'systemd-sysv-install',
  'update-rc.d',
]);

/** Whether a process manages services, so that the commands it runs say no more than its own. */
export function managesServices(process: ProcessCommand): boolean {
  return serviceTools.has(programOf(process).tool) && !isWrapper(process);
}

function programOf(process: ProcessCommand): { readonly program: string; readonly tool: string } {
  const args = trustedArgs(process);
  const { program, tool } = invocationOf(args.length === 0 ? [process.executable ?? ''] : args);
  return { program, tool: tool === '' ? base(process.executable ?? '') : tool };
}
