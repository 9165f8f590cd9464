import { randomBytes } from 'node:crypto';
import { createRequestStateCodec } from '@modelcontextprotocol/server';

/** What a tool of several rounds remembers while the client is asked. */
export interface Remembered {
  readonly round: number;
}

/** Seals it, because it travels through the client: a state that was tampered with is refused. */
export const requestState = createRequestStateCodec<Remembered>({ key: randomBytes(32) });
