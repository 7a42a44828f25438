import { isIPv4, isIPv6 } from 'node:net';

/** An address or domain in a command line. */
export interface CommandAddress {
  readonly kind: 'address' | 'domain';
  readonly value: string;
  readonly port?: string | undefined;
}

/** Characters of a command line that are read. */
const maxCharacters = 8192;

/** The host and port of a URL, after its scheme and user. */
const url = /\b[a-z][a-z\d+.-]*:\/\/(?:[^\s/@'"]*@)?(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5})\b)?/gi;

/** The shell's files for connections. */
const shellSocket = /\/dev\/(?:tcp|udp)\/([^\s/'"]+)\/(\d{1,5})\b/g;

/** Not in a path, after a hyphen or letter, or before another component: such numbers are versions. */
const bare4 = /(?<![\w./-])(?<!==)(\d{1,3}(?:\.\d{1,3}){3})(?![\w-]|\.\d|\/\d)(?::(\d{1,5})\b)?/g;

const bare6 =
  /(?<![\w:./-])(\[[\da-f:.]+\]|[\da-f]{0,4}(?::[\da-f]{0,4}){2,7})(?![\w:]|\/\d)(?::(\d{1,5})\b)?/gi;

const domain = /^(?=[^.]*\.)(?=.*[a-z])(?:[a-z\d_](?:[\w-]*[a-z\d_])?\.)+[a-z][a-z\d-]*[a-z\d]$/i;

/** The host of `ssh`, `scp`, `sftp` and `rsync` after a user. */
const remoteTool = /\b(?:ssh|scp|sftp|rsync)\b/;
const remote = /[\w.-]{1,64}@([a-z\d][a-z\d.-]{1,252})/gi;

/** Commands whose arguments are names with versions. */
const packageTool = /(?:^|[\s/])(?:apk|apt|apt-get|dnf|gem|npm|pip3?|yum|zypper)\s/;

/** Addresses that belong to no host: unspecified, the host itself, netmasks and broadcasts. */
const nobody = /^(?:0\.|127\.|255\.|::1?$|::ffff:127\.)/i;

/** The addresses in a command line, and the domains of URLs in it, each once. */
export function addressesIn(commandLine: string): readonly CommandAddress[] {
  const command = commandLine.slice(0, maxCharacters);
  const found = [
    ...command.matchAll(url),
    ...(remoteTool.test(command) ? command.matchAll(remote) : []),
    ...command.matchAll(shellSocket),
    ...(packageTool.test(command) ? [] : command.matchAll(bare4)),
    ...command.matchAll(bare6),
  ].flatMap(([, host = '', port]) => addressOf(host, port) ?? []);
  // A URL states the port, where the address alone is found, too.
  const distinct = new Map<string, CommandAddress>();
  for (const address of found) {
    const known = distinct.get(address.value);
    if (known === undefined || known.port === undefined) distinct.set(address.value, address);
  }
  return [...distinct.values()];
}

function addressOf(host: string, port: string | undefined): CommandAddress | undefined {
  const value = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIPv4(value) || (isIPv6(value) && /\d/.test(value))) {
    return nobody.test(value) ? undefined : { kind: 'address', value, port };
  }
  return domain.test(value) ? { kind: 'domain', value, port } : undefined;
}
