import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from './migrations.ts';
import { aNewTask } from '../../domain/task.fixture.ts';
import { openSqliteStore } from './open-store.ts';

const OLD_TASK = `
  INSERT INTO task (id, principal, instance, gateway, session_id, session_key, priority, origin, give_up_at, may_repeat, status,
    created_at, message)
  VALUES ('old', 'owner', 'home', 'http://127.0.0.1:18789', 's', 's', 0, 'cli', 0, 0, 'pending', 1, 'hello')`;

describe('the SQLite file', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'clawbridge-store-'));
    file = join(folder, 'home', 'state.db');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const task = (id: string) => aNewTask({ id, sessionKey: id });

  it('is created with its folder and syncs every commit', async () => {
    const store = openSqliteStore(file);
    await store.tasks.add(task('a'));
    await store.close();
    const db = new DatabaseSync(file);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: migrations.length });
    db.close();
  });

  it('is the whole store once nobody uses it, and closing does not mind others who do', async () => {
    const store = openSqliteStore(file);
    const other = openSqliteStore(file);
    await store.tasks.add(task('a'));
    await store.close();
    await other.tasks.add(task('b'));
    await other.close();
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });

  it.skipIf(process.platform === 'win32')(
    'is for its owner only, also when an older one was not',
    async () => {
      const modes = () => ['', '-wal', '-shm'].map((end) => statSync(file + end).mode & 0o777);
      file = join(folder, 'state.db');
      chmodSync(folder, 0o755);
      const store = openSqliteStore(file);
      await store.tasks.add(task('a'));
      expect(modes()).toEqual([0o600, 0o600, 0o600]);
      for (const end of ['', '-wal', '-shm']) chmodSync(file + end, 0o644);
      const second = openSqliteStore(file);
      expect(modes()).toEqual([0o600, 0o600, 0o600]);
      await second.close();
      await store.close();
    },
  );

  it('says what to do when its folder cannot be made', async () => {
    writeFileSync(join(folder, 'home'), 'a file');
    expect(() => openSqliteStore(file)).toThrow(
      expect.objectContaining({
        code: 'store_unavailable',
        hint: expect.stringContaining('its folder exists'),
      }),
    );
  });

  it('is refused, not overwritten, when it is something else', async () => {
    file = join(folder, 'state.db');
    writeFileSync(file, 'my shopping list '.repeat(600));
    const before = readFileSync(file);
    expect(() => openSqliteStore(file)).toThrow(
      expect.objectContaining({ code: 'store_unavailable', hint: expect.stringContaining('Move it away') }),
    );
    expect(readFileSync(file)).toEqual(before);
  });

  it('is refused, and its log kept, when the log is something else', async () => {
    await openSqliteStore(file).close();
    writeFileSync(`${file}-wal`, 'my shopping list '.repeat(600));
    const bytes = () => [file, `${file}-wal`].map((one) => readFileSync(one));
    const before = bytes();
    expect(() => openSqliteStore(file)).toThrow(
      expect.objectContaining({
        code: 'store_unavailable',
        message: expect.stringContaining('state.db-wal is damaged'),
        hint: expect.stringContaining('never overwritten'),
      }),
    );
    expect(bytes()).toEqual(before);
  });

  it.each([
    ['was never written', 0],
    ['was cut short by a crash', 20],
    ['is empty space, as a crash of the machine may leave it', 5_000],
  ])('takes no harm from a log that %s', async (_, length) => {
    const store = openSqliteStore(file);
    await store.tasks.add(task('a'));
    await store.close();
    writeFileSync(`${file}-wal`, Buffer.alloc(length));
    const again = openSqliteStore(file);
    expect(await again.tasks.get('a', 'owner')).toBeDefined();
    await again.close();
  });

  it.each(migrations.slice(0, -1).map((_, i) => i + 1))(
    'is brought up to date from schema %i, with what is in it',
    async (version) => {
      mkdirSync(join(folder, 'home'));
      const db = new DatabaseSync(file);
      for (const sql of migrations.slice(0, version)) db.exec(sql);
      db.exec(`${OLD_TASK}; PRAGMA user_version = ${version}`);
      db.close();
      const store = openSqliteStore(file);
      await store.tasks.cancel('old', 'owner', 2_000);
      expect(await store.events.read({ after: 0, limit: 9, withRaw: false })).toMatchObject([
        { id: 'old', at: 2_000 },
      ]);
      await store.close();
    },
  );

  it('is refused when a newer version wrote it', async () => {
    await openSqliteStore(file).close();
    const db = new DatabaseSync(file);
    db.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    db.close();
    expect(() => openSqliteStore(file)).toThrow(/newer clawbridge/);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'is refused when it cannot be written',
    async () => {
      await openSqliteStore(file).close();
      chmodSync(file, 0o400);
      chmodSync(join(folder, 'home'), 0o500);
      expect(() => openSqliteStore(file)).toThrow(expect.objectContaining({ code: 'store_unavailable' }));
      chmodSync(join(folder, 'home'), 0o700);
    },
  );

  it('lets one bad change fail without its neighbours', async () => {
    const store = openSqliteStore(file);
    await store.tasks.add(task('same'));
    const results = await Promise.allSettled([
      store.tasks.add(task('b')),
      store.tasks.add(task('same')),
      store.tasks.add(task('c')),
    ]);
    expect(results.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await store.tasks.list({ principal: 'owner', limit: 9 })).tasks.map((one) => one.id)).toEqual([
      'c',
      'b',
      'same',
    ]);
    await store.close();
  });
});
