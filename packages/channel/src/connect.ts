import { MAX_FRAME_BYTES, type LineSocket } from '@clawbridge/wire';
import { WebSocket } from 'ws';

const HANDSHAKE_MS = 10_000;

/** A socket to the relay. `onTrouble` hears why it does not come about: the close says nothing of it. */
export function connect(url: string, token: string, onTrouble: (reason: string) => void): LineSocket {
  const socket = new WebSocket(url, {
    headers: { authorization: `Bearer ${token}` },
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_MS,
    // A token must not travel on to where somebody else points.
    followRedirects: false,
  });
  socket.on('error', ({ message }) => onTrouble(refusalText(message)));
  return {
    get readyState() {
      return socket.readyState;
    },
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send: (data) => socket.send(data),
    close: (code, reason) => socket.close(code, reason),
    set onopen(act: (() => void) | null) {
      socket.onopen = act;
    },
    set onmessage(act: ((event: { readonly data: unknown }) => void) | null) {
      socket.onmessage = act;
    },
    set onclose(act: ((event: { readonly code: number; readonly reason: string }) => void) | null) {
      socket.onclose = act;
    },
    set onerror(act: (() => void) | null) {
      socket.onerror = act;
    },
  };
}

function refusalText(message: string): string {
  if (/\b401\b|\b403\b/.test(message))
    return 'The relay refuses the token: run `clawbridge channel install` again.';
  if (/\b404\b/.test(message)) return 'There is no relay at this address: check `url`; it ends in /openclaw.';
  return message;
}
