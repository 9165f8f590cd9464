import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from './home.fixture.ts';
import { webhookSecret, webhookSecretFile } from './webhook-secret.ts';

let home: TempHome;

beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

describe('the secret that nobody chose', () => {
  it('is made once and then the same', () => {
    const secret = webhookSecret(home.folder);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhookSecret(home.folder)).toBe(secret);
    expect(readFileSync(webhookSecretFile(home.folder), 'utf8')).toBe(`${secret}\n`);
    expect(readdirSync(home.folder)).toEqual(['webhook-secret']);
  });

  it('is another one elsewhere, in a folder that is made for it', () => {
    const folder = join(home.folder, 'deep', 'inside');
    expect(webhookSecret(folder)).not.toBe(webhookSecret(home.folder));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('is nobody else’s to read', () => {
    webhookSecret(home.folder);
    expect(statSync(webhookSecretFile(home.folder)).mode & 0o777).toBe(0o600);
  });

  it('may be what somebody wrote there', () => {
    home.write('webhook-secret', 'correct horse battery staple\n');
    expect(webhookSecret(home.folder)).toBe('correct horse battery staple');
  });

  it.each(['', '\n', 'whsec_', 'whsec_???'])(
    'is not made anew where %j stands: a receiver knows the old one',
    (content) => {
      const file = home.write('webhook-secret', content);
      expect(() => webhookSecret(home.folder)).toThrow(
        expect.objectContaining({
          code: 'config_invalid',
          message: `${file} is damaged.`,
          hint: expect.stringContaining('Delete it'),
        }),
      );
    },
  );

  it('says so when it cannot be read', () => {
    mkdirSync(webhookSecretFile(home.folder));
    expect(() => webhookSecret(home.folder)).toThrow(/webhook-secret cannot be read\./);
  });

  // Root writes everywhere.
  it.skipIf(process.getuid?.() === 0)('says so when it cannot be written', () => {
    chmodSync(home.folder, 0o500);
    expect(() => webhookSecret(home.folder)).toThrow(/webhook-secret cannot be written\./);
    chmodSync(home.folder, 0o700);
  });

  it('cannot be written where no folder can be made', () => {
    const file = home.write('file', '');
    expect(() => webhookSecret(join(file, 'home'))).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    );
  });
});
