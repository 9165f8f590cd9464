import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWatch } from './watch.ts';

let folder: string;
let ours: DatabaseSyncInstance;
let theirs: DatabaseSyncInstance;
let watch: ReturnType<typeof createWatch>;
let seen: number;

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'clawbridge-watch-'));
  const file = join(folder, 'state.db');
  theirs = new DatabaseSync(file);
  theirs.exec('CREATE TABLE it (x)');
  ours = new DatabaseSync(file);
  watch = createWatch(ours);
  seen = 0;
  watch.watch(() => seen++);
});
afterEach(() => {
  watch.close();
  for (const db of [ours, theirs]) if (db.isOpen) db.close();
  rmSync(folder, { recursive: true, force: true });
  vi.useRealTimers();
});

describe('the watch on the file', () => {
  it('tells once of what another connection wrote, and not of what we wrote', () => {
    ours.exec('INSERT INTO it VALUES (1)');
    vi.advanceTimersByTime(200);
    expect(seen).toBe(0);
    theirs.exec('INSERT INTO it VALUES (2)');
    vi.advanceTimersByTime(200);
    expect(seen).toBe(1);
  });

  it('looks again when a look fails', () => {
    theirs.exec('BEGIN EXCLUSIVE; INSERT INTO it VALUES (1)');
    vi.advanceTimersByTime(200);
    expect(seen).toBe(0);
    theirs.exec('COMMIT');
    vi.advanceTimersByTime(200);
    expect(seen).toBe(1);
  });

  it('does not bring the process down when no look succeeds any more', () => {
    ours.close();
    vi.advanceTimersByTime(200);
    expect(seen).toBe(0);
  });
});
