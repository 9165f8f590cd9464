import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import { tooManyText } from '../auth/admit.ts';
import { credentialsOf } from '../auth/credentials.ts';
import type { Limits } from '../auth/limits.ts';
import type { LinkGate } from '../auth/link-gate.ts';
import { isOwnOrigin } from '../auth/own-origin.ts';
import { whileWelcome } from '../auth/while-welcome.ts';
import type { WebAdmission, WebGate, WebHeaders } from '../auth/web-gate.ts';
import type { Deed } from '../domain/audit-record.ts';
import { linkPrincipal } from '../domain/link.ts';
import type { Log } from '../domain/port/log.ts';
import { holds, type Principal } from '../domain/principal.ts';
import type { Places } from '../mcp/http/places.ts';
import type { ChatHttp } from '../relay/http/chat-http.ts';
import type { LinkHttp } from '../relay/http/link-http.ts';
import { notSignedIn, problem } from '../relay/http/problem.ts';
import type { ChatVisitor, SessionDoor } from '../relay/http/session.ts';
import type { Relay } from '../relay/relay.ts';
import type { RequestAddress } from './address.ts';
import type { Accept } from './front.ts';
import type { Visits } from './visits.ts';

/** Answers the owner's console. It is asked by those only who hold `admin`. */
export type ConsoleHttp = (request: Request, person: Principal) => Promise<Response>;

export interface WebDoorOptions {
  readonly gate: WebGate;
  readonly linkGate: LinkGate;
  readonly session: SessionDoor;
  readonly chat: ChatHttp;
  readonly link: LinkHttp;
  readonly console: ConsoleHttp | undefined;
  readonly sockets: Pick<Relay, 'acceptPeer' | 'acceptLink'>;
  readonly issuer: URL | undefined;
  readonly limits: Limits | undefined;
  readonly places: Places;
  /** For the sockets of browsers. */
  readonly socketPlaces: Places;
  readonly addressOf: RequestAddress;
  readonly visits: Pick<Visits, 'of' | 'admitted' | 'headersOf'>;
  readonly note: (deed: Deed) => void;
  readonly log: Pick<Log, 'info'>;
}

/** The doors of browsers and of channel plugins. */
export interface WebDoor {
  /** `/chat/*`, `/console/*` and `/openclaw/*` */
  fetch(request: Request, http: HttpBindings): Promise<Response>;
  /** Sockets, by their path. */
  readonly accepts: ReadonlyMap<string, Accept>;
}

