import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../../domain/failure.ts';

/** Who this bridge is for every gateway: an Ed25519 key pair. Runs can be stopped only by the device that began them. */
export interface Device {
  /** SHA-256 of the raw public key, hex. */
  readonly deviceId: string;
  readonly publicKeyPem: string;
  readonly privateKeyPem: string;
}

/** Reads the device's key from `file`, or makes it the first time. Processes that start together agree on one key. */
export function loadDevice(file: string): Device {
  const existing = readKey(file);
  if (existing !== undefined) return deviceOf(existing, file);
  const fresh = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeWhole(file, fresh);
    return deviceOf(fresh, file);
  } catch (thrown) {
    const written = readKey(file);
    if (written !== undefined) return deviceOf(written, file);
    throw new Failure('config_invalid', `Cannot write the device key ${file}.`, {
      hint: 'Make CLAWBRIDGE_HOME writable for this user.',
      cause: thrown,
    });
  }
}

/** Whole or not at all, and never over another process's key: `link` fails where there is a file. */
function writeWhole(file: string, key: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, key, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } finally {
    unlinkSync(draft);
  }
}

export function signPayload(privateKeyPem: string, payload: string): string {
  return sign(null, Buffer.from(payload), privateKeyPem).toString('base64url');
}

export function rawPublicKey(publicKeyPem: string): string {
  return rawKey(publicKeyPem).toString('base64url');
}

function deviceOf(privateKeyPem: string, file: string): Device {
  try {
    const publicKeyPem = createPublicKey(createPrivateKey(privateKeyPem))
      .export({ type: 'spki', format: 'pem' })
      .toString();
    return {
      deviceId: createHash('sha256').update(rawKey(publicKeyPem)).digest('hex'),
      publicKeyPem,
      privateKeyPem,
    };
  } catch (thrown) {
    throw new Failure('config_invalid', `The device key ${file} is damaged.`, {
      hint: 'Delete it; a new one is made and remote gateways must approve it once.',
      cause: thrown,
    });
  }
}

/** The last 32 bytes of the DER form are the key itself. */
function rawKey(publicKeyPem: string): Buffer {
  return createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' }).subarray(-32);
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw new Failure('config_invalid', `Cannot read the device key ${file}.`, {
      hint: 'Make it readable for this user.',
      cause: thrown,
    });
  }
}
