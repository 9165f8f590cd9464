import { signIn as signInShape, type Session, type SignIn as SignInBody } from '@clawbridge/wire';
import type { Deed } from '../../domain/audit-record.ts';
import { toFailure } from '../../domain/failure.ts';
import type { Scope } from '../../domain/principal.ts';
import { OWNER_USER, type WebUser } from '../../domain/web-user.ts';
import type { AcceptInvite } from '../../usecases/accept-invite.ts';
import type { BeginWebSession, BegunWebSession } from '../../usecases/begin-web-session.ts';
import type { EndWebSession } from '../../usecases/end-web-session.ts';
import { readJson } from './body.ts';
import { problem, problemOf, wrongMethod } from './problem.ts';

/** Somebody at the other end of a request. */
export interface ChatVisitor {
  readonly user: Pick<WebUser, 'id' | 'name'>;
  readonly scopes: readonly Scope[];
}

/** A request about who somebody is. */
export interface SessionRequest {
  readonly request: Request;
  /** Who it is by now. */
  readonly visitor: ChatVisitor | undefined;
  /** What the browser shows, good or not. */
  readonly secret: string | undefined;
  /** It is good for nothing any more. */
  readonly isStale: boolean;
  /** Who shows nothing is the owner. */
  readonly isOpen: boolean;
  readonly address: string;
  readonly requestId: string | undefined;
}

/** How the attempt with a password went. */
export type PasswordResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly refused: string; readonly retryAfterS: number };

export interface SessionDoorOptions {
  readonly acceptInvite: AcceptInvite;
  readonly beginWebSession: BeginWebSession;
  readonly endWebSession: EndWebSession;
  /** What the owner may do here. */
  readonly ownerScopes: readonly Scope[];
  /** What somebody may do who was invited. */
  readonly guestScopes: readonly Scope[];
  readonly tryPassword: (attempt: {
    readonly password: string;
    readonly address: string;
  }) => Promise<PasswordResult>;
  readonly hasPassword: () => Promise<boolean>;
  /** `Set-Cookie`; without a session the one that takes it away. */
  readonly cookie: (request: Request, session?: BegunWebSession) => string;
  readonly note: (deed: Deed) => void;
}

export type SessionDoor = (request: SessionRequest) => Promise<Response>;

/** `/chat/session`: who the browser is, signing in, and signing out. */
export function createSessionDoor(options: SessionDoorOptions): SessionDoor {
  const { endWebSession, hasPassword, cookie, note } = options;
  return async function serveSession(asked) {
    switch (asked.request.method) {
      case 'GET':
        return await tell(asked);
      case 'POST':
        return await signIn(asked);
      case 'DELETE':
        return await signOut(asked);
      default:
        return wrongMethod(asked.request.method, ['GET', 'POST', 'DELETE']);
    }
  };

  /** A cookie that is good for nothing any more is taken away, unless its holder would be the owner without it. */
  async function tell({ request, visitor, isStale, isOpen }: SessionRequest): Promise<Response> {
    const headers = isStale && !isOpen ? { 'set-cookie': cookie(request) } : {};
    return Response.json(await sessionOf(visitor, isOpen), { headers });
  }

  async function signIn(asked: SessionRequest): Promise<Response> {
    const read = await readJson(asked.request);
    if (read instanceof Response) return read;
    const shown = signInShape.safeParse(read.body);
    if (!shown.success)
      return problem(400, { code: 'invalid_input', message: 'An invite or a password is expected.' });
    const signedIn = await letIn(asked, shown.data);
    if (signedIn instanceof Response) return signedIn;
    // The browser forgets what it showed before: nobody else is to find a use for it.
    if (asked.secret !== undefined) await endWebSession(asked.secret);
    const headers = { 'set-cookie': cookie(asked.request, signedIn.session) };
    return Response.json(await sessionOf(signedIn.visitor, asked.isOpen), { headers });
  }

  async function letIn(asked: SessionRequest, shown: SignInBody): Promise<SignedIn | Response> {
    return 'invite' in shown
      ? await byInvite(asked, shown.invite, options)
      : await byPassword(asked, shown.password, options);
  }

  /** A guest keeps the cookie where he would be the owner without it; who gives up one that is over means to. */
  async function signOut({ request, visitor, secret, isOpen, ...from }: SessionRequest): Promise<Response> {
    const isGuest = visitor !== undefined && visitor.user.id !== OWNER_USER.id;
    if (secret !== undefined && visitor !== undefined) {
      await endWebSession(secret);
      note({ action: 'sign-out', outcome: 'ok', principal: visitor.user.id, ...placeOf(from) });
    }
    const headers = isOpen && isGuest ? {} : { 'set-cookie': cookie(request) };
    return new Response(null, { status: 204, headers });
  }

  async function sessionOf(visitor: ChatVisitor | undefined, isOpen: boolean): Promise<Session> {
    const person = visitor && {
      id: visitor.user.id,
      name: visitor.user.name,
      scopes: [...visitor.scopes],
    };
    return { ...(person && { person }), hasPassword: await hasPassword(), ...(isOpen && { isOpen }) };
  }
}

interface SignedIn {
  readonly visitor: ChatVisitor;
  readonly session: BegunWebSession;
}

async function byInvite(
  from: SessionRequest,
  code: string,
  { acceptInvite, guestScopes, note }: SessionDoorOptions,
): Promise<SignedIn | Response> {
  const deed = { action: 'invite:accept', ...placeOf(from) };
  try {
    const { user, ...session } = await acceptInvite(code);
    note({ ...deed, outcome: 'ok', principal: user.id });
    return { visitor: { user, scopes: guestScopes }, session };
  } catch (thrown) {
    const { code: reason } = toFailure(thrown);
    note({ ...deed, outcome: reason === 'not_signed_in' ? 'refused' : 'failed', reason });
    return problemOf(thrown);
  }
}

async function byPassword(
  from: SessionRequest,
  password: string,
  { tryPassword, beginWebSession, ownerScopes, note }: SessionDoorOptions,
): Promise<SignedIn | Response> {
  const tried = await tryPassword({ password, address: from.address });
  const deed = { action: 'sign-in', ...placeOf(from) };
  if (!tried.ok) {
    note({ ...deed, outcome: 'refused', reason: tried.refused });
    return refusedPassword(tried);
  }
  note({ ...deed, outcome: 'ok', principal: OWNER_USER.id });
  return {
    visitor: { user: OWNER_USER, scopes: ownerScopes },
    session: await beginWebSession(OWNER_USER.id),
  };
}

function refusedPassword({
  refused,
  retryAfterS,
}: Extract<PasswordResult, { readonly ok: false }>): Response {
  const headers: Record<string, string> = retryAfterS > 0 ? { 'retry-after': String(retryAfterS) } : {};
  if (refused === 'wrong_password')
    return problem(401, { code: 'not_signed_in', message: 'This is not the password.' }, headers);
  if (refused === 'no_password')
    return problem(401, {
      code: 'not_signed_in',
      message: 'The owner has set no password.',
      hint: '`clawbridge passwd` sets one, also while `serve` runs.',
    });
  return problem(
    429,
    { code: 'too_many', message: `Too many attempts. Try again in ${retryAfterS} seconds.` },
    headers,
  );
}

function placeOf({ address, requestId }: Pick<SessionRequest, 'address' | 'requestId'>) {
  return { ...(address && { address }), ...(requestId && { requestId }) };
}
