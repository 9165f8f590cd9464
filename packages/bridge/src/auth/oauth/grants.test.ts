import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempStore } from '../../store/sqlite/temp-store.fixture.ts';
import {
  getCode,
  getTokens,
  openWebBridge,
  redeem,
  refresh,
  type Tokens,
  type WebBridge,
} from './bridge-on-the-web.fixture.ts';
import { listGrants, revokeGrant } from './grants.ts';

const DAY_MS = 24 * 60 * 60_000;

let bridge: WebBridge;

beforeEach(async () => {
  bridge = await openWebBridge(createTempStore());
});
afterEach(async () => await bridge.close());

const deps = () => ({ grants: bridge.store.grants, clock: bridge.clock });
const list = async () => await listGrants(deps());

describe('the grants of clients', () => {
  it('are listed, the newest first, with who has what since when and until when', async () => {
    expect(await list()).toEqual([]);
    const first = await getTokens(bridge);
    const at = bridge.clock.now();
    bridge.clock.advance(DAY_MS);
    const second = await getTokens(bridge, { scope: 'read approve' });
    expect(await list()).toEqual([
      expect.objectContaining({ clientId: second.clientId, scopes: ['read', 'approve'] }),
      {
        id: expect.stringMatching(/^gra_[0-9a-f]{24}$/),
        clientId: first.clientId,
        clientName: 'An App',
        principal: 'owner',
        scopes: ['read', 'chat'],
        instances: [],
        at,
        expiresAt: at + 365 * DAY_MS,
        lastRenewedAt: at,
      },
    ]);
  });

  it('say when the client was given tokens last, and that it never was', async () => {
    const got = await getCode(bridge);
    expect((await list())[0]).not.toHaveProperty('lastRenewedAt');
    const { refresh_token: token } = (await (await redeem(bridge, got)).json()) as Tokens;
    const [before] = await list();
    bridge.clock.advance(DAY_MS);
    await refresh(bridge, got.clientId, token);
    expect((await list())[0]).toEqual({ ...before, lastRenewedAt: bridge.clock.now() });
  });

  it('are not listed once they are over', async () => {
    await getTokens(bridge);
    bridge.clock.advance(365 * DAY_MS - 1);
    expect(await list()).toHaveLength(1);
    bridge.clock.advance(1);
    expect(await list()).toEqual([]);
  });

  it('fall one by one: its tokens are dead at every node, and those of another client are not', async () => {
    const [lost, kept] = [await getTokens(bridge), await getTokens(bridge)];
    const other = await bridge.again();
    const { id = '' } = (await list()).find(({ clientId }) => clientId === lost.clientId) ?? {};
    await revokeGrant(id, deps());
    for (const node of [bridge.server, other]) {
      expect(await node.verify(lost.access_token)).toBeUndefined();
      expect(await node.verify(kept.access_token)).toMatchObject({ clientId: kept.clientId });
    }
    expect((await refresh(bridge, lost.clientId, lost.refresh_token)).status).toBe(400);
    expect((await refresh(bridge, kept.clientId, kept.refresh_token)).status).toBe(200);
    expect(await list()).toMatchObject([{ clientId: kept.clientId }]);
    await expect(revokeGrant(id, deps())).rejects.toMatchObject({ code: 'unknown_grant' });
  });

  it('of a client that has not fetched its tokens fall with its code', async () => {
    const got = await getCode(bridge);
    const [grant] = await list();
    await revokeGrant(grant?.id ?? '', deps());
    expect((await redeem(bridge, got)).status).toBe(400);
    expect(await list()).toEqual([]);
  });
});
