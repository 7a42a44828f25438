import { expect, it } from 'vitest';
import { addressOfPeer } from '#dist/investigate/peer-address.js';

it.each([
  ['192.0.2.1:443', '192.0.2.1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['192.0.2.1', '192.0.2.1'],
  ['127.0.0.1:80', undefined],
  ['evil.example:80', undefined],
  ['', undefined],
])('the address of the peer %s', (peer, address) => {
  expect(addressOfPeer(peer)).toBe(address);
});
