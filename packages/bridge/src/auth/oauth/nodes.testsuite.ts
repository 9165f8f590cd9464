import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  getCode,
  getTokens,
  openWebBridge,
  redeem,
  refresh,
  type TempStore,
  type Tokens,
  type WebBridge,
} from './bridge-on-the-web.fixture.ts';
import { listGrants, revokeGrant } from './grants.ts';

/** Several processes on one store are one authorization server, whichever of them a request meets. */
export function describeNodes(name: string, createTempStore: () => TempStore): void {
  describe(`three authorization servers on ${name}`, () => {
    let bridge: WebBridge;

    beforeEach(async () => {
      bridge = await openWebBridge(createTempStore(), {}, 3);
    });

    afterEach(async () => {
      await bridge.close();
    });

    it('finish what another one began', async () => {
      const tokens = await getTokens(bridge);
      const renewed = await refresh(bridge, tokens.clientId, tokens.refresh_token);
      expect(renewed.status).toBe(200);
      expect(await bridge.server.verify(tokens.access_token)).toBeDefined();
    });

    it('publish the same keys', async () => {
      const keys = [];
      for (const _ of [1, 2, 3]) keys.push(await (await fetch(`${bridge.url}/oauth/jwks`)).text());
      expect(new Set(keys).size).toBe(1);
    });

    it('know at once that a grant was taken back, each of them', async () => {
      const { access_token: token } = await getTokens(bridge);
      const knock = async () =>
        (await fetch(`${bridge.url}/mcp`, { headers: { authorization: `Bearer ${token}` } })).status;
      const atEach = async () => [await knock(), await knock(), await knock()];
      expect(await atEach()).toEqual([200, 200, 200]);
      const deps = { grants: bridge.store.grants, clock: bridge.clock };
      const [grant] = await listGrants(deps);
      await revokeGrant(grant?.id ?? '', deps);
      expect(await atEach()).toEqual([401, 401, 401]);
    });

    it.each(['code', 'refresh token'])('leave nobody anything of a %s that is used at once', async (what) => {
      for (let round = 0; round < 5; round++) {
        const got = await getCode(bridge);
        const first = what === 'code' ? undefined : ((await (await redeem(bridge, got)).json()) as Tokens);
        const use = async () =>
          first === undefined
            ? await redeem(bridge, got)
            : await refresh(bridge, got.clientId, first.refresh_token);
        const answers = await Promise.all([use(), use(), use()]);
        const given = answers.filter(({ ok }) => ok);
        expect(given.length).toBeLessThanOrEqual(1);
        for (const response of given) {
          const tokens = (await response.json()) as Tokens;
          expect(await bridge.server.verify(tokens.access_token)).toBeUndefined();
          expect((await refresh(bridge, got.clientId, tokens.refresh_token)).status).toBe(400);
        }
        if (first !== undefined) expect(await bridge.server.verify(first.access_token)).toBeUndefined();
      }
    });
  });
}
