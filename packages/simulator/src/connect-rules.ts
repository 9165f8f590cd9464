import {
  ConnectRefusal,
  readHello,
  ROLE,
  type ConnectClient,
  type ConnectDevice,
  type Hello,
} from './connect-params.ts';
import { signatureHolds, type Devices, type PairedDevice } from './devices.ts';
import type { Params } from './params.ts';
import { ADMIN, type Scopes } from './scopes.ts';

/** What the gateway knows of a caller before he says anything. */
export interface Caller {
  readonly token: string;
  /** From another machine: the gateway wants to know the device. */
  readonly remote: boolean;
  readonly origin: string | undefined;
  readonly challenge: { readonly nonce: string; readonly ts: number };
  readonly devices: Devices;
}

/** Who was let in. */
export interface Admission extends Rights {
  readonly client: ConnectClient;
  readonly caps: ReadonlySet<string>;
  readonly method: AuthMethod;
}

type AuthMethod = 'token' | 'device-token';

interface Rights {
  readonly scopes: Scopes;
  /** Verified, though perhaps not paired. */
  readonly deviceId?: string;
  /** Paired: the client gets its token. */
  readonly device?: PairedDevice;
}

/** Decides who may connect, and with which rights. Errors: ConnectRefusal. */
export function admit(params: Params, caller: Caller): Admission {
  const hello = readHello(params);
  checkOrigin(hello, caller);
  checkSignature(hello, caller);
  const method = checkSecret(hello, caller);
  return { ...rights(hello, caller, method), method, client: hello.client, caps: new Set(hello.caps) };
}

/** Browsers must come from the gateway's own pages, and this gateway has none. */
function checkOrigin({ client }: Hello, { origin }: Caller): void {
  if (origin === undefined && !client.id.startsWith('webchat')) return;
  const reason = origin === undefined ? 'origin missing or invalid' : 'origin not allowed';
  throw refused(FOREIGN_ORIGIN, { code: 'CONTROL_UI_ORIGIN_NOT_ALLOWED', reason });
}

const FOREIGN_ORIGIN =
  'origin not allowed (open the Control UI from the gateway host or allow it in gateway.controlUi.allowedOrigins)';

function checkSignature(hello: Hello, { challenge }: Caller): void {
  const { device } = hello;
  if (device === undefined) return;
  const fresh = device.nonce === challenge.nonce && device.signedAt === challenge.ts;
  const signed = signedText(hello, device);
  if (fresh && signatureHolds(device.id, device.publicKey, signed, device.signature)) return;
  throw refused('device signature invalid', {
    code: 'DEVICE_AUTH_SIGNATURE_INVALID',
    reason: 'device-signature',
  });
}

function signedText({ client, scopes, secret }: Hello, { id, signedAt, nonce }: ConnectDevice): string {
  const platform = client.platform.toLowerCase();
  const family = (client.deviceFamily ?? '').toLowerCase();
  const who = ['v3', id, client.id, client.mode, ROLE, scopes.join(',')];
  return [...who, String(signedAt), secret ?? '', nonce, platform, family].join('|');
}

function checkSecret({ secret, device, scopes }: Hello, { token, devices }: Caller): AuthMethod {
  if (secret === token) return 'token';
  if (secret === undefined && device === undefined) throw noDevice();
  if (secret === undefined) throw unauthorized('AUTH_TOKEN_MISSING');
  const paired = device && devices.find(device.id);
  if (paired === undefined) throw unauthorized('AUTH_TOKEN_MISMATCH');
  if (secret !== paired.token) throw unauthorized('AUTH_DEVICE_TOKEN_MISMATCH');
  if (!includesAll(paired.scopes, scopes)) throw unauthorized('AUTH_SCOPE_MISMATCH');
  return 'device-token';
}

const UNAUTHORIZED = {
  AUTH_TOKEN_MISSING: "gateway token missing (use this gateway's gateway.auth.token or pair the device)",
  AUTH_TOKEN_MISMATCH: 'gateway token mismatch (provide gateway auth token)',
  AUTH_DEVICE_TOKEN_MISMATCH: 'device token mismatch (rotate/reissue device token)',
  AUTH_SCOPE_MISMATCH: 'device token scope mismatch (re-pair or approve scope upgrade)',
} as const;

function unauthorized(code: keyof typeof UNAUTHORIZED): ConnectRefusal {
  const advice = { canRetryWithDeviceToken: false, recommendedNextStep: 'update_auth_credentials' };
  return refused(`unauthorized: ${UNAUTHORIZED[code]}`, { code, ...advice });
}

function refused(message: string, details: Readonly<Record<string, unknown>>): ConnectRefusal {
  return new ConnectRefusal(1008, 'INVALID_REQUEST', message, details);
}

function noDevice(): ConnectRefusal {
  const details = { code: 'DEVICE_IDENTITY_REQUIRED' };
  return new ConnectRefusal(1008, 'NOT_PAIRED', 'device identity required', details);
}

/** On the same machine the token is enough; from elsewhere rights need a device somebody has approved. */
function rights({ device, scopes, client }: Hello, { remote, devices }: Caller, method: AuthMethod): Rights {
  if (device === undefined) return { scopes: remote ? [] : scopes };
  const deviceId = device.id;
  const known = devices.find(deviceId);
  if (known !== undefined && includesAll(known.scopes, scopes)) return { scopes, deviceId, device: known };
  if (remote) throw notPaired(device, scopes, known, devices);
  // Only the command line is paired silently; a backend keeps its rights without being remembered.
  if (client.mode !== 'cli' || method !== 'token') return { scopes, deviceId };
  return { scopes, deviceId, device: devices.pair(deviceId, device.publicKey, scopes) };
}

function notPaired(
  device: ConnectDevice,
  scopes: Scopes,
  known: PairedDevice | undefined,
  devices: Devices,
): ConnectRefusal {
  const { requestId } = devices.request(device.id, device.publicKey, scopes);
  const [reason, why] =
    known === undefined
      ? ['not-paired', 'device is not approved yet']
      : ['scope-upgrade', 'device is asking for more scopes than currently approved'];
  return new ConnectRefusal(1008, 'NOT_PAIRED', `pairing required: ${why}`, {
    code: 'PAIRING_REQUIRED',
    reason,
    requestId,
    deviceId: device.id,
    requestedRole: ROLE,
    requestedScopes: scopes,
  });
}

function includesAll(have: Scopes, wanted: Scopes): boolean {
  return have.includes(ADMIN) || wanted.every((scope) => have.includes(scope));
}
