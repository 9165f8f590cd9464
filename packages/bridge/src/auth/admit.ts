import type { Admission, Gate } from './gate.ts';
import type { Limits } from './limits.ts';

/** Says who sends a request, or answers it with why he may not come in, or not yet. */
export type Admit = (request: Request, address: () => string) => Promise<Admission | Response>;

/** A gate that is passed as often as the limits allow. Without limits it is the gate alone. */
export function createAdmit(gate: Gate, limits: Limits | undefined): Admit {
  if (limits === undefined) return gate;
  return async function admitInTime(request, address) {
    const credentials = request.headers.get('authorization') ?? undefined;
    const admission = await gate(request);
    const wait = await (admission instanceof Response
      ? limits.refused(address(), credentials)
      : limits.admitted(admission.principal, credentials));
    return wait === 0 ? admission : tooMany(wait);
  };
}

/** Says when to come again. */
function tooMany(waitS: number): Response {
  return Response.json(
    { jsonrpc: '2.0', error: { code: -32_000, message: tooManyText(waitS) }, id: null },
    { status: 429, headers: { 'retry-after': String(waitS) } },
  );
}

export function tooManyText(waitS: number): string {
  return `Too many requests. Try again in ${waitS} seconds.`;
}
