import { GatewayClientRequestError, GatewayClientRequestTimeoutError } from '@openclaw/gateway-client';
import { Failure, type FailureCode } from '../../domain/failure.ts';
import { networkFailure } from '../network-failure.ts';
import { gatewayFailed, gatewayRefused, notNow } from '../run-failures.ts';
import { number, object, text, type Json } from '../json.ts';

interface Face {
  readonly code: FailureCode;
  readonly message?: string;
  readonly hint: string;
  readonly retryable?: boolean;
}

const CHECK_TOKEN =
  'Set OPENCLAW_GATEWAY_TOKEN to the value of gateway.auth.token in the config of that OpenClaw.';
const CHECK_PASSWORD =
  'Set OPENCLAW_GATEWAY_PASSWORD to the value of gateway.auth.password in the config of that OpenClaw.';
const NEW_DEVICE =
  'Delete device.pem in CLAWBRIDGE_HOME to make a new device key, then approve it on the gateway.';

/** By the gateway's `details.code`. */
const FACES: Readonly<Record<string, Face>> = {
  AUTH_TOKEN_MISMATCH: {
    code: 'gateway_unauthorized',
    message: 'The gateway does not accept the token.',
    hint: CHECK_TOKEN,
  },
  AUTH_TOKEN_MISSING: {
    code: 'gateway_unauthorized',
    message: 'The gateway wants a token.',
    hint: CHECK_TOKEN,
  },
  AUTH_TOKEN_NOT_CONFIGURED: {
    code: 'gateway_unauthorized',
    message: 'The gateway has no token configured.',
    hint: 'Set gateway.auth.token in its config.',
  },
  AUTH_PASSWORD_MISMATCH: {
    code: 'gateway_unauthorized',
    message: 'The gateway does not accept the password.',
    hint: CHECK_PASSWORD,
  },
  AUTH_PASSWORD_MISSING: {
    code: 'gateway_unauthorized',
    message: 'The gateway wants a password.',
    hint: CHECK_PASSWORD,
  },
  AUTH_RATE_LIMITED: {
    code: 'gateway_unauthorized',
    message: 'The gateway refuses us for a while after too many wrong tokens.',
    hint: CHECK_TOKEN,
    retryable: true,
  },
  AUTH_SCOPE_MISMATCH: {
    code: 'pairing_required',
    message: 'The gateway gave this device a token for less than this mode asks for.',
    hint: 'Set OPENCLAW_GATEWAY_TOKEN, with which more can be asked for, or start clawbridge with a narrower --mode.',
  },
  AUTH_DEVICE_TOKEN_MISMATCH: {
    code: 'pairing_required',
    hint: 'Approve this device again: `openclaw devices list`, then `openclaw devices approve <requestId>`.',
  },
  DEVICE_IDENTITY_REQUIRED: {
    code: 'gateway_unauthorized',
    message: 'The gateway wants a token or a paired device.',
    hint: CHECK_TOKEN,
  },
  CONTROL_UI_ORIGIN_NOT_ALLOWED: {
    code: 'gateway_refused',
    hint: 'A proxy adds an Origin header; remove it there.',
  },
  PROTOCOL_MISMATCH: {
    code: 'gateway_refused',
    hint: 'Update OpenClaw or clawbridge: they speak different protocol versions.',
  },
};

/** What went wrong while connecting or asking, in the house's words; the gateway's own text is kept. */
export function wsFailure(thrown: unknown, url: string): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof GatewayClientRequestTimeoutError) {
    return new Failure(
      thrown.requestSent ? 'connection_lost' : 'gateway_unreachable',
      `OpenClaw at ${url} did not answer ${thrown.method} within ${thrown.timeoutMs} ms.`,
      {
        hint: 'The gateway may be overloaded or hanging; look at its log.',
        retryable: true,
        cause: thrown,
      },
    );
  }
  if (thrown instanceof GatewayClientRequestError) return requestFailure(thrown, url);
  if (thrown instanceof Error && thrown.message.startsWith('SECURITY ERROR')) return insecure(thrown, url);
  return networkFailure(thrown, url);
}

