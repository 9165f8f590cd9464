import { session, type Session } from '@clawbridge/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './clients.ts';
import { leaveWorld, makeWorld, type World } from './gateway-world.ts';
import { runProgram } from './program.ts';
import { openBrowser, type WebBrowser } from './web-browser.ts';

const PASSWORD = 'correct horse battery';
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d);

let world: World;
beforeAll(async () => {
  world = await makeWorld();
  await runProgram(['passwd'], world.env, PASSWORD);
});
afterAll(async () => await leaveWorld(world));

/** What stands in the link of a new invite. */
async function invite(name: string): Promise<string> {
  const { stdout } = await runProgram(['invite', name, '--json'], world.env);
  const { url } = JSON.parse(stdout) as { url: string };
  return new URL(url).hash.replace('#invite=', '');
}

async function revoke(name: string): Promise<void> {
  expect(await runProgram(['invite', '--revoke', name], world.env)).toMatchObject({ code: 0 });
}

async function sessionOf(response: Response): Promise<Session> {
  return session.parse(await response.json());
}

/** A browser that is signed in by an invite. */
async function guest(url: string, name: string): Promise<WebBrowser> {
  const browser = openBrowser(url);
  expect(await browser.post('/chat/session', { invite: await invite(name) })).toMatchObject({ status: 200 });
  return browser;
}

async function deeds(action: string): Promise<readonly { outcome: string; reason?: string }[]> {
  const { stdout } = await runProgram(['audit', '--json'], world.env);
  const { records } = JSON.parse(stdout) as { records: { action: string; outcome: string }[] };
  return records.filter((record) => record.action === action);
}

describe('clawbridge invite', () => {
  it('prints a link that works once, says for how long, and what is missing', async () => {
    const { stdout, code } = await runProgram(['invite', 'anna'], world.env);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^http:\/\/127\.0\.0\.1:3000\/#invite=[\w-]{43}\n\nanna is invited: .* once, .*until 20/,
    );
    expect(stdout).toContain('clawbridge channel install');
  });

  it('makes another way in for somebody who is known', async () => {
    expect((await runProgram(['invite', 'ANNA'], world.env)).stdout).toContain('Another way in for anna');
    const { stdout } = await runProgram(['invite', '--list', '--json'], world.env);
    expect((JSON.parse(stdout) as { users: { name: string }[] }).users.map(({ name }) => name)).toContain(
      'anna',
    );
  });

  it.each(['two words', 'a.b', 'owner', '\u001b[31mred'])('takes no name like %j', async (name) => {
    expect(await runProgram(['invite', name], world.env)).toMatchObject({ code: 2 });
  });

  it('says whom it does not know', async () => {
    const { code, stderr } = await runProgram(['invite', '--revoke', 'nobody'], world.env);
    expect(code).not.toBe(0);
    expect(stderr).toContain('There is no web user nobody.');
  });
});

