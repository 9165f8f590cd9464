import type { Backoff } from '../../domain/backoff.ts';
import type { EndpointTrouble } from '../../domain/endpoint.ts';
import { cutText } from '../../domain/cut-text.ts';
import { printable } from '../../domain/printable.ts';
import type { Redact } from '../../domain/redact.ts';

/** How a socket ended, or what is the matter with it. */
export type Ending =
  | { readonly how: 'closed'; readonly code: number; readonly reason: string }
  /** The server answered the handshake with a status of HTTP. */
  | { readonly how: 'refused'; readonly status: number }
  | { readonly how: 'failed'; readonly error: unknown }
  /** Nothing came for so long that nobody can be there. */
  | { readonly how: 'silent' }
  /** The server has forgotten that we are here. */
  | { readonly how: 'zombie' }
  /** The server takes connections and does nothing with them. */
  | { readonly how: 'mute' }
  /** The cloud takes the connection and asks for nothing. */
  | { readonly how: 'ignored' }
  /** We could not make a server for it. */
  | { readonly how: 'unserved' }
  /** Whoever serves there answers, with an error. */
  | { readonly how: 'error'; readonly code: number };

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
  /** Takes the token out of what others say. */
  readonly redact: Redact;
}

const SOON: Backoff = { initialMs: 1_000, factor: 2, maxMs: 60_000 };
const LATER: Backoff = { initialMs: 5_000, factor: 2, maxMs: 5 * 60_000 };
/** Only a person can mend it. */
const MUCH_LATER: Backoff = { initialMs: 10_000, factor: 2, maxMs: 10 * 60_000 };

/** Two bridges that both come back at once would throw each other out for ever. */
const REPLACED_MIN_MS = 60_000;
const REPLACED_MAX_MS = 10 * 60_000;

/** Longer than the other one may pause: it is not gone because it has not come back yet. */
const REPLACED_FORGIVEN_MS = 15 * 60_000;

/** For the server to notice that the old socket has ended. */
const ZOMBIE_MIN_MS = 300;

const TRY_LATER = 'clawbridge tries again by itself.';
const COPY_AGAIN =
  'Copy the whole address again from where the endpoint is set up, as it stands, with its % signs.';

/** What happened to a connection, why, and how long to wait. Nothing of it holds the token. */
export function closeReason(ending: Ending, party: Party): Loss {
  switch (ending.how) {
    case 'closed':
      return closed(ending.code, party.redact(ending.reason), party);
    case 'refused':
      return refused(ending.status, party);
    case 'failed':
      return failed(ending.error, party);
    case 'silent':
      return {
        reason: 'silence',
        message: `${party.host} has fallen silent: not even a ping is answered.`,
        hint: 'The network in between may be gone. clawbridge connects anew by itself.',
        backoff: SOON,
      };
    case 'zombie':
      return {
        reason: 'zombie',
        message: `${party.host} has lost track of this connection: devices would not have found it.`,
        hint: 'A fault of the endpoint server, which happens after a cut connection. clawbridge connects anew by itself.',
        backoff: { initialMs: 300, factor: 2, maxMs: 60_000 },
        minMs: ZOMBIE_MIN_MS,
      };
    case 'mute':
      return {
        reason: 'never_answers',
        message: `${party.host} accepts the connection, but never answers.`,
        hint: 'On a server of your own, restart mcp-endpoint-server. clawbridge stays connected and looks again.',
        backoff: LATER,
      };
    case 'ignored':
      return {
        reason: 'never_answers',
        message: `${party.host} accepts the connection, but never answers: it has not even asked for the tools.`,
        hint: `The cloud may be in trouble. ${TRY_LATER} If it stays like that, copy the address again from where the endpoint is set up.`,
        backoff: LATER,
      };
    case 'unserved':
      return {
        reason: 'internal',
        message: `${party.host} was reached, but clawbridge could not begin to answer there.`,
        hint: `A fault of clawbridge: its log says more. ${TRY_LATER}`,
        backoff: LATER,
      };
    case 'error':
      return {
        reason: 'internal',
        message: `${party.host} leads to somebody who answers with an error (${ending.code}).`,
        hint: 'It is the bridge that serves there which fails: its log says more.',
        backoff: LATER,
      };
  }
}

const ABNORMAL = 1006;

const BY_CODE: Readonly<Record<number, (party: Party) => Loss>> = {
  1001: ({ host }) => ({
    reason: 'closed',
    message: `${host} is going away.`,
    hint: `It may be restarting. ${TRY_LATER}`,
    backoff: SOON,
  }),
  [ABNORMAL]: ({ host }) => brokenOff(host),
  1009: ({ host }) => ({
    reason: 'too_large',
    message: `${host} closed the connection: a frame was too large for it.`,
    hint: 'Say less at once: lower --speech-bytes.',
    backoff: LATER,
  }),
  4004: ({ host }) => ({
    reason: 'frame_refused',
    message: `${host} did not like a frame, or has a fault (4004).`,
    hint: `Several bridges on one endpoint bring it about, too. ${TRY_LATER}`,
    backoff: LATER,
  }),
};

