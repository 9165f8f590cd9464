import { Failure } from '../domain/failure.ts';

interface Face {
  readonly what: string;
  readonly hint: string;
}

const START_IT = 'Is OpenClaw running there? Start it with `openclaw gateway run`, or correct the URL.';
const CHECK_NAME = 'Check the host name in the URL and the DNS of this machine.';
const CHECK_ROUTE = 'Check the network, the firewall and the port in the URL.';
const CHECK_TLS = 'Check the certificate; for a private authority set NODE_EXTRA_CA_CERTS to its file.';

const FACES: Readonly<Record<string, Face>> = {
  ECONNREFUSED: { what: 'nothing listens there', hint: START_IT },
  ENOTFOUND: { what: 'the host name is unknown', hint: CHECK_NAME },
  EAI_AGAIN: { what: 'the name server does not answer', hint: CHECK_NAME },
  EHOSTUNREACH: { what: 'the host cannot be reached', hint: CHECK_ROUTE },
  ENETUNREACH: { what: 'the network cannot be reached', hint: CHECK_ROUTE },
  ETIMEDOUT: { what: 'no answer in time', hint: CHECK_ROUTE },
  ECONNRESET: {
    what: 'the connection was cut',
    hint: 'Try again; if it stays so, a proxy or the gateway closes it.',
  },
  EPIPE: {
    what: 'the connection was cut',
    hint: 'Try again; if it stays so, a proxy or the gateway closes it.',
  },
  EPROTO: { what: 'TLS does not work there', hint: 'Use http:// or ws:// if the gateway speaks no TLS.' },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    what: 'TLS does not work there',
    hint: 'Use http:// or ws:// if the gateway speaks no TLS.',
  },
};

/** Says why a gateway could not be reached: refused, unknown name, no route, time-out and TLS are told apart. */
export function networkFailure(thrown: unknown, url: string): Failure {
  const code = codeOf(thrown);
  const face = FACES[code ?? ''] ?? tlsFace(code);
  const reason = face?.what ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return new Failure('gateway_unreachable', `Failed to connect to OpenClaw at ${url}: ${reason}.`, {
    hint: face?.hint ?? START_IT,
    retryable: true,
    cause: thrown,
  });
}

function tlsFace(code: string | undefined): Face | undefined {
  if (!code || !/CERT|SELF_SIGNED|ISSUER|ALTNAME|LEAF_SIGNATURE/.test(code)) return undefined;
  return { what: `its certificate is not trusted (${code})`, hint: CHECK_TLS };
}

/** Node wraps the cause of a failed connection, sometimes one error per address tried. */
function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  if (thrown instanceof AggregateError) return thrown.errors.map(codeOf).find((code) => code !== undefined);
  return codeOf(thrown.cause);
}
