import type { Admission, Gate } from './gate.ts';

/**
 * Whose token it is, or undefined when it is nobody's, no longer or of another kind.
 * Errors: `store_unavailable`, `issuer_unavailable`.
 */
export type VerifyToken = (token: string) => Promise<Admission | undefined>;

export interface BearerGateOptions {
  /** Asked one after the other. */
  readonly verifiers: readonly VerifyToken[];
  /**
   * Where a client finds out how to get a token for what it called, by the path of that (RFC 9728); undefined where it cannot
   * get one by itself. Clients refuse what describes another address than theirs.
   */
  readonly metadataUrl?: ((path: string) => string) | undefined;
}

/** As RFC 6750 spells it. Tokens in the query or the body are not looked at: they end up in logs and histories. */
const BEARER = /^bearer +([\w.~+/-]+=*) *$/i;

/** Lets in who shows a token somebody vouches for. */
export function createBearerGate({ verifiers, metadataUrl }: BearerGateOptions): Gate {
  return async function admitByToken(request) {
    const [, token] = BEARER.exec(request.headers.get('authorization') ?? '') ?? [];
    const refused = (error?: 'invalid_token') =>
      unauthorized(metadataUrl?.(new URL(request.url).pathname), error);
    if (token === undefined) return refused();
    for (const verify of verifiers) {
      const admission = await verify(token);
      if (admission === undefined) continue;
      return { ...admission, isWelcome: async () => (await verify(token)) !== undefined };
    }
    return refused('invalid_token');
  };
}

/** A client that showed no token is told no error (RFC 6750, section 3.1), only where to get one. */
function unauthorized(metadataUrl: string | undefined, error?: 'invalid_token'): Response {
  const parameters = [
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(metadataUrl === undefined ? [] : [`resource_metadata="${metadataUrl}"`]),
  ];
  const challenge = ['Bearer', parameters.join(', ')].filter((part) => part !== '').join(' ');
  const description =
    error === undefined
      ? 'This needs a bearer token.'
      : 'This token is unknown, has expired, was revoked, or is meant for somebody else.';
  return Response.json(
    { error: error ?? 'unauthorized', error_description: description },
    { status: 401, headers: { 'www-authenticate': challenge } },
  );
}
