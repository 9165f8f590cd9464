import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWriter, type Writer } from './writer.ts';

let folder: string;
let ours: DatabaseSyncInstance;
let theirs: DatabaseSyncInstance;
let writer: Writer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clawbridge-writer-'));
  const file = join(folder, 'state.db');
  ours = new DatabaseSync(file, { timeout: 0 });
  ours.exec('CREATE TABLE it (x)');
  theirs = new DatabaseSync(file);
  writer = createWriter(ours, file);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  ours.close();
  theirs.close();
  rmSync(folder, { recursive: true, force: true });
});

const insert = (x: number) => writer.write(() => ours.exec(`INSERT INTO it VALUES (${x})`));
const stored = () => theirs.prepare('SELECT x FROM it').all();

describe('a writer whose file is locked by another process', () => {
  it('waits without blocking, and then goes on', async () => {
    const exec = vi.spyOn(ours, 'exec');
    theirs.exec('BEGIN IMMEDIATE');
    const writing = insert(1);
    await vi.waitUntil(() => exec.mock.calls.length > 2, { timeout: 10_000 });
    expect(stored()).toEqual([]);
    theirs.exec('COMMIT');
    await writing;
    expect(stored()).toEqual([{ x: 1 }]);
  });

  it('gives up on all changes at once, however many wait', async () => {
    vi.useFakeTimers();
    theirs.exec('BEGIN IMMEDIATE');
    const changes = [1, 2, 3].map(insert);
    const refused = Promise.allSettled(changes);
    await vi.advanceTimersByTimeAsync(11_000);
    const locked = { code: 'store_unavailable', message: expect.stringContaining('locked'), retryable: true };
    expect(await refused).toMatchObject([{ reason: locked }, { reason: locked }, { reason: locked }]);
    theirs.exec('COMMIT');
    const writing = insert(4);
    await vi.advanceTimersByTimeAsync(1_000);
    await writing;
    expect(stored()).toEqual([{ x: 4 }]);
  });
});
