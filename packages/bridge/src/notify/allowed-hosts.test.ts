import { describe, expect, it } from 'vitest';
import { allowedHosts, isHostEntry } from './allowed-hosts.ts';

describe('an allowed host', () => {
  it.each([
    ['nas.local', 'http://nas.local/x', true],
    ['nas.local', 'https://NAS.local:8443/', true],
    ['nas.local', 'http://nas.local./', true],
    ['NAS.local.', 'http://nas.local/', true],
    ['nas.local', 'http://evil.nas.local/', false],
    ['nas.local', 'http://nas.local.evil.com/', false],
    ['nas.local', 'http://nas/', false],
    ['nas.local:8080', 'http://nas.local:8080/', true],
    ['nas.local:8080', 'http://nas.local/', false],
    ['nas.local:80', 'http://nas.local/', true],
    ['nas.local:443', 'https://nas.local/', true],
    ['nas.local:443', 'http://nas.local/', false],
    ['192.168.1.5', 'http://192.168.1.5:99/', true],
    ['192.168.1.5', 'http://3232235781/', true],
    ['192.168.1.5', 'http://192.168.1.50/', false],
    ['[::1]:9000', 'http://[::1]:9000/', true],
    ['[::1]:9000', 'http://[::1]/', false],
    ['::1', 'http://[0:0::1]:5/', true],
    ['fd00::12', 'https://[fd00::12]/', true],
    ['bücher.example', 'https://xn--bcher-kva.example/', true],
  ])('%s: %s is meant: %s', (entry, url, meant) => {
    expect(allowedHosts([entry])(new URL(url))).toBe(meant);
  });

  it('is none when nobody names one', () => {
    expect(allowedHosts([])(new URL('http://localhost/'))).toBe(false);
  });

  it('is not what an entry without sense could be taken for', () => {
    expect(allowedHosts(['*', 'http://nas'])(new URL('http://undefined/'))).toBe(false);
  });
});

describe('an entry', () => {
  it.each(['nas', 'nas.local:8080', '10.0.0.1', '::1', '[::1]', '[fd00::1]:80'])('%s has sense', (entry) => {
    expect(isHostEntry(entry)).toBe(true);
  });

  it.each([
    '',
    'http://nas',
    'nas/hook',
    '*.local',
    '*',
    'me@nas',
    'nas:port',
    'nas:123456',
    '[::1',
    'a b',
    '1.2.3.4.5',
  ])('%j has none', (entry) => {
    expect(isHostEntry(entry)).toBe(false);
  });
});
