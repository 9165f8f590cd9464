import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A device identity as a client holds it. */
export interface RawDevice {
  readonly id: string;
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

export function newDevice(): RawDevice {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return {
    id: createHash('sha256').update(raw).digest('hex'),
    publicKey: raw.toString('base64url'),
    privateKey,
  };
}

/** What a client with a device puts into `connect`. */
export function signedDevice(
  device: RawDevice,
  signed: readonly string[],
  challenge: { nonce: string; ts: number },
): object {
  const text = ['v3', device.id, ...signed].join('|');
  const signature = sign(null, Buffer.from(text), device.privateKey).toString('base64url');
  return {
    id: device.id,
    publicKey: device.publicKey,
    signature,
    signedAt: challenge.ts,
    nonce: challenge.nonce,
  };
}
