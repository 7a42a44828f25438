import { isIPv4, isIPv6 } from 'node:net';

/** Addresses that are nowhere, on every host, or no host's: netmasks, broadcast, loopback, and those of interfaces. */
const nowhere = /^(?:0\.|127\.|255\.|::$|::1$|fe80:)/i;

/** The address of `192.0.2.1:443`, `[2001:db8::1]:443` or `2001:db8::1:443`; undefined if it is none. */
export function addressOfPeer(peer: string): string | undefined {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(peer)?.[1];
  const beforePort = bracketed ?? peer.replace(/:\d+$/, '');
  const address = [beforePort, peer].find((text) => isIPv4(text) || isIPv6(text));
  return address === undefined || nowhere.test(address) ? undefined : address;
}
