import { readParams, type Params, type ParamsOf, type Shape } from './params.ts';
import { Refusal } from './refusal.ts';
import type { Scopes } from './scopes.ts';

/** The gateway does not let a client in, and closes the socket with this code. */
export class ConnectRefusal extends Refusal {
  readonly closeCode: number;

  constructor(closeCode: number, ...refusal: ConstructorParameters<typeof Refusal>) {
    super(...refusal);
    this.closeCode = closeCode;
  }
}

/** What a client says about itself when it connects. */
export interface Hello {
  readonly client: ConnectClient;
  readonly scopes: Scopes;
  readonly caps: readonly string[];
  /** The token of the gateway or of the device; undefined when the client sent neither. */
  readonly secret: string | undefined;
  readonly device: ConnectDevice | undefined;
}

export type ConnectClient = ParamsOf<typeof CLIENT>;
export type ConnectDevice = ParamsOf<typeof DEVICE>;

export const PROTOCOL = 4;
export const ROLE = 'operator';

const CONNECT = {
  minProtocol: 'number',
  maxProtocol: 'number',
  client: 'object',
  caps: 'strings?',
  commands: 'strings?',
  computerUse: 'any?',
  workerRuns: 'any?',
  permissions: 'any?',
  pathEnv: 'string?',
  role: 'string?',
  scopes: 'strings?',
  device: 'object?',
  auth: 'object?',
  locale: 'string?',
  userAgent: 'string?',
} as const;

const CLIENT = {
  id: 'string',
  displayName: 'string?',
  version: 'string',
  buildId: 'string?',
  platform: 'string',
  deviceFamily: 'string?',
  modelIdentifier: 'string?',
  timeZone: 'string?',
  mode: 'string',
  instanceId: 'string?',
} as const;

const AUTH = {
  token: 'string?',
  bootstrapToken: 'string?',
  deviceToken: 'string?',
  password: 'string?',
  approvalRuntimeToken: 'string?',
  agentRuntimeIdentityToken: 'string?',
} as const;

const DEVICE = {
  id: 'string',
  publicKey: 'string',
  signature: 'string',
  signedAt: 'number',
  nonce: 'string',
} as const;

const CLIENT_IDS = [
  'webchat-ui openclaw-control-ui openclaw-browser-copilot openclaw-tui webchat cli gateway-client openclaw-macos',
  'openclaw-linux openclaw-ios openclaw-watchos openclaw-android node-host openclaw-worker test fingerprint',
  'openclaw-probe',
].flatMap((line) => line.split(' '));

const CLIENT_MODES = 'webchat cli ui backend node worker probe test'.split(' ');

/** Reads the parameters of `connect`. Errors: ConnectRefusal. */
export function readHello(params: Params): Hello {
  const { minProtocol, maxProtocol, role = ROLE, ...rest } = parse(CONNECT, params, '');
  const client = parse(CLIENT, rest.client, '/client');
  if (!CLIENT_IDS.includes(client.id)) throw notAllowed('/client/id');
  if (!CLIENT_MODES.includes(client.mode)) throw notAllowed('/client/mode');
  const auth = rest.auth && parse(AUTH, rest.auth, '/auth');
  const device = rest.device && parse(DEVICE, rest.device, '/device');
  if (minProtocol > PROTOCOL || maxProtocol < PROTOCOL) throw wrongProtocol(minProtocol, maxProtocol);
  if (role !== ROLE) throw new ConnectRefusal(1008, 'INVALID_REQUEST', 'invalid role');
  const secret = auth?.token ?? auth?.deviceToken;
  return { client, scopes: rest.scopes ?? [], caps: rest.caps ?? [], secret, device };
}

function parse<S extends Shape>(shape: S, params: Params, at: string): ParamsOf<S> {
  try {
    return readParams('connect', shape, params, at);
  } catch (error) {
    throw error instanceof Refusal ? new ConnectRefusal(1008, 'INVALID_REQUEST', error.message) : error;
  }
}

function notAllowed(at: string): ConnectRefusal {
  const fault = `at ${at}: must be equal to one of the allowed values`;
  return new ConnectRefusal(1008, 'INVALID_REQUEST', `invalid connect params: ${fault}`);
}

function wrongProtocol(clientMinProtocol: number, clientMaxProtocol: number): ConnectRefusal {
  const asked = { clientMinProtocol, clientMaxProtocol, expectedProtocol: PROTOCOL };
  return new ConnectRefusal(1002, 'INVALID_REQUEST', 'protocol mismatch', {
    code: 'PROTOCOL_MISMATCH',
    ...asked,
  });
}