/** How the server puts it when it closes with 1008. */
const AUTH_FACES: readonly { readonly said: string; readonly what: string; readonly hint: string }[] = [
  { said: '缺少token参数', what: 'there is no token in the address', hint: COPY_AGAIN },
  {
    said: 'token解密失败',
    what: 'it cannot decrypt the token',
    hint: `The token was changed on the way, or made with another key. ${COPY_AGAIN}`,
  },
  { said: '无对应agentId', what: 'no agent belongs to the token', hint: COPY_AGAIN },
  {
    said: 'token数据格式错误',
    what: 'what is in the token has another form than it knows',
    hint: COPY_AGAIN,
  },
];

function closed(code: number, reason: string, party: Party): Loss {
  if (reason.includes('新连接替换')) return replaced(party);
  if (code === 1008) {
    const face = AUTH_FACES.find(({ said }) => reason.includes(said));
    return authFailed(party, face?.what ?? said(code, reason), face?.hint);
  }
  if (code >= 1011 && code <= 1014) return serverError(party, said(code, reason));
  return (
    BY_CODE[code]?.(party) ?? {
      reason: 'closed',
      message: `${party.host} closed the connection (${said(code, reason)}).`,
      hint: TRY_LATER,
      backoff: SOON,
    }
  );
}

const MOST_REASON = 120;

function said(code: number, reason: string): string {
  return reason === '' ? String(code) : `${code}, ${cutText(printable(reason), MOST_REASON)}`;
}

function replaced({ host }: Party): Loss {
  return {
    reason: 'replaced',
    message: `Another program has taken this endpoint over at ${host}.`,
    hint: 'An endpoint is for one bridge: stop the other one, or give it an endpoint of its own.',
    backoff: { initialMs: 30_000, factor: 2, maxMs: REPLACED_MAX_MS },
    minMs: REPLACED_MIN_MS,
    forgivenAfterMs: REPLACED_FORGIVEN_MS,
  };
}

function authFailed({ host }: Party, what: string, hint: string = COPY_AGAIN): Loss {
  return {
    reason: 'auth_failed',
    message: `${host} refuses the token: ${what}.`,
    hint,
    backoff: MUCH_LATER,
    minMs: 5_000,
  };
}

function serverError({ host }: Party, what: string): Loss {
  return {
    reason: 'server_error',
    message: `${host} has a fault (${what}).`,
    hint: `Its log may say more. ${TRY_LATER}`,
    backoff: SOON,
  };
}

function refused(status: number, party: Party): Loss {
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
  };
}

function brokenOff(host: string): Loss {
  return {
    reason: 'network',
    message: `The connection to ${host} was cut.`,
    hint: TRY_LATER,
    backoff: SOON,
  };
}

interface Face {
  readonly what: string;
  readonly hint: string;
}

const CHECK_NAME = 'Check the host name in the address and the DNS of this machine.';
const CHECK_ROUTE = 'Check the network, the firewall and the port in the address.';
const NO_TLS: Face = { what: 'TLS does not work there', hint: 'Use ws:// if the server speaks no TLS.' };

const FACES: Readonly<Record<string, Face>> = {
  ECONNREFUSED: {
    what: 'nothing listens there',
    hint: 'Is the endpoint server running? Start it, or correct the address.',
  },
  ENOTFOUND: { what: 'the host name is unknown', hint: CHECK_NAME },
  EAI_AGAIN: { what: 'the name server does not answer', hint: CHECK_NAME },
  EHOSTUNREACH: { what: 'the host cannot be reached', hint: CHECK_ROUTE },
  ENETUNREACH: { what: 'the network cannot be reached', hint: CHECK_ROUTE },
  ETIMEDOUT: { what: 'no answer in time', hint: CHECK_ROUTE },
  EPROTO: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
};

function failed(error: unknown, { host }: Party): Loss {
  const code = codeOf(error);
  if (code === 'ECONNRESET' || code === 'EPIPE') return brokenOff(host);
  const { what, hint } = FACES[code ?? ''] ?? tlsFace(code) ?? otherFace(error, code);
  return {
    reason: 'network',
    message: `${host} could not be reached: ${what}.`,
    hint,
    backoff: SOON,
  };
}

function tlsFace(code: string | undefined): Face | undefined {
  if (code === undefined || !/CERT|SELF_SIGNED|ISSUER|ALTNAME|LEAF_SIGNATURE/.test(code)) return undefined;
  return {
    what: `its certificate is not trusted (${code})`,
    hint: 'Check the certificate; for a private authority set NODE_EXTRA_CA_CERTS to its file.',
  };
}

/** The text of an error is not shown: it may be about the address. */
function otherFace(error: unknown, code: string | undefined): Face {
  if (error instanceof Error && error.message.includes('timed out'))
    return { what: 'no answer in time', hint: CHECK_ROUTE };
  return { what: code ?? 'it is no WebSocket', hint: COPY_AGAIN };
}

/** Node tells one error per address tried. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== undefined);
  return undefined;
}
