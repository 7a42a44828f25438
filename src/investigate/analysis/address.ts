import { isIPv4, isIPv6 } from 'node:net';

/** Ranges of private, shared, local and multicast addresses, which no host of the internet has. */
const local4 =
  /^(?:0|10|127|22[4-9]|2[3-5]\d)\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|^192\.168\./;

const local6 = /^(?:::1?$|f[cdf]|fe[89ab])/i;

/** Whether an address belongs to the internet, rather than to a network of one's own. */
export function isPublicAddress(address: string): boolean {
  const embedded = /^::ffff:([\d.]+)$/i.exec(address)?.[1] ?? address;
  if (isIPv4(embedded)) return !local4.test(embedded);
  return isIPv6(address) && !local6.test(address);
}

/** Whether an address says nothing about where something came from. */
export function isLoopback(address: string): boolean {
  return /^(?:127\.|::1$|0\.0\.0\.0$|::$)/.test(address);
}