/** Lets in who may come, and leads him on. */
export function createWebDoor(options: WebDoorOptions): WebDoor {
  const { gate, linkGate, session, chat, link, sockets, limits, places, addressOf, visits, note } = options;
  return {
    async fetch(request, http) {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/openclaw/')) return await serveLink(request, http);
      const headers = headersOf(request);
      if (isForeign(request.method, headers)) return refuseForeign(headers);
      return pathname === '/chat/session'
        ? await serveSession(request, headers, http)
        : await serveVisitor(request, headers, http);
    },
    accepts: new Map<string, Accept>([
      ['/chat', acceptPeer],
      ['/openclaw', acceptLink],
    ]),
  };

  async function serveSession(request: Request, headers: WebHeaders, http: HttpBindings): Promise<Response> {
    const secret = gate.secretOf(headers);
    const admission = await gate.admit(headers);
    return await session({
      request,
      visitor: admission && visitorOf(admission),
      secret,
      isStale: secret !== undefined && admission === undefined,
      isOpen: gate.anybody !== undefined,
      address: addressOf(http.incoming).address,
      requestId: visits.of(http.incoming)?.id,
    });
  }

  async function serveVisitor(request: Request, headers: WebHeaders, http: HttpBindings): Promise<Response> {
    const admission = await admit(headers, http.incoming);
    if (admission instanceof Response) return admission;
    const { principal } = admission;
    if (!keepsPlace(principal.id, http)) return crowded();
    if (!new URL(request.url).pathname.startsWith('/console/'))
      return await chat(request, visitorOf(admission));
    if (!holds(principal, 'admin')) return ownersOnly();
    if (options.console === undefined) return ownersOnly();
    return whileWelcome(await options.console(request, principal), admission);
  }

  /** Until the answer is out. False where there is none. */
  function keepsPlace(principal: string, { outgoing }: HttpBindings): boolean {
    const leave = places.take(principal);
    if (leave === undefined) return false;
    if (outgoing.destroyed) leave();
    else outgoing.once('close', leave);
    return true;
  }

  async function serveLink(request: Request, http: HttpBindings): Promise<Response> {
    const admission = await admitLink(http.incoming);
    if (admission instanceof Response) return admission;
    return keepsPlace(`link:${admission.link}`, http) ? await link(request) : crowded();
  }

  async function acceptPeer(
    req: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<Response | undefined> {
    const headers = webHeadersOf(req);
    // What a page of others could open would act for whoever looks at that page.
    if (!isOwnOrigin(headers, options.issuer)) return refuseForeign(headers);
    const admission = await admit(headers, req);
    if (admission instanceof Response) return admission;
    if (socket.destroyed) return undefined;
    const leave = options.socketPlaces.take(admission.principal.id);
    if (leave === undefined) return crowded();
    socket.once('close', leave);
    const { user, scopes } = visitorOf(admission);
    const { isWelcome = async () => true } = admission;
    sockets.acceptPeer({ req, socket, head, user, scopes, isWelcome, headers: visits.headersOf(req) });
    return undefined;
  }

  async function acceptLink(
    req: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<Response | undefined> {
    const admission = await admitLink(req);
    if (admission instanceof Response) return admission;
    if (socket.destroyed) return undefined;
    const { link: name, isWelcome } = admission;
    sockets.acceptLink({ req, socket, head, link: name, isWelcome, headers: visits.headersOf(req) });
    return undefined;
  }

  async function admit(headers: WebHeaders, req: IncomingMessage): Promise<WebAdmission | Response> {
    const admission = await gate.admit(headers);
    const credentials = credentialsOf({ cookie: headers.cookie });
    const wait = await (admission === undefined
      ? limits?.refused(addressOf(req).address, credentials)
      : limits?.admitted(admission.principal, credentials));
    if (wait !== undefined && wait > 0) return tooMany(wait);
    if (admission === undefined) return notSignedIn();
    visits.admitted(req, admission);
    return admission;
  }

  async function admitLink(req: IncomingMessage) {
    const { authorization } = req.headers;
    const admission = await linkGate(authorization);
    const { address } = addressOf(req);
    if (admission === undefined) {
      const wait = (await limits?.refused(address, authorization)) ?? 0;
      note({ action: 'link', outcome: 'refused', reason: 'invalid_token', address });
      return wait > 0 ? tooMany(wait) : unknownLink();
    }
    const principal = { id: linkPrincipal(admission.link), scopes: [], allow: [] };
    const wait = (await limits?.admitted(principal, authorization)) ?? 0;
    if (wait > 0) return tooMany(wait);
    visits.admitted(req, { principal, ...(admission.client && { client: admission.client }) });
    return admission;
  }

  /** Guests are not told of settings: whoever can change them reads the log. */
  function refuseForeign({ origin, host }: WebHeaders): Response {
    const advice = 'if people use this address, name it with --issuer-url';
    options.log.info({ door: 'http', origin, host }, `refused a page of another address; ${advice}`);
    return foreignPage();
  }

  /** What changes something is asked by our own page alone; to look, no page need say where it comes from: its browser does. */
  function isForeign(method: string, headers: WebHeaders): boolean {
    if (headers.origin === undefined && (method === 'GET' || method === 'HEAD'))
      return headers.site === 'cross-site' || headers.site === 'same-site';
    return !isOwnOrigin(headers, options.issuer);
  }
}

function visitorOf({ user, principal }: WebAdmission): ChatVisitor {
  return { user, scopes: principal.scopes };
}

function headersOf({ headers }: Request): WebHeaders {
  return {
    host: headers.get('host') ?? undefined,
    origin: headers.get('origin') ?? undefined,
    cookie: headers.get('cookie') ?? undefined,
    site: headers.get('sec-fetch-site') ?? undefined,
  };
}

function webHeadersOf({ headers: { host, origin, cookie } }: IncomingMessage): WebHeaders {
  return { host, origin, cookie };
}

function foreignPage(): Response {
  return problem(403, {
    code: 'not_allowed',
    message: 'Only the page of this clawbridge may ask for this.',
    hint: 'Open the page under the address of your invitation. If you have, tell whoever invited you.',
  });
}

function ownersOnly(): Response {
  return problem(403, { code: 'not_allowed', message: 'This is for the owner only.' });
}

function unknownLink(): Response {
  const refused = {
    code: 'not_signed_in',
    message: 'This needs the token of a link.',
    hint: '`clawbridge channel install` makes one, and writes it into the configuration of OpenClaw.',
  } as const;
  return problem(401, refused, { 'www-authenticate': 'Bearer' });
}

function tooMany(waitS: number): Response {
  return problem(429, { code: 'too_many', message: tooManyText(waitS) }, { 'retry-after': String(waitS) });
}

function crowded(): Response {
  return problem(503, { code: 'too_many', message: 'Too many requests at once. Try again later.' });
}
