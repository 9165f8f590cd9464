import type { HttpBindings } from '@hono/node-server';
import type { Admit } from '../auth/admit.ts';
import type { Admission } from '../auth/gate.ts';
import type { RequestAddress } from './address.ts';
import type { Visits } from './visits.ts';
import { jsonRpcError } from '../mcp/http/json-rpc-error.ts';
import type { Places } from '../mcp/http/places.ts';

/** Says who sends a request, or answers it with why he may not come in. */
export type LetIn = (request: Request, http: HttpBindings) => Promise<Admission | Response>;

export interface LetInOptions {
  readonly admit: Admit;
  readonly addressOf: RequestAddress;
  /** For requests that are being answered, streams among them. */
  readonly places: Places;
  readonly visits: Pick<Visits, 'admitted'>;
}

/** Who is let in has a place until his answer is sent. */
export function createLetIn({ admit, addressOf, places, visits }: LetInOptions): LetIn {
  return async function letIn(request, { incoming, outgoing }) {
    const admission = await admit(request, () => addressOf(incoming).address);
    if (admission instanceof Response) return admission;
    visits.admitted(incoming, admission);
    const leave = places.take(admission.principal.id);
    if (leave === undefined) return jsonRpcError(503, -32_000, 'Too many requests at once. Try again later.');
    // He may have left while the gate looked, and is not heard leaving again.
    if (outgoing.destroyed) leave();
    else outgoing.once('close', leave);
    return admission;
  };
}
