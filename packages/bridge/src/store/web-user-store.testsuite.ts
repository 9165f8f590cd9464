import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebUserStore } from '../domain/port/web-user-store.ts';
import { OWNER_USER, type Invite, type WebSession, type WebUser } from '../domain/web-user.ts';
import type { StoreSetup } from './task-store.testsuite.ts';

const aUser = (over: Partial<WebUser> = {}): WebUser => ({
  id: randomUUID(),
  name: 'bob',
  createdAt: 1_000,
  ...over,
});
const anInvite = (user: string, over: Partial<Invite> = {}): Invite => ({
  hash: randomUUID(),
  user,
  createdAt: 1_000,
  expiresAt: 5_000,
  ...over,
});
const aSession = (over: Partial<WebSession> = {}): WebSession => ({
  hash: randomUUID(),
  user: 'owner',
  createdAt: 1_000,
  expiresAt: 9_000,
  ...over,
});

/** The promises of the WebUserStore port; every store keeps them. */
export function describeWebUserStore(name: string, setup: () => Promise<StoreSetup>): void {
  describe(`WebUserStore contract: ${name}`, () => {
    let world: StoreSetup;
    let users: WebUserStore;

    beforeEach(async () => {
      world = await setup();
      users = (await world.open()).webUsers;
    });
    afterEach(async () => {
      await world.teardown();
    });

    const invited = async () => {
      const user = aUser();
      const invite = anInvite(user.id);
      await users.add(user);
      await users.addInvite(invite);
      return { user, invite };
    };

    it('keeps a user as he was given', async () => {
      const user = aUser({ name: 'Анна', lastSeenAt: 2_000 });
      expect(await users.add(user)).toBe(true);
      expect(await users.find(user.id)).toEqual(user);
      expect(await users.find('nobody')).toBeUndefined();
    });

    it.each([
      ['Bob', 'bOB'],
      ['Анна', 'АННА'],
      ['小明', '小明'],
    ])('has one %s who is welcome, however %s is written', async (one, other) => {
      const first = aUser({ name: one });
      expect(await users.add(first)).toBe(true);
      expect(await users.add(aUser({ name: other }))).toBe(false);
      expect(await users.findByName(other)).toEqual(first);
      await users.revoke(first.id, 2_000);
      expect(await users.findByName(one)).toBeUndefined();
      expect(await users.add(aUser({ name: other }))).toBe(true);
    });

    it('adds one of a name when two are added at the same moment', async () => {
      const other = (await world.open()).webUsers;
      const added = await Promise.all([users, other].map((one) => one.add(aUser())));
      expect(added.filter(Boolean)).toHaveLength(1);
    });

    it('lists everybody by name, and those who are not welcome last', async () => {
      const [zoe, adam, bob] = ['Zoe', 'adam', 'Bob'].map((name) => aUser({ name }));
      for (const user of [zoe!, adam!, bob!]) await users.add(user);
      await users.revoke(adam!.id, 2_000);
      expect((await users.list()).map((user) => user.name)).toEqual(['Bob', 'Zoe', 'adam']);
      expect(await users.find(adam!.id)).toMatchObject({ revokedAt: 2_000 });
    });

    it('ends invites and sessions of whoever is not welcome any more', async () => {
      const { user, invite } = await invited();
      const session = aSession({ user: user.id });
      await users.addSession(session);
      expect(await users.revoke(user.id, 2_000)).toBe(true);
      expect(await users.revoke(user.id, 3_000)).toBe(false);
      expect(await users.revoke('nobody', 3_000)).toBe(false);
      expect(await users.session(session.hash, 2_000)).toBeUndefined();
      expect(await users.redeem(invite.hash, aSession(), 2_000)).toBeUndefined();
      const late = aSession({ user: user.id });
      await users.addSession(late);
      expect(await users.session(late.hash, 2_000)).toBeUndefined();
    });

    it('notes when somebody was here, and nothing older', async () => {
      const user = aUser();
      await users.add(user);
      for (const now of [3_000, 2_000]) await users.seen(user.id, now);
      expect(await users.find(user.id)).toMatchObject({ lastSeenAt: 3_000 });
      await users.seen('nobody', 3_000);
    });

    it('lets in with an invite, once', async () => {
      const { user, invite } = await invited();
      const { user: _, ...session } = aSession();
      expect(await users.redeem(invite.hash, session, 2_000)).toEqual(user);
      expect(await users.session(session.hash, 2_000)).toEqual({ ...session, user: user.id });
      expect(await users.redeem(invite.hash, aSession(), 2_000)).toBeUndefined();
      expect(await users.redeem('unknown', aSession(), 2_000)).toBeUndefined();
    });

    it('lets in one of many who use an invite at the same moment', async () => {
      const { user, invite } = await invited();
      const other = (await world.open()).webUsers;
      const sessions = Array.from({ length: 8 }, () => aSession());
      const results = await Promise.all(
        sessions.map((session, i) => (i % 2 ? users : other).redeem(invite.hash, session, 2_000)),
      );
      expect(results.filter(Boolean)).toEqual([user]);
      const begun = await Promise.all(sessions.map(({ hash }) => users.session(hash, 2_000)));
      expect(begun.filter(Boolean)).toHaveLength(1);
    });

    it('takes no invite that has expired', async () => {
      const { invite } = await invited();
      expect(await users.redeem(invite.hash, aSession(), 5_000)).toBeUndefined();
    });

    it('keeps a session of the owner, who is no row here', async () => {
      const session = aSession({ user: OWNER_USER.id });
      await users.addSession(session);
      expect(await users.session(session.hash, 8_999)).toEqual(session);
      expect(await users.session(session.hash, 9_000)).toBeUndefined();
      await users.prolong(session.hash, 20_000);
      expect(await users.session(session.hash, 9_000)).toMatchObject({ expiresAt: 20_000 });
    });

    it('ends one session, or all of a user', async () => {
      const [a, b, c, d] = ['ann', 'ann', 'ann', 'bob'].map((user) => aSession({ user }));
      for (const session of [a!, b!, c!, d!]) await users.addSession(session);
      const open = async () =>
        (await Promise.all([a!, b!, c!, d!].map(({ hash }) => users.session(hash, 2_000)))).map(Boolean);
      await users.endSession(a!.hash);
      expect(await open()).toEqual([false, true, true, true]);
      await users.endSessions('ann');
      expect(await open()).toEqual([false, false, false, true]);
    });

    it('forgets what expired before', async () => {
      const { user } = await invited();
      const { invite: young } = { invite: anInvite(user.id, { expiresAt: 8_000 }) };
      await users.addInvite(young);
      await users.addSession(aSession({ expiresAt: 5_999 }));
      await users.addSession(aSession({ expiresAt: 6_000 }));
      expect(await users.prune(6_000)).toBe(2);
      expect(await users.prune(6_000)).toBe(0);
      expect(await users.redeem(young.hash, aSession(), 6_000)).toEqual(user);
    });
  });
}
