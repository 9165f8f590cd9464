import { BREATH_MS, brokenOff, COPY_AGAIN, LATER, SOON, TRY_LATER, type Loss, type Party } from './loss.ts';

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

/** How `ws` calls what is over the limit. */
const TOO_LARGE: readonly string[] = [
  'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
  'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH',
];

/** What an error of the network, or of TLS, means. */
export function failed(error: unknown, { host }: Party): Loss {
  const code = codeOf(error);
  if (code === 'ECONNRESET' || code === 'EPIPE') return brokenOff(host);
  if (code?.startsWith('WS_ERR_')) return garbled(code, host);
  const { what, hint } = FACES[code ?? ''] ?? tlsFace(code) ?? otherFace(error, code);
  return {
    reason: 'network',
    message: `${host} could not be reached: ${what}.`,
    hint,
    backoff: SOON,
  };
}

/** The connection was open, and the address is right: only what came is no good. */
function garbled(code: string, host: string): Loss {
  if (TOO_LARGE.includes(code)) {
    return {
      reason: 'too_large',
      message: `${host} sent a frame larger than 4 MiB.`,
      hint: `Nothing that devices ask is so large: its log may say more. ${TRY_LATER}`,
      backoff: LATER,
      minMs: BREATH_MS,
    };
  }
  return {
    reason: 'server_error',
    message: `${host} sent what is no WebSocket frame (${code}).`,
    hint: `The server, or a proxy before it, has a fault: its log may say more. ${TRY_LATER}`,
    backoff: SOON,
    minMs: BREATH_MS,
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
