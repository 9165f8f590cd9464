import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Admit } from './auth/admit.ts';
import type { Gate } from './auth/gate.ts';
import type { Limits } from './auth/limits.ts';
import { isAlike, type Principal } from './domain/principal.ts';
import type { WebSockets } from './mcp/http/web-sockets.ts';

export interface AcceptOptions {
  readonly webSockets: WebSockets;
  readonly gate: Gate;
  readonly limits: Limits | undefined;
  readonly admit: Admit;
  readonly addressOf: (req: IncomingMessage) => string;
}

/** Lets in whoever would be let in by a request over HTTP; each message he sends then is one. */
export function createAccept({ webSockets, gate, limits, admit, addressOf }: AcceptOptions) {
  return async function accept(
    req: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<Response | undefined> {
    const request = requestOf(req);
    const admission = await admit(request, () => addressOf(req));
    if (admission instanceof Response || socket.destroyed)
      return admission instanceof Response ? admission : undefined;
    const { principal } = admission;
    return webSockets.accept({ req, socket, head, principal, mayGoOn: () => mayGoOn(request, principal) });
  };

  async function mayGoOn(request: Request, principal: Principal): Promise<number | undefined> {
    const admission = await gate(request);
    if (admission instanceof Response || !isAlike(admission.principal, principal)) return undefined;
    return (await limits?.isLetIn(principal, request.headers.get('authorization') ?? undefined)) ?? 0;
  }
}

function requestOf({ url = '/', headers, headersDistinct }: IncomingMessage): Request {
  const pairs = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return new Request(`http://${headers.host}${url}`, { headers: pairs });
}
