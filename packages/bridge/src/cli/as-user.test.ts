import { chmodSync, chownSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import { asUser } from './as-user.ts';

const isRoot = process.geteuid?.() === 0;
const DAEMON = 'daemon';

let home: TempHome;

beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

describe.skipIf(!isRoot)('what root does as another user', () => {
  it('reads and writes nothing that user could not', async () => {
    const secret = join(home.folder, 'secret');
    const his = join(home.folder, 'his');
    writeFileSync(secret, 'of root', { mode: 0o600 });
    symlinkSync(secret, his);
    chmodSync(home.folder, 0o755);
    await expect(asUser(DAEMON, () => readFileSync(his, 'utf8'))).rejects.toThrow('EACCES');
    await expect(asUser(DAEMON, () => writeFileSync(his, 'x'))).rejects.toThrow('EACCES');
    expect(readFileSync(secret, 'utf8')).toBe('of root');
  });

  it('belongs to that user', async () => {
    const file = join(home.folder, 'file');
    chmodSync(home.folder, 0o777);
    await asUser(DAEMON, () => writeFileSync(file, ''));
    expect(statSync(file).uid).not.toBe(0);
    expect(statSync(file).gid).not.toBe(0);
  });

  it('leaves root as it was, with what a group of his may do and without', async () => {
    const groups = process.getgroups?.();
    const file = join(home.folder, 'group');
    writeFileSync(file, '');
    chownSync(file, 0, process.getegid?.() ?? 0);
    chmodSync(file, 0o640);
    chmodSync(home.folder, 0o755);
    await expect(asUser(DAEMON, () => readFileSync(file))).rejects.toThrow('EACCES');
    expect([process.geteuid?.(), process.getegid?.(), process.getgroups?.()]).toEqual([0, 0, groups]);
  });

  it('is nothing for a user who does not exist', async () => {
    await expect(asUser('nobody-of-that-name', () => 1)).rejects.toMatchObject({ code: 'invalid_input' });
    expect(process.geteuid?.()).toBe(0);
  });
});

describe('what is done as nobody else', () => {
  it('is simply done', async () => {
    expect(await asUser(undefined, () => 1)).toBe(1);
  });
});
