import { createHash, createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto';
import type { Scopes } from './scopes.ts';

/** A device that was let in. */
export interface PairedDevice {
  readonly id: string;
  readonly publicKey: string;
  readonly scopes: Scopes;
  readonly token: string;
  readonly issuedAtMs: number;
}

/** A device that waits for somebody to let it in. */
export interface PendingDevice {
  readonly requestId: string;
  readonly deviceId: string;
  readonly publicKey: string;
  readonly scopes: Scopes;
}

/** The devices the gateway knows. They survive its death. */
export class Devices {
  readonly #paired = new Map<string, PairedDevice>();
  readonly #pending = new Map<string, PendingDevice>();

  find(id: string): PairedDevice | undefined {
    return this.#paired.get(id);
  }

  pending(): readonly PendingDevice[] {
    return [...this.#pending.values()];
  }

  /** Lets a device in, with a new token instead of its earlier one. It keeps the scopes it had. */
  pair(id: string, publicKey: string, scopes: Scopes): PairedDevice {
    const device = {
      id,
      publicKey,
      scopes: [...new Set([...(this.#paired.get(id)?.scopes ?? []), ...scopes])],
      token: randomBytes(32).toString('base64url'),
      issuedAtMs: Date.now(),
    };
    this.#paired.set(id, device);
    return device;
  }

  /** Notes that a device wants in. Asking again for the same scopes is the same request. */
  request(deviceId: string, publicKey: string, scopes: Scopes): PendingDevice {
    const same = this.pending().find(
      (one) => one.deviceId === deviceId && one.scopes.join() === scopes.join(),
    );
    if (same !== undefined) return same;
    const pending = { requestId: randomUUID(), deviceId, publicKey, scopes };
    this.#pending.set(pending.requestId, pending);
    return pending;
  }

  /** Somebody lets the device in. */
  approve(requestId: string): void {
    const pending = this.#pending.get(requestId);
    if (pending === undefined) throw new Error(`no device waits under the request id ${requestId}`);
    this.#pending.delete(requestId);
    this.pair(pending.deviceId, pending.publicKey, pending.scopes);
  }
}

/** DER header of an Ed25519 public key; the 32 raw bytes follow. */
const ED25519_HEADER = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Does the signature belong to the key, and the key to the id? Device ids are SHA-256 of the raw key.
 * @param publicKey raw 32 bytes, base64url
 * @param signature base64url
 */
export function signatureHolds(id: string, publicKey: string, text: string, signature: string): boolean {
  const raw = Buffer.from(publicKey, 'base64url');
  if (raw.length !== 32 || createHash('sha256').update(raw).digest('hex') !== id) return false;
  const key = createPublicKey({ key: Buffer.concat([ED25519_HEADER, raw]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
}
