import { describe, expect, it } from 'vitest';
import { createGuard, type GuardOptions } from './guard.ts';

const guardFor = (over: Partial<GuardOptions> = {}) => createGuard({ hosts: [], origins: [], ...over });
const headers = (host: string | undefined, origin?: string) => ({ host, origin });

describe('the Host', () => {
  it.each(['localhost', 'localhost:3000', 'LOCALHOST:3000', '127.0.0.1:3000', '[::1]:3000', '127.0.0.1'])(
    'lets a program call %s',
    (host) => {
      expect(guardFor().refuse(headers(host))).toBeUndefined();
    },
  );

  it.each([
    'evil.example.com',
    'localhost.evil.com',
    '127.0.0.1.nip.io:3000',
    '10.0.0.1',
    '0.0.0.0',
    'localhost.',
    'evil.example.com@localhost',
    'localhost/evil.example.com',
    'localhost#evil.example.com',
    'localhost:99999',
    'localhost, evil.example.com',
    '',
  ])('refuses %j, which may be a foreign name for us, and says what to do', (host) => {
    expect(guardFor().refuse(headers(host))).toBe(
      `Host "${host}" is not allowed here. If a reverse proxy leads clients here under this name, start clawbridge with --auth and --issuer-url; --allowed-hosts names others.`,
    );
  });

  it('refuses a request without any, and one that is none', () => {
    expect(guardFor().refuse(headers(undefined))).toMatch(/^Host "" is not allowed/);
    expect(guardFor().refuse(headers('a b'))).toMatch(/^Host "a b" is not allowed/);
  });

  it('may be a name the user allowed, in any case and on any port', () => {
    const guard = guardFor({ hosts: ['Bridge.Example.com'] });
    expect(guard.refuse(headers('bridge.example.com:8443'))).toBeUndefined();
    expect(guard.refuse(headers('other.example.com'))).toBeDefined();
    expect(guard.refuse(headers('localhost'))).toBeUndefined();
  });

  it('may be any name below a domain, but not the domain itself or one that only ends like it', () => {
    const guard = guardFor({ hosts: ['*.example.com'] });
    expect(guard.refuse(headers('a.b.example.com'))).toBeUndefined();
    expect(guard.refuse(headers('example.com'))).toBeDefined();
    expect(guard.refuse(headers('evilexample.com'))).toBeDefined();
  });

  it('may be anything with *', () => {
    expect(guardFor({ hosts: ['*'] }).refuse(headers('whatever.example.com'))).toBeUndefined();
  });
});

describe('the Origin', () => {
  it.each(['http://localhost:5173', 'http://127.0.0.1', 'https://[::1]:8443'])(
    'of a page of this machine is let through: %s',
    (origin) => {
      expect(guardFor().refuse(headers('localhost:3000', origin))).toBeUndefined();
      expect(guardFor().allowsOrigin(origin)).toBe(true);
    },
  );

  it.each([
    'https://evil.example.com',
    'http://localhost.evil.com',
    'null',
    'garbage',
    'http://127.0.0.1.nip.io',
    '',
  ])('of a foreign page is refused: %j, and says what to do', (origin) => {
    expect(guardFor().allowsOrigin(origin)).toBe(false);
    expect(guardFor().refuse(headers('localhost:3000', origin))).toBe(
      `Origin "${origin}" is not allowed here. Name it in --cors-origins if it is yours.`,
    );
  });

  it.each([
    ['https://app.example.com', 'https://app.example.com', true],
    ['https://app.example.com', 'https://app.example.com:8443', false],
    ['https://app.example.com', 'http://app.example.com', false],
    ['HTTPS://App.Example.com', 'https://app.example.com', true],
    ['https://app.example.com:8443', 'https://app.example.com:8443', true],
    ['app.example.com', 'https://app.example.com:8443', true],
    ['app.example.com', 'http://app.example.com', true],
    ['app.example.com', 'https://evil-app.example.com', false],
    ['*.example.com', 'https://app.example.com', true],
    ['*.example.com', 'https://evilexample.com', false],
    ['*', 'https://anything.example', true],
    ['*', 'null', true],
  ])('with --cors-origins %s, %s is let through: %s', (known, origin, allowed) => {
    const guard = guardFor({ origins: [known] });
    expect(guard.allowsOrigin(origin)).toBe(allowed);
    expect(guard.refuse(headers('localhost', origin)) === undefined).toBe(allowed);
  });

  it('of a host the user allowed is ours', () => {
    expect(guardFor({ hosts: ['bridge.example.com'] }).allowsOrigin('https://bridge.example.com')).toBe(true);
  });

  it('stays guarded although any Host is allowed: that is a word about a proxy, not about pages', () => {
    const guard = guardFor({ hosts: ['*'] });
    expect(guard.allowsOrigin('https://evil.example.com')).toBe(false);
    expect(guard.refuse(headers('bridge.internal', 'https://evil.example.com'))).toMatch(/^Origin/);
    expect(guard.allowsOrigin('http://localhost:5173')).toBe(true);
  });

  it('does not make a foreign Host good', () => {
    const guard = guardFor({ origins: ['*'] });
    expect(guard.refuse(headers('evil.example.com', 'http://localhost'))).toMatch(/^Host/);
  });
});

describe('the address we have on the internet', () => {
  const guard = guardFor({ issuer: new URL('https://Claw.example.com:8443/') });

  it('is a Host that may be called, on any port', () => {
    expect(guard.refuse(headers('claw.example.com:8443'))).toBeUndefined();
    expect(guard.refuse(headers('claw.example.com'))).toBeUndefined();
    expect(guard.refuse(headers('other.example.com'))).toBeDefined();
  });

  it.each([
    ['https://claw.example.com:8443', true],
    ['https://claw.example.com', false],
    ['http://claw.example.com:8443', false],
    ['https://evil.example.com:8443', false],
  ])('is an Origin of ours to the letter: %s is %s', (origin, allowed) => {
    expect(guard.allowsOrigin(origin)).toBe(allowed);
  });
});
