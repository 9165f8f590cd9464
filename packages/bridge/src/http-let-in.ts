import type { HttpBindings } from '@hono/node-server';
import type { Admit } from './auth/admit.ts';
import type { Stays } from './auth/stays.ts';
import type { Principal } from './domain/principal.ts';
import type { Visits } from './http-visits.ts';
import { jsonRpcError } from './mcp/http/json-rpc-error.ts';
import type { Places } from './mcp/http/places.ts';

/** Says who sends a request, or answers it with why he may not come in. */
export type LetIn = (request: Request, http: HttpBindings) => Promise<Principal | Response>;

export interface LetInOptions {
  readonly admit: Admit;
  readonly addressOf: (req: HttpBindings['incoming']) => string;
  /** For requests that are being answered, streams among them. */
  readonly places: Places;
  /** Undefined where what lets people in is not taken back. */
  readonly stays: Stays | undefined;
  readonly visits: Pick<Visits, 'admitted'>;
}

/** Who is let in has a place until his answer is sent; who only listens, as long as he would be let in. */
export function createLetIn({ admit, addressOf, places, stays, visits }: LetInOptions): LetIn {
  return async function letIn(request, { incoming, outgoing }) {
    const admission = await admit(request, () => addressOf(incoming));
    if (admission instanceof Response) return admission;
    visits.admitted(incoming, admission);
    const { principal } = admission;
    const leave = places.take(principal.id);
    if (leave === undefined) return jsonRpcError(503, -32_000, 'Too many requests at once. Try again later.');
    outgoing.once('close', leave);
    if (stays === undefined || !listens(request)) return principal;
    outgoing.once('close', stays.add({ request, principal, end: () => outgoing.destroy() }));
    return principal;
  };
}

/** Stays open to hear what happens. Any other request is answered, however long that takes: it was let in. */
function listens({ method, headers }: Request): boolean {
  return method === 'GET' || headers.get('mcp-method') === 'subscriptions/listen';
}
