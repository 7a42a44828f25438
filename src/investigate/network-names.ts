import { isIPv4, isIPv6 } from 'node:net';

/** What a text mentions of a network. */
export interface NetworkNames {
  readonly addresses: readonly string[];
  readonly domains: readonly string[];
}

/** Characters of a text that are read. */
const maxCharacters = 8192;

const url =
  /\b[a-z][a-z\d+.-]{1,15}:\/\/(?:[^\s/@'"]{0,256}@)?(\[[^\]\s]{2,45}\]|[^\s/:?#'"<>|;&()\\]{1,253})/gi;

/** Bash opens connections to files that do not exist: `/dev/tcp/HOST/PORT`. */
const device = /\/dev\/(?:tcp|udp)\/([^\s/'"]{1,253})\/\d/g;

/** The host of `ssh`, `scp`, `sftp` and `rsync`. */
const remoteCommand = /\b(?:ssh|scp|sftp|rsync)\b/;
const remote = /[\w.-]{1,64}@([a-z\d][a-z\d.-]{1,252})/gi;

/**
 * Four numbers that are no version, as in `libc-2.31.0.1` or `v1.2.3.4`, no part of a path, and no network, as in
 * `10.0.0.0/8`.
 */
const address4 = /(?<![\w.\-/~+])(?:\d{1,3}\.){3}\d{1,3}(?![\w.\-+~]|\/\d)/g;

/** Between the arguments and parts of arguments that an IPv6 address can be. */
const separators = /[\s'"=,;|<>()@]+/;

const domainName =
  /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.){1,20}[a-z](?:[a-z\d-]{0,61}[a-z\d])?\.?$/i;

/** Addresses that are nowhere, on every host, or no host's: netmasks, broadcast, loopback, and those of interfaces. */
const nowhere = /^(?:0\.|127\.|255\.|::$|::1$|fe80:)/i;

/** The addresses and domains in a command line, in the order in which they are first mentioned. */
export function networkNamesIn(text: string): NetworkNames {
  const read = text.slice(0, maxCharacters);
  const hosts = [
    ...[...read.matchAll(url)].map(([, host = '']) => host.replace(/^\[|\]$/g, '')),
    ...[...read.matchAll(device)].map(([, host = '']) => host),
    ...(remoteCommand.test(read) ? [...read.matchAll(remote)].map(([, host = '']) => host) : []),
  ];
  const others = [
    ...[...read.matchAll(address4)].map(([address]) => address),
    ...read
      .split(separators)
      .map((word) => /^\[([^\]]+)\](?::\d+)?$/.exec(word)?.[1] ?? word)
      .filter((word) => isIPv6(word)),
  ];
  return {
    addresses: [...new Set([...hosts, ...others].filter(isAddress))],
    domains: [...new Set(hosts.filter((host) => !isIPv4(host) && domainName.test(host)))],
  };
}

function isAddress(text: string): boolean {
  return (isIPv4(text) || isIPv6(text)) && !nowhere.test(text);
}

/** The address of `192.0.2.1:443`, `[2001:db8::1]:443` or `2001:db8::1:443`; undefined if it is none. */
export function addressOfPeer(peer: string): string | undefined {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(peer)?.[1];
  const beforePort = bracketed ?? peer.replace(/:\d+$/, '');
  const address = [beforePort, peer].find((text) => isIPv4(text) || isIPv6(text));
  return address === undefined || nowhere.test(address) ? undefined : address;
}
