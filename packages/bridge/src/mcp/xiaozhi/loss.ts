import type { Backoff } from '../../domain/backoff.ts';
import type { EndpointTrouble } from '../../domain/endpoint.ts';
import type { Redact } from '../../domain/redact.ts';

/** What an ending means, for a person and for the next attempt. */
export interface Loss {
  readonly reason: EndpointTrouble;
  readonly message: string;
  readonly hint: string;
  readonly backoff: Backoff;
  /** No attempt earlier than this, whatever chance says. Milliseconds. */
  readonly minMs?: number;
  /** Connected for so long, it counts no more; a minute where it says nothing. Milliseconds. */
  readonly forgivenAfterMs?: number;
}

export interface Party {
  /** Host and port. */
  readonly host: string;
  /** Takes the token, and parts of it, out of what others say. */
  readonly redact: Redact;
}

export const SOON: Backoff = { initialMs: 1_000, factor: 2, maxMs: 60_000 };
export const LATER: Backoff = { initialMs: 5_000, factor: 2, maxMs: 5 * 60_000 };
/** Only a person can mend it. */
export const MUCH_LATER: Backoff = { initialMs: 10_000, factor: 2, maxMs: 10 * 60_000 };

/** For an other side that is there and ends it: chance alone would let two attempts follow within milliseconds. */
export const BREATH_MS = 1_000;

export const TRY_LATER = 'clawbridge tries again by itself.';
export const COPY_AGAIN =
  'Copy the whole address again from where the endpoint is set up, as it stands, with its % signs.';

export function authFailed({ host }: Party, what: string, hint: string = COPY_AGAIN): Loss {
  return {
    reason: 'auth_failed',
    message: `${host} refuses the token: ${what}.`,
    hint,
    backoff: MUCH_LATER,
    minMs: 5_000,
  };
}

export function serverError({ host }: Party, what: string): Loss {
  return {
    reason: 'server_error',
    message: `${host} has a fault (${what}).`,
    hint: `Its log may say more. ${TRY_LATER}`,
    backoff: SOON,
    minMs: BREATH_MS,
  };
}

export function brokenOff(host: string): Loss {
  return {
    reason: 'network',
    message: `The connection to ${host} was cut.`,
    hint: TRY_LATER,
    backoff: SOON,
  };
}
