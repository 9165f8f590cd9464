import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Parcel } from './parcel.ts';

/** A reply as it waits for the relay. */
export function aParcel(
  text: string,
  over: { readonly account?: string; readonly to?: string } = {},
): Parcel {
  const { account = 'default', to = 'bob.t1' } = over;
  const nonce = `nonce of ${text}`;
  const frame: Parcel['frame'] = { type: 'reply', ref: 0, nonce, to, text, attachments: [], isFinal: true };
  return { account, frame, files: [] };
}

/** Gone after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clawbridge-outbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'outbox');
}
