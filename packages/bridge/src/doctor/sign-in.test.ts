import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOwnerPassword } from '../auth/owner-password.ts';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import { openStore } from '../store/open-store.ts';
import { checkSignIn } from './sign-in.ts';

let home: TempHome;
beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const ONLINE = { AUTH_ENABLED: 'true', MCP_ISSUER_URL: 'https://claw.example.com' };

describe('who would be let in', () => {
  it.each([
    [{}, 'ok', 'only programs of this machine'],
    [{ HOST: '0.0.0.0' }, 'warn', 'does not start on 0.0.0.0'],
    [{ AUTH_ENABLED: 'true', CLAWBRIDGE_AUTH_MODE: 'token' }, 'ok', 'show tokens'],
    [{ AUTH_ENABLED: 'true', HOST: '0.0.0.0' }, 'fail', 'where to sign in'],
    [ONLINE, 'fail', 'no password is set'],
  ])('with %j is %s: %s', async (env: Record<string, string>, status, detail) => {
    const [finding] = await checkSignIn(await home.read(env));
    expect(finding).toMatchObject({
      name: 'Authentication',
      status,
      detail: expect.stringContaining(detail),
    });
    expect(finding?.hint !== undefined).toBe(status !== 'ok');
  });

  it('is the owner, once there is a password', async () => {
    const config = await home.read(ONLINE);
    const store = await openStore(config);
    await createOwnerPassword(store).set('correct horse battery');
    await store.close();
    expect(await checkSignIn(config)).toMatchObject([{ status: 'ok' }]);
  });

  it('cannot be said without a store', async () => {
    home.write('state.db', 'no database at all, and long enough to be taken for one');
    expect(await checkSignIn(await home.read(ONLINE))).toMatchObject([{ status: 'fail' }]);
  });
});
