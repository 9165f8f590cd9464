import { createHash, createPublicKey, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDevice, rawPublicKey, signPayload } from './device.ts';

const CANNOT_LOCK_ITSELF_OUT = process.getuid?.() === 0 || process.platform === 'win32';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clawbridge-device-'));
  file = join(folder, 'home', 'device.pem');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the device', () => {
  it('is made the first time, with its folder, and is the same ever after', () => {
    const first = loadDevice(file);
    expect(loadDevice(file)).toEqual(first);
    expect(readdirSync(join(folder, 'home'))).toEqual(['device.pem']);
  });

  it('is another one in another home', () => {
    expect(loadDevice(file).deviceId).not.toBe(loadDevice(join(folder, 'other.pem')).deviceId);
  });

  it.skipIf(process.platform === 'win32')('keeps its key to this user', () => {
    loadDevice(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'home')).mode & 0o777).toBe(0o700);
  });

  it('is named by its public key, as the gateway computes it', () => {
    const device = loadDevice(file);
    const raw = Buffer.from(rawPublicKey(device.publicKeyPem), 'base64url');
    expect(raw).toHaveLength(32);
    expect(device.deviceId).toBe(createHash('sha256').update(raw).digest('hex'));
    const { x } = createPublicKey(device.publicKeyPem).export({ format: 'jwk' });
    expect(rawPublicKey(device.publicKeyPem)).toBe(x);
  });

  it('signs so that its public key confirms it', () => {
    const { privateKeyPem, publicKeyPem } = loadDevice(file);
    const signature = Buffer.from(signPayload(privateKeyPem, 'v3|text'), 'base64url');
    expect(verify(null, Buffer.from('v3|text'), publicKeyPem, signature)).toBe(true);
    expect(verify(null, Buffer.from('v3|other'), publicKeyPem, signature)).toBe(false);
  });
});

describe('a device key that cannot be used', () => {
  it.each(['', 'not a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'])(
    'is not overwritten when it is damaged (%j); the failure says what to do and shows nothing of it',
    (content) => {
      file = join(folder, 'device.pem');
      writeFileSync(file, content);
      expect(() => loadDevice(file)).toThrow(
        expect.objectContaining({
          code: 'config_invalid',
          message: `The device key ${file} is damaged.`,
          hint: expect.stringContaining('Delete it'),
        }),
      );
      expect(readFileSync(file, 'utf8')).toBe(content);
    },
  );

  it('is told when its place is not readable', () => {
    writeFileSync(join(folder, 'home'), 'a file, not a folder');
    expect(() => loadDevice(file)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: `Cannot read the device key ${file}.` }),
    );
  });

  it.skipIf(CANNOT_LOCK_ITSELF_OUT)('is told when it cannot be written', () => {
    chmodSync(folder, 0o500);
    expect(() => loadDevice(file)).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        message: `Cannot write the device key ${file}.`,
        hint: expect.stringContaining('writable'),
      }),
    );
    chmodSync(folder, 0o700);
  });
});
