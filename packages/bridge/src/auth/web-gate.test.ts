import { describe, expect, it } from 'vitest';
import { OWNER, type Principal } from '../domain/principal.ts';
import type { FindWebSession } from '../usecases/find-web-session.ts';
import { createWebGate } from './web-gate.ts';

const SECRET = 's'.repeat(43);
const STALE = 'o'.repeat(43);
const BOB = { id: 'k3v9aaaaaaaa', name: 'bob' };

const signedIn = new Set([SECRET]);
const findWebSession: FindWebSession = async (secret) =>
  signedIn.has(secret) ? { user: BOB, expiresAt: 1 } : undefined;

function gateOf({ asks, owner = OWNER }: { readonly asks: boolean; readonly owner?: Principal }) {
  return createWebGate({ findWebSession, owner, asksForSession: asks, issuer: undefined });
}

const cookie = (secret: string) => ({ host: 'localhost:3000', cookie: `clawbridge=${secret}` });

describe('the gate for browsers', () => {
  it('lets in who is signed in, to chat and for nothing else', async () => {
    const admission = await gateOf({ asks: true }).admit(cookie(SECRET));
    expect(admission).toMatchObject({ user: BOB, principal: { id: BOB.id, scopes: ['chat'] } });
  });

  it('lets him do no more than the process may', async () => {
    const owner: Principal = { ...OWNER, scopes: ['read'] };
    expect((await gateOf({ asks: true, owner }).admit(cookie(SECRET)))?.principal.scopes).toEqual([]);
  });

  it('lets in nobody who shows nothing, where it asks', async () => {
    expect(await gateOf({ asks: true }).admit({})).toBeUndefined();
  });

  it('takes who shows nothing for the owner, where only this machine comes', async () => {
    expect(await gateOf({ asks: false }).admit({})).toMatchObject({
      user: { id: 'owner' },
      principal: OWNER,
    });
  });

  it('takes nobody for the owner whose session is over', async () => {
    expect(await gateOf({ asks: false }).admit(cookie(STALE))).toBeUndefined();
  });

  it('says when he is no longer welcome', async () => {
    const admission = await gateOf({ asks: true }).admit(cookie(SECRET));
    expect(await admission?.isWelcome?.()).toBe(true);
    signedIn.delete(SECRET);
    expect(await admission?.isWelcome?.()).toBe(false);
    signedIn.add(SECRET);
  });
});
