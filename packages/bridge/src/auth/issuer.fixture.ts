import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';

/** What a token says; undefined leaves a claim out. */
export type Claims = Readonly<Record<string, unknown>>;

/** Another issuer of tokens, on loopback. */
export interface TestIssuer {
  /** As it stands in its tokens. */
  readonly url: string;
  readonly jwksUrl: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  /** Signs claims besides `iss`, `aud`, `sub`, `exp`; they may replace those. */
  sign(claims?: Claims): Promise<string>;
  /** From now on signs with another key. */
  rotate(): Promise<void>;
  /** What is answered under a path in place of what is right; undefined for a connection that breaks. */
  answer(path: string, body: unknown, status?: number): void;
  /** Answers as is right again. */
  mend(): void;
  stop(): Promise<void>;
}

export const AUDIENCE = 'https://claw.example.com/mcp';

export async function startIssuer({ path = '', alg = 'ES256', metadata = 'openid-configuration' } = {}) {
  const asked: string[] = [];
  const answers = new Map<string, { readonly body: unknown; readonly status: number }>();
  let keys: readonly JWK[] = [];
  let signing = await newKey(alg);
  keys = [signing.jwk];

  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const special = answers.get(url);
    if (special !== undefined && special.body === undefined) response.destroy();
    else if (special !== undefined) json(response, special.body, special.status);
    else if (url === `${path}/keys`) json(response, { keys });
    else if (url === metadataPath) json(response, { issuer, jwks_uri: `${origin}${path}/keys` });
    else json(response, {}, 404);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${origin}${path}`;
  const metadataPath =
    metadata === 'openid-configuration'
      ? `${path}/.well-known/${metadata}`
      : `/.well-known/${metadata}${path}`;

  const made: TestIssuer = {
    url: issuer,
    jwksUrl: `${origin}${path}/keys`,
    asked,
    sign: (claims = {}) =>
      new SignJWT({ iss: issuer, aud: AUDIENCE, sub: 'ada', exp: inSeconds(60), ...claims })
        .setProtectedHeader({ alg, kid: signing.jwk.kid ?? '' })
        .sign(signing.privateKey),
    async rotate() {
      signing = await newKey(alg);
      keys = [signing.jwk];
    },
    answer: (at, body, status = 200) => void answers.set(at, { body, status }),
    mend: () => answers.clear(),
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
  return made;
}

export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

let made = 0;

async function newKey(alg: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), alg, kid: `key-${++made}` } };
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response
    .writeHead(status, { 'content-type': 'application/json', connection: 'close' })
    .end(JSON.stringify(body));
}
