import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSecretFile } from './secret-file.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clawbridge-secret-'));
  file = join(folder, 'token');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('readSecretFile', () => {
  it('gives the secret without the line break of the editor', () => {
    writeFileSync(file, 'hunter2 with blank\r\n');
    expect(readSecretFile(file, 'X_FILE')).toBe('hunter2 with blank');
  });

  it('says which file is missing and who names it', () => {
    expect(() => readSecretFile(file, 'X_FILE')).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        message: `X_FILE names ${file}, which cannot be read (ENOENT).`,
      }),
    );
  });

  it('says so when it is a folder', () => {
    expect(() => readSecretFile(folder, 'X_FILE')).toThrow(/cannot be read \(EISDIR\)/);
  });

  it.each(['', ' \n'])('refuses a file that holds only %j', (content) => {
    writeFileSync(file, content);
    expect(() => readSecretFile(file, 'X_FILE')).toThrow(`X_FILE names ${file}, which is empty.`);
  });
});