describe('the page of a bridge that asks who comes', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(world.env, ['--auth', '--auth-mode', 'token']);
  });
  afterAll(async () => await server.stop());

  it('lets nobody in who shows nothing', async () => {
    const stranger = openBrowser(server.url);
    expect(await sessionOf(await stranger.get('/chat/session'))).toEqual({ hasPassword: true });
    for (const path of ['/chat/search?q=x', '/chat/files/018f', '/chat/threads/018f/entries', '/console/x'])
      expect((await stranger.get(path)).status, path).toBe(401);
  });

  it('lets in by an invite, once', async () => {
    const code = await invite('bob');
    const first = openBrowser(server.url);
    const answer = await first.post('/chat/session', { invite: code });
    expect((await sessionOf(answer)).person).toMatchObject({ name: 'bob', scopes: ['chat'] });
    const again = await openBrowser(server.url).post('/chat/session', { invite: code });
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ error: { code: 'not_signed_in' } });
    expect((await sessionOf(await first.get('/chat/session'))).person?.name).toBe('bob');
    await expect
      .poll(async () => (await deeds('invite:accept')).map(({ outcome }) => outcome))
      .toEqual(expect.arrayContaining(['ok', 'refused']));
  });

  it('signs in with a cookie no script, no other site and no other host can have', async () => {
    const answer = await openBrowser(server.url).post('/chat/session', { invite: await invite('carl') });
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^clawbridge=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/),
    ]);
  });

  it('lets in the owner by his password, and nobody by another one', async () => {
    const owner = openBrowser(server.url);
    const wrong = await owner.post('/chat/session', { password: 'not this one' });
    expect([wrong.status, owner.cookie()]).toEqual([401, '']);
    const right = await owner.post('/chat/session', { password: PASSWORD });
    expect((await sessionOf(right)).person).toMatchObject({
      id: 'owner',
      scopes: expect.arrayContaining(['admin']),
    });
    expect((await owner.get('/chat/search?q=x')).status).toBe(200);
  });

  it.each([
    ['a foreign page', 'https://evil.example'],
    ['another program of this machine', 'http://localhost:5173'],
    ['a page without an address', 'null'],
  ])('is asked nothing by %s', async (_, origin) => {
    const code = await invite('dora');
    const foreign = openBrowser(server.url, { origin });
    expect((await foreign.post('/chat/session', { invite: code })).status).toBe(403);
    expect((await foreign.delete('/chat/session')).status).toBe(403);
    expect((await foreign.get('/chat/session', { origin })).status).toBe(403);
  });

  it('changes nothing for who does not say where he comes from', async () => {
    const bob = await guest(server.url, 'bob');
    const headers = { cookie: bob.cookie() };
    for (const method of ['POST', 'DELETE'])
      expect((await fetch(`${server.url}/chat/session`, { method, headers })).status, method).toBe(403);
    const body = PNG;
    expect((await fetch(`${server.url}/chat/files`, { method: 'POST', headers, body })).status).toBe(403);
    expect((await bob.get('/chat/search?q=x')).status).toBe(200);
  });

  it('refuses a stolen cookie from when he was revoked', async () => {
    const eve = await guest(server.url, 'eve');
    const pending = await invite('eve');
    const thief = openBrowser(server.url, { cookie: eve.cookie() });
    expect((await thief.get('/chat/search?q=x')).status).toBe(200);
    await revoke('eve');
    expect((await thief.get('/chat/search?q=x')).status).toBe(401);
    expect((await openBrowser(server.url).post('/chat/session', { invite: pending })).status).toBe(401);
    const asked = await eve.get('/chat/session');
    expect(await sessionOf(asked)).toEqual({ hasPassword: true });
    expect(eve.cookie()).toBe('');
  });

  it('signs out, for whoever has the cookie', async () => {
    const finn = await guest(server.url, 'finn');
    const thief = openBrowser(server.url, { cookie: finn.cookie() });
    expect((await finn.delete('/chat/session')).status).toBe(204);
    expect(finn.cookie()).toBe('');
    expect((await thief.get('/chat/search?q=x')).status).toBe(401);
  });

  it('shows the console to nobody who was invited', async () => {
    const bob = await guest(server.url, 'bob');
    expect((await bob.get('/console/instances')).status).toBe(403);
  });

  it('takes no token of a program for a person, and no cookie for a program', async () => {
    const bob = await guest(server.url, 'bob');
    expect((await bob.post('/mcp', {})).status).toBe(401);
    expect((await bob.get('/openclaw/files/018f')).status).toBe(401);
    await expect.poll(async () => (await deeds('link')).map(({ outcome }) => outcome)).toContain('refused');
  });
});

describe('files of the web chat', () => {
  let server: RunningServer;
  let bob: WebBrowser;
  beforeAll(async () => {
    server = await startServer(world.env, ['--auth', '--auth-mode', 'token']);
    bob = await guest(server.url, 'bob');
  });
  afterAll(async () => await server.stop());

  const put = async (bytes: Uint8Array, type: string, name = 'cat.png') =>
    await bob.post(`/chat/files?name=${encodeURIComponent(name)}`, bytes, { 'content-type': type });

  async function putId(bytes: Uint8Array, type: string, name?: string): Promise<string> {
    const { id } = (await (await put(bytes, type, name)).json()) as { id: string };
    return id;
  }

  it('come back as they were put there, and run nothing', async () => {
    const large = new Uint8Array(700_000).fill(7);
    large.set(PNG);
    const id = await putId(large, 'image/png');
    const answer = await bob.get(`/chat/files/${id}`);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': '700000',
      'content-disposition': expect.stringMatching(/^inline; filename="cat\.png"/),
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(large))).toBe(true);
    const etag = answer.headers.get('etag') ?? '';
    expect((await bob.get(`/chat/files/${id}`, { 'if-none-match': etag })).status).toBe(304);
  });

  it('are shown to nobody else', async () => {
    const id = await putId(PNG, 'image/png');
    const anna = await guest(server.url, 'anna');
    expect((await anna.get(`/chat/files/${id}`)).status).toBe(404);
    expect((await openBrowser(server.url).get(`/chat/files/${id}`)).status).toBe(401);
  });

  it('are saved and not shown where they are no image, whatever they claim', async () => {
    const page = new TextEncoder().encode('<script>alert(1)</script>');
    const id = await putId(page, 'text/html', '<img src=x onerror=alert(1)>"\r\n.html');
    const { headers } = await bob.get(`/chat/files/${id}`);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="[\w .()+-]+"; filename\*=UTF-8''[\w%.-]+$/,
    );
    expect((await put(page, 'image/png')).status).toBe(400);
    expect((await put(Uint8Array.of(77, 90, 0, 1), 'application/x-msdownload')).status).toBe(400);
  });

  it('are no larger than they may be, whatever their sender says', async () => {
    const tooLarge = new Uint8Array(10 * 1024 * 1024 + 1).fill(65);
    expect((await put(tooLarge, 'text/plain')).status).toBe(413);
    const stream = new Blob([tooLarge]).stream();
    const unsaid = await fetch(`${server.url}/chat/files?name=a.txt`, {
      method: 'POST',
      headers: { cookie: bob.cookie(), origin: server.url, 'content-type': 'text/plain' },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(unsaid.status).toBe(400);
    expect(await unsaid.json()).toMatchObject({ error: { message: 'This file is larger than 10 MB.' } });
    expect((await put(new Uint8Array(), 'text/plain')).status).toBe(400);
  });
});

