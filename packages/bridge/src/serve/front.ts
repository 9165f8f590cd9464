import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { tooManyText } from '../auth/admit.ts';
import { credentialsOf } from '../auth/credentials.ts';
import type { Guard } from '../auth/guard.ts';
import type { Limits } from '../auth/limits.ts';
import { toFailure } from '../domain/failure.ts';
import type { Log } from '../domain/port/log.ts';
import type { RequestAddress } from './address.ts';
import type { Connections } from './connections.ts';
import { faultOf, pathOf } from './fault.ts';
import { httpFace } from './http-face.ts';
import { createDress } from './headers.ts';
import { passOn } from './pass-on.ts';
import { isHealth, isPageFile, routeOf } from './route.ts';
import type { Visits } from './visits.ts';
import { answerSocket, outliveErrors, refuse, refuseSocket, type Refusal } from './refusal.ts';

type Serve = (req: IncomingMessage, res: ServerResponse) => void | Promise<void>;

/** Serves paths of its own on the same port, behind the same checks. */
export interface Authorization {
  /** `path` has no query. */
  owns(path: string): boolean;
  handle(req: IncomingMessage, res: ServerResponse): void | Promise<void>;
}

/** Lets in a client that wants to speak over a WebSocket, or says why not. */
export type Accept = (req: IncomingMessage, socket: Duplex, head: Buffer) => Promise<Response | undefined>;

export interface FrontOptions {
  readonly server: Server;
  readonly connections: Connections;
  readonly visits: Pick<Visits, 'begin' | 'beginHandedOver' | 'headersOf'>;
  readonly guard: Guard;
  readonly addressOf: RequestAddress;
  /** Undefined where nobody is counted. */
  readonly limits: Limits | undefined;
  /** Go with every answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: Authorization | undefined;
  /** All other paths. */
  readonly app: Serve;
  /** Who takes over a connection that begins at a path. */
  readonly accepts: ReadonlyMap<string, Accept>;
  /** True once the process is going. */
  readonly leaving: () => boolean;
  readonly log: Log;
}

/** Who comes meanwhile finds the next process. */
const COME_BACK_S = 2;

/**
 * Everything that comes in on the port comes through here, whatever it is: its form, Host and Origin, how often its sender may
 * ask; then the path.
 */
export function openFront(options: FrontOptions): void {
  const { server, connections, visits, guard, addressOf, limits, headers, authorization, app, accepts, log } =
    options;
  const dress = createDress(headers);

  server.on('request', (req, res) => {
    visits.begin(req, res);
    dress(res);
    connections.take(req, res, () => {
      const refusal = refusalOf(req);
      if (refusal !== undefined) return refuse(res, refusal);
      if (limits === undefined || isUncounted(routeOf(req.url ?? ''))) return serve(req, res);
      waitOf(req, limits).then(
        (wait) => (wait === 0 ? serve(req, res) : refuse(res, tooMany(wait))),
        (thrown) => fail(thrown, res),
      );
    });
  });
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) => {
    visits.begin(req, res);
    dress(res);
    connections.take(req, res, () => refuse(res, NOT_EXPECTED));
  });
  server.on('upgrade', (req, socket, head) => {
    outliveErrors(socket);
    if (req.headers.upgrade?.toLowerCase() !== 'websocket') return passOn(server, req, socket, head);
    answerOn(socket, req, () => receive(req, socket, head));
  });
  server.on('connect', (req: IncomingMessage, socket: Duplex) => answerOn(socket, req, async () => NO_PROXY));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const isAnswered = connections.answerOn(socket)?.headersSent ?? false;
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswered) socket.destroy();
    else refuseSocket(socket, unreadable(error.code), headers);
  });

  function refusalOf(req: IncomingMessage): Refusal | undefined {
    const fault = faultOf(req);
    if (fault !== undefined) return fault;
    const reason = guard.refuse(req.headers);
    if (reason !== undefined) return { status: 403, message: reason };
    return options.leaving() && !isHealth(routeOf(req.url ?? '')) ? LEAVING : undefined;
  }

  function waitOf(req: IncomingMessage, counted: Limits): Promise<number> {
    return counted.arrived(addressOf(req).address, credentialsOf(req.headers));
  }

  function serve(req: IncomingMessage, res: ServerResponse): void {
    const isTheirs = authorization?.owns(pathOf(req.url ?? '')) ?? false;
    try {
      const served = isTheirs ? authorization?.handle(req, res) : app(req, res);
      served?.catch((thrown: unknown) => fail(thrown, res));
    } catch (thrown) {
      fail(thrown, res);
    }
  }

  /** Serves a request whose connection Node has handed over: with another protocol, or the answer why not. */
  function answerOn(socket: Duplex, req: IncomingMessage, takeOver: () => Promise<NotOpened>): void {
    const ended = visits.beginHandedOver(req);
    const always = { ...headers, ...visits.headersOf(req) };
    takeOver()
      .catch(faceOf)
      .then(async (answer) => {
        const left = socket.destroyed ? LEFT : undefined;
        if (answer instanceof Response) await answerSocket(socket, answer, always);
        else if (answer !== undefined) refuseSocket(socket, answer, always);
        ended(left ?? answer?.status ?? SWITCHED);
      })
      .catch(faceOf);
  }

  async function receive(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<NotOpened> {
    const refusal = refusalOf(req);
    if (refusal !== undefined) return refusal;
    const accept = accepts.get(pathOf(req.url ?? ''));
    if (accept === undefined) return noWebSocket([...accepts.keys()]);
    const wait = limits === undefined ? 0 : await waitOf(req, limits);
    if (wait > 0) return tooMany(wait);
    const notOpened = await accept(req, socket, head);
    if (notOpened === undefined) connections.keep(req.socket);
    return notOpened;
  }

  function fail(thrown: unknown, res: ServerResponse): void {
    const face = faceOf(thrown);
    if (res.headersSent) res.destroy();
    else refuse(res, face);
  }

  /** What the client is told; the log is told the rest. */
  function faceOf(thrown: unknown): Refusal {
    const failure = toFailure(thrown);
    log.error({ door: 'http', stack: failure.stack }, failure.message);
    return httpFace(failure);
  }
}

/** Why a client does not get to speak another protocol; undefined when it does, or has left. */
type NotOpened = Refusal | Response | undefined;

/** Statuses of what has no answer in HTTP: it speaks another protocol now, or the client is gone. */
const SWITCHED = 101;
const LEFT = 499;

const NOT_EXPECTED: Refusal = { status: 417, message: 'This expectation cannot be met.', closes: true };

const LEAVING: Refusal = {
  status: 503,
  message: 'This clawbridge is shutting down. What it was asked is kept.',
  closes: true,
  headers: { 'Retry-After': String(COME_BACK_S) },
};

const NO_PROXY: Refusal = { status: 405, message: 'This is no proxy.' };

function noWebSocket(paths: readonly string[]): Refusal {
  return { status: 404, message: `WebSockets are at ${paths.join(', ')}.` };
}

/** A flood must not keep those out who ask whether we are there, nor a page from its own files. */
function isUncounted(route: string): boolean {
  return isHealth(route) || isPageFile(route);
}

function tooMany(waitS: number): Refusal {
  return { status: 429, message: tooManyText(waitS), headers: { 'Retry-After': String(waitS) } };
}

/** What Node's parser does not take. */
function unreadable(code = ''): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, message: 'The headers are too large.' };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, message: 'The chunk extensions are too large.' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, message: 'The request did not arrive in time.' };
    default:
      return { status: 400, message: 'This is no valid HTTP request.' };
  }
}
