import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'clawbridge-folder-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a folder of our own', () => {
  it('is made with those above it, and nobody else may enter', () => {
    const folder = join(root, 'a', 'b', 'c');
    makeFolder(folder);
    makeFolder(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('is refused where there is a file above it', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => makeFolder(join(root, 'file', 'a'))).toThrow(/ENOTDIR/);
  });

  it.skipIf(process.platform !== 'linux')('is refused, not tried forever, where nothing can be made', () => {
    expect(() => makeFolder('/proc/nope/a')).toThrow(/ENOENT/);
  });
});