describe('the page of a bridge only this machine reaches', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(world.env);
  });
  afterAll(async () => await server.stop());

  it('is the owner’s, who need not sign in', async () => {
    const { person } = await sessionOf(await openBrowser(server.url).get('/chat/session'));
    expect(person).toMatchObject({ id: 'owner', scopes: ['read', 'chat', 'approve', 'admin'] });
  });

  it('is that of a guest where he has signed in, until he is revoked', async () => {
    const gail = await guest(server.url, 'gail');
    expect((await sessionOf(await gail.get('/chat/session'))).person?.name).toBe('gail');
    const thief = openBrowser(server.url, { cookie: gail.cookie() });
    await revoke('gail');
    expect((await thief.get('/chat/search?q=x')).status).toBe(401);
  });

  it('is nobody’s in the browser of a guest who was revoked, until it is given up', async () => {
    const hugo = await guest(server.url, 'hugo');
    await revoke('hugo');
    for (let visits = 0; visits < 2; visits++)
      expect(await sessionOf(await hugo.get('/chat/session'))).toEqual({ hasPassword: true, isOpen: true });
    expect((await hugo.delete('/chat/session')).status).toBe(204);
    expect((await sessionOf(await hugo.get('/chat/session'))).person?.id).toBe('owner');
  });

  it('is nobody’s in the browser of a guest who has signed out', async () => {
    const ivo = await guest(server.url, 'ivo');
    expect((await ivo.delete('/chat/session')).status).toBe(204);
    expect((await sessionOf(await ivo.get('/chat/session'))).person).toBeUndefined();
    expect((await ivo.get('/chat/search?q=x')).status).toBe(401);
  });

  it('is asked nothing by a foreign page', async () => {
    const evil = openBrowser(server.url, { origin: 'http://localhost:5173' });
    expect((await evil.get('/chat/search?q=x', { origin: 'http://localhost:5173' })).status).toBe(403);
    expect((await evil.post('/chat/files?name=a.txt', PNG)).status).toBe(403);
    // As a picture of such a page is asked for.
    for (const site of ['cross-site', 'same-site'])
      expect((await evil.get('/chat/search?q=x', { 'sec-fetch-site': site })).status, site).toBe(403);
    expect((await evil.get('/chat/search?q=x', { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('is a page for browsers, and a few words for programs', async () => {
    const browser = openBrowser(server.url);
    const page = await browser.get('/', { accept: 'text/html' });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    const [, script = ''] = /src="(\/assets\/[^"]+)"/.exec(await page.text()) ?? [];
    const asset = await browser.get(script, { 'accept-encoding': 'br' });
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-encoding')).toBe('br');
    expect((await browser.get('/assets/nothing.js')).status).toBe(404);
    expect(await (await browser.get('/')).text()).toContain('/mcp');
  });
});

describe('the page of a bridge on the internet', () => {
  it('is signed in to with a cookie for https alone', async () => {
    const issuer = 'https://claw.example.com';
    const server = await startServer(world.env, ['--auth', '--issuer-url', issuer]);
    try {
      const answer = await openBrowser(server.url, { origin: issuer }).post('/chat/session', {
        invite: await invite('hans'),
      });
      expect(answer.headers.getSetCookie()).toEqual([
        expect.stringMatching(
          /^__Host-clawbridge=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=/,
        ),
      ]);
    } finally {
      await server.stop();
    }
  });

  it('is not there with --no-chat', async () => {
    const server = await startServer(world.env, ['--no-chat']);
    try {
      const browser = openBrowser(server.url);
      expect((await browser.get('/chat/session')).status).toBe(404);
      expect(await (await browser.get('/', { accept: 'text/html' })).text()).toContain('/mcp');
    } finally {
      await server.stop();
    }
  });

  it('signs out the owner when he changes his password', async () => {
    const server = await startServer(world.env, ['--auth', '--auth-mode', 'token']);
    try {
      const owner = openBrowser(server.url);
      await owner.post('/chat/session', { password: PASSWORD });
      expect((await owner.get('/chat/search?q=x')).status).toBe(200);
      await runProgram(['passwd'], world.env, 'another horse battery');
      expect((await owner.get('/chat/search?q=x')).status).toBe(401);
    } finally {
      await server.stop();
      await runProgram(['passwd'], world.env, PASSWORD);
    }
  });
});
