import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Admit } from '../auth/admit.ts';
import type { Admission } from '../auth/gate.ts';
import type { Limits } from '../auth/limits.ts';
import type { RequestAddress } from './address.ts';
import type { Upgrade, WebSockets } from '../mcp/http/web-sockets.ts';

export interface AcceptOptions {
  readonly webSockets: WebSockets;
  readonly limits: Limits | undefined;
  readonly admit: Admit;
  readonly addressOf: RequestAddress;
}

/** Lets in over a WebSocket whom a request over HTTP would let in; each message he sends then counts as one. */
export function createAccept({ webSockets, limits, admit, addressOf }: AcceptOptions) {
  return async function accept(
    req: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<Response | undefined> {
    const request = requestOf(req);
    const admission = await admit(request, () => addressOf(req).address);
    if (admission instanceof Response) return admission;
    if (socket.destroyed) return undefined;
    const { principal } = admission;
    return webSockets.accept({ req, socket, head, principal, ...manners(request, admission) });
  };

  function manners(
    request: Request,
    { principal, isWelcome = async () => true }: Admission,
  ): Pick<Upgrade, 'isWelcome' | 'waitS'> {
    const credentials = request.headers.get('authorization') ?? undefined;
    return { isWelcome, waitS: async () => (await limits?.admitted(principal, credentials)) ?? 0 };
  }
}

function requestOf({ url = '/', headers, headersDistinct }: IncomingMessage): Request {
  const pairs = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return new Request(`http://${headers.host}${url}`, { headers: pairs });
}
