import path from 'node:path';
import { invocationOf } from '../../lead/invocation.js';
import { isMaintainerScript } from '../../lead/package-scripts.js';
import { shellWords } from '../../lead/shell-text.js';
import type { ChainLink } from '../case.js';

/** Programs that install software. */
const packageManagers: ReadonlySet<string> = new Set([
  ...['apk', 'apt', 'apt-get', 'aptitude', 'dnf', 'dnf5', 'dnf-automatic', 'dpkg', 'dpkg-deb'],
  ...['flatpak', 'microdnf', 'nix', 'nix-daemon', 'opkg', 'packagekitd', 'pacman', 'pamac-daemon'],
  ...['rpm', 'snapd', 'unattended-upgrade', 'unattended-upgr', 'yum', 'zypper'],
]);

/** Those that unpack packages and run their scripts themselves, rather than by another of them. */
const unpackers: ReadonlySet<string> = new Set([
  ...['apk', 'dpkg', 'dpkg-deb', 'flatpak', 'nix', 'nix-daemon', 'opkg', 'pacman', 'rpm', 'snapd'],
]);

/** Options by which package managers run commands, or read settings that do. */
const tellingOptions =
  /(?:^|\s)(?:-c|-E|--config(?:-file)?|--option)(?=[\s=]|$)|invoke|pre-install-pkgs|dir::(?:bin|etc)|--(?:define|eval|load|macros|pipe)\b|--setopt[\s=]\S*plugin/i;

type Link = ChainLink<unknown>;

/** The name of a process's program: of its executable, else as it calls itself. */
function programOf({ executable, name = '', commandLine = '' }: Link): string {
  if (
    executable !== undefined &&
    !/^(?:perl|platform-python|python|ruby)[\d.]*$/.test(path.posix.basename(executable))
  ) {
    return path.posix.basename(executable);
  }
  const { tool } = invocationOf(shellWords(commandLine));
  return executable === undefined && name !== '' ? name : tool;
}

/** Whether a process is a package manager. */
export function ownsPackages(link: Link): boolean {
  return packageManagers.has(programOf(link));
}

/** Whether the arguments of a package manager can make it run any command. */
export function isTold({ commandLine = '' }: Link): boolean {
  return tellingOptions.test(commandLine);
}

/**
 * The package manager that a chain shows to have installed what the writer wrote: it or a script of a package wrote it,
 * and nothing told it to run something else.
 *
 * @param links from the writer up.
 */
export function installerIn<L extends Link>(links: readonly L[]): L | undefined {
  for (const [at, link] of links.entries()) {
    if (!ownsPackages(link)) continue;
    const between = links.slice(0, at + 1);
    const isInstalling = between.some(
      (one) => unpackers.has(programOf(one)) || isMaintainerScript(one.commandLine ?? ''),
    );
    const isFromOutside = between.some((one) => one.odd.some((place) => place !== 'var-tmp'));
    if (isInstalling && !isFromOutside && !links.some((one) => ownsPackages(one) && isTold(one))) {
      return link;
    }
  }
  return undefined;
}
