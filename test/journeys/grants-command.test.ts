import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  getTokens,
  openWebBridge,
  refresh,
  type WebBridge,
} from '../../packages/bridge/src/auth/oauth/bridge-on-the-web.fixture.ts';
import { openStore } from '../../packages/bridge/src/store/open-store.ts';
import { makeHome, runProgram } from './program.ts';

interface ListedGrant {
  readonly id: string;
  readonly clientId: string;
}

/** The owner at the terminal, while a server uses the same store. */
describe('clawbridge grants', () => {
  const home = makeHome();
  let bridge: WebBridge;

  beforeEach(async () => {
    const store = await openStore({ home: home.path });
    bridge = await openWebBridge({ open: () => store, discard: () => store.close() });
  });
  afterEach(async () => await bridge.close());
  afterAll(() => home.remove());

  const env = { CLAWBRIDGE_HOME: home.path };
  const run = (...args: string[]) => runProgram(['grants', ...args], env);
  const listed = async () =>
    (JSON.parse((await run('list', '--json')).stdout) as { grants: readonly ListedGrant[] }).grants;
  const idOf = async ({ clientId }: { readonly clientId: string }) =>
    (await listed()).find((grant) => grant.clientId === clientId)?.id ?? '';

  it('says that there is none', async () => {
    expect(await run()).toMatchObject({
      code: 0,
      stdout: 'No client was let in by signing in.\n',
      stderr: '',
    });
  });

  it('shows a client that was let in, and nothing that lets anybody in', async () => {
    const { clientId, access_token: access, refresh_token: again } = await getTokens(bridge);
    const { code, stdout } = await run('list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^gra_[0-9a-f]{24} {2}read,chat {2}"An App" {2}[\w-]+ {2}granted \S+Z {2}last /);
    const json = (await run('list', '--json')).stdout;
    expect(JSON.parse(json)).toMatchObject({
      grants: [
        {
          id: expect.stringMatching(/^gra_/),
          clientName: 'An App',
          clientId,
          principal: 'owner',
          scopes: ['read', 'chat'],
          only: { instances: ['home', 'lab'] },
          grantedAt: expect.stringMatching(/Z$/),
          expiresAt: expect.stringMatching(/Z$/),
          lastRenewedAt: expect.stringMatching(/Z$/),
        },
      ],
    });
    for (const token of [access, again]) expect(stdout + json).not.toContain(token);
  });

  it('takes one back, whose id may be cut short, writes it down, and leaves the others', async () => {
    const [lost, kept] = [await getTokens(bridge), await getTokens(bridge)];
    const id = await idOf(lost);
    expect(await run('revoke', id.slice(0, 12))).toMatchObject({
      code: 0,
      stdout: `${id} revoked: An App has to sign in again.\n`,
      stderr: '',
    });
    expect(await bridge.server.verify(lost.access_token)).toBeUndefined();
    expect((await refresh(bridge, lost.clientId, lost.refresh_token)).status).toBe(400);
    expect(await bridge.server.verify(kept.access_token)).toBeDefined();
    expect(await idOf(lost)).toBe('');
    const audit = await runProgram(['audit', '--json'], env);
    expect(JSON.parse(audit.stdout)).toMatchObject({
      records: [{ principal: 'owner', action: 'grant:revoke', outcome: 'ok', target: id }],
    });
  });

  it('prints what it took back for a script', async () => {
    const tokens = await getTokens(bridge);
    const id = await idOf(tokens);
    const { stdout } = await run('revoke', id, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      id,
      clientId: tokens.clientId,
      revokedAt: expect.stringMatching(/Z$/),
    });
    expect(await idOf(tokens)).toBe('');
  });

  it.each([
    [['revoke'], 2, 'Which grant?'],
    [['revoke', 'gra_'], 2, 'too short to name a grant'],
    [['revoke', 'gra_zzzz'], 1, 'There is no grant gra_zzzz. `clawbridge grants list`'],
    [['revoke', 'gra_zzzz', 'more'], 2, 'takes no "more"'],
    [['list', 'all'], 2, 'takes no "all"'],
    [['make'], 2, 'Use grants list or revoke.'],
  ])('refuses %j', async (args, code, text) => {
    const before = await listed();
    expect(await run(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(text) });
    expect(await listed()).toEqual(before);
  });
});
