import { expect, test } from 'vitest';
import { Refusal } from './ask.ts';
import { createSession } from './session.ts';

const PERSON = { id: 'k3v9', name: 'Mia', scopes: ['chat'] };

function createShelf() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

/** A session whose relay answers this; without an answer it cannot be reached. */
function createWorld(shelf = createShelf()) {
  const world: {
    answer: (() => Response) | undefined;
    asked: (string | undefined)[];
    shelfChanged: (key: string | null) => void;
  } = {
    answer: () => Response.json({ hasPassword: true, person: PERSON }),
    asked: [],
    shelfChanged: () => undefined,
  };
  const session = createSession({
    async fetch(url, init) {
      world.asked.push(`${init?.method} ${url}`);
      if (world.answer === undefined) throw new TypeError('no relay');
      return world.answer();
    },
    shelf,
    onShelfChanged: (changed) => (world.shelfChanged = changed),
  });
  return { world, session, shelf };
}

test('is whoever the relay says', async () => {
  const { session } = createWorld();
  expect(session.who.value).toEqual({ kind: 'asking' });
  await session.refresh();
  expect(session.who.value).toEqual({ kind: 'in', person: PERSON });
});

test('without the relay it is who it was the last time', async () => {
  const { session: before, shelf } = createWorld();
  await before.refresh();
  const { session, world } = createWorld(shelf);
  world.answer = undefined;
  await session.refresh();
  expect(session.who.value).toEqual({ kind: 'in', person: PERSON });
});

test('nobody is signed in once the relay says so, and nothing is remembered', async () => {
  const { session, world, shelf } = createWorld();
  await session.refresh();
  world.answer = () => Response.json({ hasPassword: false });
  await session.refresh();
  expect(session.who.value).toEqual({ kind: 'out', hasPassword: false, isEnded: true });
  expect(createWorld(shelf).session.who.value).toEqual({ kind: 'asking' });
});

test('a no is told in the words of the relay', async () => {
  const { session, world } = createWorld();
  const error = { code: 'not_allowed', message: 'This is not the password.', hint: 'Look again.' };
  world.answer = () => Response.json({ error }, { status: 403 });
  const thrown = await session.signIn({ password: 'x' }).catch((reason: unknown) => reason);
  expect(thrown).toBeInstanceOf(Refusal);
  expect(thrown).toMatchObject({ message: error.message, hint: error.hint, isRetryable: false });
});

test('an answer that is none keeps who was there', async () => {
  const { session, world } = createWorld();
  await session.refresh();
  world.answer = () => new Response('<html>Please log in to the hotel</html>');
  await session.refresh();
  expect(session.who.value).toEqual({ kind: 'in', person: PERSON });
});

test('whoever signs out in one tab is signed out in the others', async () => {
  const { session, world } = createWorld();
  await session.refresh();
  world.answer = () => Response.json({ hasPassword: false });
  world.shelfChanged('clawbridge.theme');
  expect(world.asked).toHaveLength(1);
  world.shelfChanged('clawbridge.person');
  await expect.poll(() => session.who.value.kind).toBe('out');
});

test('a guest who signs out was not sent away', async () => {
  const { session, world } = createWorld();
  await session.refresh();
  world.answer = () => Response.json({ hasPassword: false });
  await session.signOut();
  expect(session.who.value).toEqual({ kind: 'out', hasPassword: false });
});
