import { MAX_FRAME_BYTES, type LineSocket } from '@clawbridge/wire';
import { WebSocket } from 'ws';

const HANDSHAKE_MS = 10_000;

/** A socket to the relay. */
export function connect(url: string, token: string): LineSocket {
  return new WebSocket(url, {
    headers: { authorization: `Bearer ${token}` },
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_MS,
    // A token must not travel on to where somebody else points.
    followRedirects: false,
  });
}
