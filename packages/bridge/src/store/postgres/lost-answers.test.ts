import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../domain/allow-list.ts';
import type { Store } from '../../domain/port/store.ts';
import { aNewTask } from '../../domain/task.fixture.ts';
import { createTempDatabase, createTempStore, type TempDatabase } from './temp-store.fixture.ts';

/** The end of an answer: a ReadyForQuery outside of a transaction, https://www.postgresql.org/docs/current/protocol-message-formats.html */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');

describe('a change whose answer is lost with its connection', () => {
  let database: TempDatabase;
  let wire: Wire;
  let temp: ReturnType<typeof createTempStore>;
  let store: Store;

  beforeAll(async () => {
    database = await createTempDatabase();
    wire = await startWire(database.url);
    temp = createTempStore({ url: Object.assign(new URL(database.url), { port: String(wire.port) }).href });
  });
  beforeEach(async () => {
    await temp.discard();
    store = await temp.open();
  });
  afterAll(async () => {
    await temp.discard();
    wire.close();
    await database.drop();
  });

  const lost = async <T>(
    statement: string,
    change: () => Promise<T>,
    meanwhile?: () => Promise<unknown>,
  ): Promise<T> => {
    const losses = wire.losses();
    wire.loseAnswerTo(statement, meanwhile);
    const result = await change();
    expect(wire.losses()).toBe(losses + 1);
    return result;
  };
  const token = (id: string) => ({
    id,
    hash: id,
    name: 'Cursor',
    principal: 'owner',
    scopes: [],
    allow: EVERYTHING,
    createdAt: 1_000,
  });

  it('has used the code for its caller, and for nobody else', async () => {
    await store.grants.put({ kind: 'AuthorizationCode', id: 'a', data: '{}' });
    const consume = () => store.grants.consume('AuthorizationCode', 'a', 1_000);
    expect(await lost('grant_consume', consume)).toBe(true);
    expect(await consume()).toBe(false);
    expect(await lost('grant_consume', consume)).toBe(false);
  });

  it('has added the access token, and still takes no second one', async () => {
    await lost('access_token_add', () => store.accessTokens.add(token('a')));
    expect(await store.accessTokens.list()).toEqual([token('a')]);
    const second = lost('access_token_add', () => store.accessTokens.add({ ...token('b'), hash: 'a' }));
    await expect(second).rejects.toMatchObject({ code: 'internal' });
  });

  it('has written the entry of its caller, which is new to him and to nobody else', async () => {
    const thread = { id: 't', user: 'ann', link: 'default', title: 'Hi', createdAt: 1_000 };
    const said = { kind: 'said', cid: 'c', text: 'Hi', attachments: [] } as const;
    const append = (id: string) =>
      store.threads.append({ id, thread: 't', said, at: 1_000, key: 'said:c' }, thread);
    expect(await lost('COMMIT', () => append('m1'))).toMatchObject({ isNew: true, entry: { id: 'm1' } });
    expect(await lost('COMMIT', () => append('m2'))).toMatchObject({ isNew: false, entry: { id: 'm1' } });
    expect(await store.threads.since(0, 10)).toHaveLength(1);
  });

  it('has let in whoever brought the invite, and nobody else', async () => {
    const ann = { id: 'ann', name: 'Ann', createdAt: 1_000 };
    await store.webUsers.add(ann);
    await store.webUsers.addInvite({ hash: 'i', user: 'ann', createdAt: 1_000, expiresAt: 9_000 });
    const redeem = (hash: string) =>
      store.webUsers.redeem('i', { hash, createdAt: 1_000, expiresAt: 9_000 }, 2_000);
    expect(await lost('web_user_redeem', () => redeem('s1'))).toEqual(ann);
    expect(await store.webUsers.session('s1', 2_000)).toMatchObject({ user: 'ann' });
    expect(await lost('web_user_redeem', () => redeem('s2'))).toBeUndefined();
  });

  it('has revoked the access token, which was not revoked before', async () => {
    await store.accessTokens.add(token('a'));
    const revoke = (now: number) => store.accessTokens.revoke('a', now);
    expect(await lost('access_token_revoke', () => revoke(2_000))).toBe(true);
    expect(await lost('access_token_revoke', () => revoke(3_000))).toBe(false);
  });

  it.each(['audit_append', 'audit_draw'])('has written each audit record once (%s)', async (statement) => {
    const targets = ['a', 'b', 'c'];
    await lost(statement, () =>
      Promise.all(
        targets.map((target) => store.audit.append({ at: 1_000, action: 'sign-in', outcome: 'ok', target })),
      ),
    );
    const records = await store.audit.read({ limit: 10 });
    expect(records.map(({ target }) => target)).toEqual(targets.toReversed());
  });

  it('has given the question its number, which is new', async () => {
    const question = { principal: 'owner', listener: 'kitchen', fingerprint: 'same', now: 1_000, since: 0 };
    const number = async () => {
      const { spoken, isNew } = await store.spoken.number(question);
      return `${spoken.number} ${isNew ? 'new' : 'known'}`;
    };
    expect(await lost('COMMIT', number)).toBe('1 new');
    expect(await number()).toBe('1 known');
    expect(await lost('COMMIT', number)).toBe('1 known');
  });

  it('has added who is told of the end, also when the end comes before it is asked again', async () => {
    const { task } = await store.tasks.add(aNewTask());
    const also = () => store.tasks.alsoNotify(task.id, 'owner', ['ops']);
    const end = () => store.tasks.cancel(task.id, 'owner', 1_500);
    expect(await lost('task_alsoNotify', also, end)).toBe(true);
    expect(await store.outbox.of(task.id)).toMatchObject([{ target: 'ops' }]);
    expect(await also()).toBe(false);
  });

  it('holds the endpoint', async () => {
    const hold = (holder: string) => store.endpoints.hold({ holder, ids: ['x'], now: 1_000, until: 61_000 });
    expect(await lost('endpoint_hold', () => hold('a'))).toEqual(['x']);
    expect(await lost('endpoint_hold', () => hold('b'))).toEqual([]);
  });

  it('has kept the key, and its caller gets it', async () => {
    expect(await lost('keyring_keep', () => store.keyring.keep('cookies', 'one'))).toBe('one');
    expect(await lost('keyring_keep', () => store.keyring.keep('cookies', 'two'))).toBe('one');
  });
});

interface Wire {
  readonly port: number;
  /**
   * Breaks the connection that next carries this statement, once the server has answered and before anybody hears it.
   * @param meanwhile happens in between
   */
  loseAnswerTo(statement: string, meanwhile?: () => Promise<unknown>): void;
  /** How many answers were lost. */
  losses(): number;
  close(): void;
}

/** Stands before a server and passes everything on, but for what is to be lost. */
async function startWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let fatal: string | undefined;
  let between = async (): Promise<unknown> => undefined;
  let losses = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    let isLosing = false;
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {}).on('close', () => other.destroy());
    }
    near.on('data', (bytes) => {
      if (fatal !== undefined && bytes.includes(`${fatal}\0`)) {
        isLosing = true;
        fatal = undefined;
      }
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (!isLosing) near.write(bytes);
      else if (bytes.includes(READY)) {
        losses++;
        const lose = () => void near.resetAndDestroy();
        between().then(lose, lose);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    loseAnswerTo(statement, meanwhile = async () => undefined) {
      fatal = statement;
      between = meanwhile;
    },
    losses: () => losses,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
