import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDeviceTokens } from './device-tokens.ts';

const KEY = 'ws://host operator abc';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clawbridge-tokens-'));
  file = join(folder, 'home', 'device-tokens.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the device tokens', () => {
  it('are kept for the next process, one per gateway and role', () => {
    const tokens = openDeviceTokens(file);
    tokens.save(KEY, { token: 't1', scopes: ['operator.read'] });
    tokens.save('other', { token: 't2', scopes: [] });
    const later = openDeviceTokens(file);
    expect(later.load(KEY)).toEqual({ token: 't1', scopes: ['operator.read'] });
    expect(later.load('other')).toEqual({ token: 't2', scopes: [] });
  });

  it('are replaced by newer ones and forgotten when asked to', () => {
    const tokens = openDeviceTokens(file);
    tokens.save(KEY, { token: 'old', scopes: [] });
    tokens.save(KEY, { token: 'new', scopes: [] });
    tokens.save('other', { token: 't2', scopes: [] });
    expect(tokens.load(KEY)?.token).toBe('new');
    tokens.forget(KEY);
    expect(tokens.load(KEY)).toBeUndefined();
    expect(tokens.load('other')?.token).toBe('t2');
  });

  it.skipIf(process.platform === 'win32')('are readable by this user only', () => {
    openDeviceTokens(file).save(KEY, { token: 't1', scopes: [] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'home'))).toEqual(['device-tokens.json']);
  });

  it('are none before the first one', () => {
    expect(openDeviceTokens(file).load(KEY)).toBeUndefined();
  });

  it.each([
    '',
    '{ half',
    '[]',
    'null',
    '{"ws://host operator abc":5}',
    '{"ws://host operator abc":{"token":""}}',
  ])('in a damaged file (%j) count as none, and the next one is kept again', (content) => {
    file = join(folder, 'device-tokens.json');
    writeFileSync(file, content);
    const tokens = openDeviceTokens(file);
    expect(tokens.load(KEY)).toBeUndefined();
    tokens.save(KEY, { token: 't1', scopes: [] });
    expect(tokens.load(KEY)?.token).toBe('t1');
  });
});
