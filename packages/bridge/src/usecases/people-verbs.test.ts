import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newWebSecret, newWebUserId, webHash } from '../auth/web-secret.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import type { Store } from '../domain/port/store.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { INVITE_MS, SESSION_MS } from '../domain/web-user.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createBackground } from './background.ts';
import { createPeople, type PeopleVerbs } from './people-verbs.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

let temp: TempStore;
let store: Store;
let people: PeopleVerbs;
let clock: ReturnType<typeof createSteppedClock>;
let lookedAt: string[];

beforeEach(() => {
  temp = createTempStore();
  store = temp.open();
  clock = createSteppedClock();
  lookedAt = [];
  people = createPeople({
    store: store.webUsers,
    clock,
    background: createBackground(createRecordingLog()),
    newUserId: newWebUserId,
    newSecret: newWebSecret,
    hash: webHash,
    lookAgain: (user) => void lookedAt.push(user),
  });
});
afterEach(() => temp.discard());

async function signedIn(name: string) {
  const { code } = await people.inviteWebUser(name);
  return await people.acceptInvite(code);
}

describe('an invite', () => {
  it('makes somebody known, under an id nobody can guess', async () => {
    const { user, isNew } = await people.inviteWebUser(' bob ');
    expect(user).toMatchObject({ name: 'bob', id: expect.stringMatching(/^[a-z2-7]{12}$/) });
    expect([isNew, (await people.inviteWebUser('BOB')).isNew]).toEqual([true, false]);
  });

  it('is one person where two are invited at once under one name', async () => {
    const invited = await Promise.all(['bob', 'Bob', 'BOB'].map((name) => people.inviteWebUser(name)));
    expect(new Set(invited.map(({ user }) => user.id)).size).toBe(1);
  });

  it('lets in once', async () => {
    const { code, user } = await people.inviteWebUser('bob');
    expect((await people.acceptInvite(code)).user.id).toBe(user.id);
    await expect(people.acceptInvite(code)).rejects.toMatchObject({ code: 'not_signed_in' });
  });

  it('lets in one of many who come at once with the same one', async () => {
    const { code } = await people.inviteWebUser('bob');
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => people.acceptInvite(code)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is over after three days', async () => {
    const { code } = await people.inviteWebUser('bob');
    clock.advance(INVITE_MS + 1);
    await expect(people.acceptInvite(code)).rejects.toMatchObject({ code: 'not_signed_in' });
  });

  it.each(['', 'a b', 'a.b', 'Owner', 'x'.repeat(65), 'a\u202eb'])(
    'is for nobody called %j',
    async (name) => {
      await expect(people.inviteWebUser(name)).rejects.toMatchObject({ code: 'invalid_input' });
    },
  );
});

describe('a session', () => {
  it('is that of whoever signed in, and of nobody who guesses', async () => {
    const { secret, user } = await signedIn('bob');
    expect((await people.findWebSession(secret))?.user).toMatchObject({ id: user.id, name: 'bob' });
    expect(await people.findWebSession(newWebSecret())).toBeUndefined();
  });

  it('is prolonged while it is used, a day at a time', async () => {
    const { secret, expiresAt } = await signedIn('bob');
    expect((await people.findWebSession(secret))?.expiresAt).toBe(expiresAt);
    clock.advance(2 * DAY_MS);
    const later = clock.now() + SESSION_MS;
    expect((await people.findWebSession(secret))?.expiresAt).toBe(later);
    await expect
      .poll(async () => (await store.webUsers.session(webHash(secret), clock.now()))?.expiresAt)
      .toBe(later);
  });

  it('is over when nobody used it', async () => {
    const { secret } = await signedIn('bob');
    clock.advance(SESSION_MS + 1);
    expect(await people.findWebSession(secret)).toBeUndefined();
  });

  it('ends with signing out, and no other one does', async () => {
    const [first, second] = [await signedIn('bob'), await signedIn('bob')];
    await people.endWebSession(first.secret);
    expect(await people.findWebSession(first.secret)).toBeUndefined();
    expect(await people.findWebSession(second.secret)).toBeDefined();
    expect(lookedAt).toEqual([first.user.id]);
  });

  it('is the owner’s after his password', async () => {
    const { secret } = await people.beginWebSession('owner');
    expect((await people.findWebSession(secret))?.user.id).toBe('owner');
  });
});

describe('somebody who is revoked', () => {
  it('has no session, no invite and no way back, until he is invited anew as somebody else', async () => {
    const { secret, user } = await signedIn('bob');
    const { code } = await people.inviteWebUser('bob');
    expect((await people.revokeWebUser('Bob')).revokedAt).toBe(clock.now());
    expect(await people.findWebSession(secret)).toBeUndefined();
    await expect(people.acceptInvite(code)).rejects.toMatchObject({ code: 'not_signed_in' });
    expect(lookedAt).toEqual([user.id]);
    expect((await people.inviteWebUser('bob')).user.id).not.toBe(user.id);
  });

  it('is never somebody else who is called as his id is', async () => {
    const { user } = await signedIn('bob');
    await signedIn(user.id);
    expect((await people.revokeWebUser(user.id)).name).toBe('bob');
  });

  it('is found by his id, too; nobody else is', async () => {
    const { user } = await people.inviteWebUser('bob');
    expect((await people.revokeWebUser(user.id)).id).toBe(user.id);
    await expect(people.revokeWebUser('nobody')).rejects.toMatchObject({ code: 'unknown_user' });
  });
});
