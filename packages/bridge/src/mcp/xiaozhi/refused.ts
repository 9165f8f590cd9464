import {
  authFailed,
  BREATH_MS,
  COPY_AGAIN,
  LATER,
  MUCH_LATER,
  serverError,
  type Loss,
  type Party,
} from './loss.ts';

/** What a status of HTTP means where a WebSocket was wanted. */
export function refused(status: number, party: Party): Loss {
  if (status === 401 || status === 403) {
    return authFailed(
      party,
      `HTTP ${status}`,
      `The token or the path is wrong; the path ends in /mcp/, with the slash. ${COPY_AGAIN}`,
    );
  }
  if (status >= 500 || status === 429) return { ...serverError(party, `HTTP ${status}`), backoff: LATER };
  return {
    reason: 'server_error',
    message: `${party.host} opens no WebSocket at this address (HTTP ${status}).`,
    hint: COPY_AGAIN,
    backoff: MUCH_LATER,
    minMs: BREATH_MS,
  };
}