function requestFailure(error: GatewayClientRequestError, url: string): Failure {
  const details = object(error.details);
  if (details['reason'] === 'websocket-upgrade-rejected')
    return upgradeFailure(error, number(details['httpStatus']), url);
  const detailCode = text(details['code']) ?? error.code;
  if (
    detailCode === 'PAIRING_REQUIRED' ||
    (error.code === 'NOT_PAIRED' && details['requestId'] !== undefined)
  ) {
    return pairing(error, details);
  }
  if (detailCode === 'MISSING_SCOPE') return missingScope(error, text(details['missingScope']));
  const face = FACES[detailCode] ?? familyFace(detailCode);
  if (face)
    return failure(face.code, face.message ?? error.message, face.hint, face.retryable ?? false, error);
  if (error.code === 'INVALID_REQUEST') {
    return gatewayRefused(error.message, error);
  }
  // "Retryable" is its word that it did not take the request; a run that failed is told without it.
  if (error.code === 'UNAVAILABLE' && (error.retryable || isDraining(error.message)))
    return notNow(error.message, error);
  return gatewayFailed(error.message, error.retryable || error.code === 'UNAVAILABLE', error);
}

/** What a gateway that is being stopped says of the runs in its queue when their turn comes. */
export function isDraining(message: string): boolean {
  return message.includes('Gateway is draining; new tasks are not accepted');
}

function familyFace(detailCode: string): Face | undefined {
  if (detailCode.startsWith('DEVICE_')) return { code: 'gateway_unauthorized', hint: NEW_DEVICE };
  if (detailCode.startsWith('AUTH_')) return { code: 'gateway_unauthorized', hint: CHECK_TOKEN };
  return undefined;
}

function upgradeFailure(error: GatewayClientRequestError, status: number | undefined, url: string): Failure {
  if (status === 503) {
    return failure(
      'gateway_unreachable',
      `OpenClaw at ${url} is starting or stopping.`,
      'Try again in a moment.',
      true,
      error,
    );
  }
  if (status === 401) return failure('gateway_unauthorized', error.message, CHECK_TOKEN, false, error);
  if (status === 403) {
    return failure(
      'gateway_forbidden',
      error.message,
      'Name the proxy in front of it in gateway.trustedProxies of OpenClaw.',
      false,
      error,
    );
  }
  return failure(
    'endpoint_missing',
    `There is no OpenClaw WebSocket at ${url} (HTTP ${status ?? 'error'}).`,
    'Check the URL, or use --outlet http if only HTTP passes the proxy.',
    false,
    error,
  );
}

/** Far away a device that is paired for less has to be approved anew; on the gateway's own machine its token is enough. */
function pairing(error: GatewayClientRequestError, details: Json): Failure {
  const requestId = text(details['requestId']);
  const command = requestId === undefined ? 'openclaw devices list' : `openclaw devices approve ${requestId}`;
  const widening = details['reason'] === 'scope-upgrade';
  return failure(
    'pairing_required',
    widening
      ? 'The gateway has paired this device for less than this mode asks for.'
      : 'The gateway wants this device to be paired first.',
    `On the gateway's machine run: ${command} — then ask again${widening ? ', or use a narrower --mode' : ''}.`,
    true,
    error,
  );
}

export function missingScope(cause: unknown, scope = 'operator.write'): Failure {
  return failure(
    'gateway_forbidden',
    `Connected, but the gateway does not grant us ${scope}.`,
    "Pair this device: `openclaw devices list` and `openclaw devices approve <requestId>` on the gateway's machine.",
    false,
    cause,
  );
}

function insecure(cause: Error, url: string): Failure {
  return failure(
    'insecure_url',
    `The token would travel unencrypted to ${url}.`,
    'Use https:// or wss://, a private address or an SSH tunnel; on a trusted network set OPENCLAW_ALLOW_INSECURE_PRIVATE_WS=1.',
    false,
    cause,
  );
}

function failure(
  code: FailureCode,
  message: string,
  hint: string,
  retryable: boolean,
  cause: unknown,
): Failure {
  return new Failure(code, message, { hint, retryable, cause });
}
