import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../domain/failure.ts';
import { aNewTask } from '../../domain/task.fixture.ts';
import { migrations } from './migrations.ts';
import { openPostgresStore } from './open-store.ts';
import { createTempDatabase, createTempStore, execute, type TempDatabase } from './temp-store.fixture.ts';

const OLD_TASK = `
  INSERT INTO task (id, principal, instance, gateway, session_id, session_key, priority, origin, give_up_at, may_repeat, status,
    created_at, message)
  VALUES ('old', 'owner', 'home', 'http://127.0.0.1:18789', 's', 's', 0, 'cli', 0, false, 'pending', 1, 'hello')`;

describe('the PostgreSQL database', () => {
  let database: TempDatabase;
  let temp: ReturnType<typeof createTempStore>;

  beforeAll(async () => {
    database = await createTempDatabase();
    temp = createTempStore(database);
  });
  afterEach(() => temp.discard());
  afterAll(() => database.drop());

  const urlWith = (over: Partial<URL>) => Object.assign(new URL(database.url), over).href;
  const refusalOf = async (url: string): Promise<Failure> => {
    const failure = await openPostgresStore(url).then(
      () => expect.unreachable('it was opened'),
      (thrown: unknown) => thrown as Failure,
    );
    expect(failure).toMatchObject({ code: 'store_unavailable', hint: expect.any(String) });
    expect(`${failure.message} ${failure.hint}`).not.toContain(new URL(url).password);
    return failure;
  };

  it('is prepared once, however many open it at the same time', async () => {
    const stores = await Promise.all(Array.from({ length: 5 }, () => temp.open()));
    await Promise.all(stores.map(({ tasks }, i) => tasks.add(aNewTask({ id: `task${i}` }))));
    expect(await execute(database.url, 'SELECT version FROM clawbridge.clawbridge_schema')).toEqual([
      { version: migrations.length },
    ]);
    expect((await stores[0]!.tasks.list({ principal: 'owner', limit: 1 })).counts.pending).toBe(5);
  });

  it('can be shared with others: everything lies in a schema of its own', async () => {
    await execute(database.url, 'CREATE TABLE task (theirs text)');
    await temp.open();
    const tables = await execute(
      database.url,
      "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename IN ('task', 'delivery', 'task_tally') ORDER BY 1",
    );
    expect(tables).toEqual([{ schemaname: 'clawbridge' }, { schemaname: 'public' }]);
    await execute(database.url, 'DROP TABLE task');
  });

  it('names its place without user and password', async () => {
    const { host, pathname } = new URL(database.url);
    expect((await temp.open()).place).toBe(host + pathname);
  });

  it.each(migrations.slice(0, -1).map((_, i) => i + 1))(
    'is brought up to date from schema %i, with what is in it',
    async (version) => {
      const steps = [
        'CREATE SCHEMA clawbridge; SET search_path TO clawbridge',
        `CREATE TABLE clawbridge_schema AS SELECT ${version} AS version`,
        ...migrations.slice(0, version),
        OLD_TASK,
      ];
      await execute(database.url, steps.join(';'));
      const { tasks, events } = await temp.open();
      await tasks.cancel('old', 'owner', 2_000);
      expect(await events.read({ after: 0, limit: 9, withRaw: false })).toMatchObject([
        { id: 'old', at: 2_000 },
      ]);
    },
  );

  it('is refused when a newer version wrote it', async () => {
    await temp.open();
    await execute(database.url, `UPDATE clawbridge.clawbridge_schema SET version = ${migrations.length + 1}`);
    expect((await refusalOf(database.url)).message).toMatch(/newer clawbridge/);
  });

  it('is refused with a wrong password, which nobody is told', async () => {
    const failure = await refusalOf(urlWith({ password: 'hunter2' }));
    expect(failure.message).toMatch(/refuses this user or password/);
    expect(inspect(failure)).not.toContain('hunter2');
  });

  it('is refused where there is none', async () => {
    expect((await refusalOf(urlWith({ pathname: '/nowhere' }))).hint).toMatch(/createdb/);
  });

  it('is refused where nobody listens, and may be tried again', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const failure = await refusalOf(urlWith({ port: String(port) }));
    expect(failure.message).toMatch(/cannot be reached/);
    expect(failure.retryable).toBe(true);
  });

  it('is waited for while it says that it is starting', async () => {
    const starting = await startStarting(database.url, 2_500);
    const store = await openPostgresStore(urlWith({ port: String(starting.port) }));
    expect(starting.refusals()).toBeGreaterThan(1);
    expect((await store.tasks.list({ principal: 'owner', limit: 1 })).tasks).toEqual([]);
    await store.close();
    starting.close();
  });

  it('is refused when it is read-only', async () => {
    await temp.open();
    const readOnly = urlWith({ search: '?options=-c%20default_transaction_read_only%3Don' });
    expect((await refusalOf(readOnly)).hint).toMatch(/primary/);
  });

  it('is refused when the user may not make the schema', async () => {
    const role = `${new URL(database.url).pathname.slice(1)}_guest`;
    await execute(database.url, `CREATE ROLE ${role} LOGIN PASSWORD 'guest'`);
    const failure = await refusalOf(urlWith({ username: role, password: 'guest_' })).catch(() => undefined);
    expect(failure?.message).toMatch(/refuses this user/);
    expect((await refusalOf(urlWith({ username: role, password: 'guest' }))).hint).toMatch(/GRANT CREATE/);
    await execute(database.url, `DROP ROLE ${role}`);
  });

  it('is refused when its URL is none, without repeating it', async () => {
    const failure = await openPostgresStore('postgres://u:hunter2@[bad').catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      code: 'store_unavailable',
      hint: expect.stringContaining('postgres://'),
    });
    expect(inspect(failure)).not.toContain('hunter2');
  });

  it('lets one bad change fail without its neighbours', async () => {
    const { tasks } = await temp.open();
    await tasks.add(aNewTask({ id: 'same' }));
    const results = await Promise.allSettled(['b', 'same', 'c'].map((id) => tasks.add(aNewTask({ id }))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await tasks.list({ principal: 'owner', limit: 9 })).counts.pending).toBe(3);
  });
});

/** Stands before a server and says that it is starting, for so long. */
async function startStarting(url: string, ms: number) {
  const until = performance.now() + ms;
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let refusals = 0;
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    if (performance.now() < until) {
      refusals++;
      socket.once('data', () => socket.end(STARTING));
      return;
    }
    const onward = connect(Number(port), hostname).on('error', () => {});
    sockets.add(onward);
    socket.pipe(onward).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    refusals: () => refusals,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** An ErrorResponse, source: https://www.postgresql.org/docs/current/protocol-message-formats.html. */
const STARTING = (() => {
  const fields = ['SFATAL', 'VFATAL', 'C57P03', 'Mthe database system is starting up', ''].join('\0');
  const body = Buffer.from(`${fields}\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
})();
