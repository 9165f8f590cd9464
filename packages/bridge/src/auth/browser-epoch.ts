import { randomUUID } from 'node:crypto';
import type { Keyring } from '../domain/port/keyring.ts';

/**
 * Names the time since all browsers were last signed out. A session of an earlier one is over, although a request that was
 * under way may have written it again. Errors everywhere: `store_unavailable`.
 */
const NAME = 'browser-epoch';

export async function browserEpoch(keyring: Pick<Keyring, 'find' | 'keep'>): Promise<string> {
  return (await keyring.find(NAME)) ?? (await keyring.keep(NAME, randomUUID()));
}

export async function beginBrowserEpoch(keyring: Pick<Keyring, 'replace'>): Promise<void> {
  await keyring.replace(NAME, randomUUID());
}
