import { createHash, randomUUID } from 'node:crypto';
import { MAX_FILE_BYTES, readAddress } from '@clawbridge/wire';
import { createLinkGate } from '../auth/link-gate.ts';
import { isSecurePage } from '../auth/own-origin.ts';
import { createOwnerPassword } from '../auth/owner-password.ts';
import type { SignIn } from '../auth/sign-in.ts';
import { createStaticTokens } from '../auth/static-tokens.ts';
import { clearedWebCookie, webCookie } from '../auth/web-cookie.ts';
import { createWebGate } from '../auth/web-gate.ts';
import type { Bridge } from '../bridge.ts';
import type { Config } from '../config/read.ts';
import { heldTo } from '../domain/principal.ts';
import { timeOrderedId } from '../domain/time-ordered-id.ts';
import { principalOf } from '../domain/web-user.ts';
import { ownerFrom } from '../owner.ts';
import { createChatHttp } from '../relay/http/chat-http.ts';
import { createLinkHttp } from '../relay/http/link-http.ts';
import { createSessionDoor, type SessionDoor } from '../relay/http/session.ts';
import type { BegunWebSession } from '../usecases/begin-web-session.ts';
import type { PeopleVerbs } from '../usecases/people-verbs.ts';
import { createUploads, type UploadVerbs } from '../usecases/upload-verbs.ts';
import type { RequestAddress } from './address.ts';
import type { WebPlace, WebPort } from './http-server.ts';
import { openChat, type Chat } from './open-chat.ts';
import { pageFolder } from './page-folder.ts';
import { createPage } from './page.ts';
import type { Visits } from './visits.ts';
import { createWebDoor, type ConsoleHttp } from './web-door.ts';

/** Bytes of all files of one user: fifty of the largest. */
const QUOTA_BYTES = 50 * MAX_FILE_BYTES;

export interface OpenWebOptions {
  readonly bridge: Bridge;
  readonly config: Config;
  readonly visits: Visits;
  readonly addressOf: RequestAddress;
  readonly signIn: SignIn;
  /** Under which address we are called. */
  readonly issuer: URL | undefined;
  /** Makes the owner's console. */
  readonly createConsole?: ((chat: Pick<Chat, 'verbs' | 'people'>) => ConsoleHttp) | undefined;
}

/** Builds what browsers and channel plugins find at the port; what it needs of the port comes with its opening. */
export function webOpener(options: OpenWebOptions): (place: WebPlace) => WebPort {
  const { bridge, config, visits, addressOf, issuer } = options;
  const { store, clock, background, note } = bridge;
  const owner = ownerFrom(config);
  const chat = openChat(bridge);
  const { people } = chat;
  const uploads = uploadsOf(bridge);
  // A link shows what it is, and may do nothing else, whatever this process lets its owner do.
  const verify = createStaticTokens({ store: store.accessTokens, limits: owner, clock, background });
  const page = createPage(pageFolder());
  if (!page.isThere) bridge.log.warn({}, 'the web page is not there: it was not built with this program');

  return (place) => {
    const door = createWebDoor({
      ...place,
      gate: createWebGate({ ...people, owner, asksForSession: config.http.auth, issuer }),
      linkGate: createLinkGate(verify),
      session: sessionDoor(options, people),
      chat: createChatHttp({ ...uploads, ...chat.verbs }),
      link: createLinkHttp({ ...uploads, findRecipient }),
      console: options.createConsole?.(chat),
      sockets: chat.relay,
      issuer,
      addressOf,
      visits,
      note,
      log: bridge.log,
    });
    const { sizes, leave } = chat.relay;
    return { ...door, page, sizes, leave, close: chat.close };
  };

  async function findRecipient(to: string): Promise<string | undefined> {
    const address = readAddress(to);
    return address === undefined ? undefined : (await chat.verbs.addressees.person(address.user))?.id;
  }
}

function sessionDoor(
  { bridge: { store, note }, config, signIn, issuer }: OpenWebOptions,
  people: PeopleVerbs,
): SessionDoor {
  const owner = ownerFrom(config);
  const password = createOwnerPassword(store);
  return createSessionDoor({
    ...people,
    ownerScopes: owner.scopes,
    guestScopes: heldTo(owner, principalOf({ id: '' })).scopes,
    tryPassword: signIn,
    hasPassword: async () => await password.isSet(),
    cookie(request: Request, session?: BegunWebSession) {
      const isSecure = isSecurePage(pageHeaders(request), issuer);
      if (session === undefined) return clearedWebCookie(isSecure);
      return webCookie(session.secret, isSecure);
    },
    note,
  });
}

function uploadsOf({ store: { uploads }, clock }: Bridge): UploadVerbs {
  return createUploads({
    uploads,
    clock,
    newId: () => timeOrderedId(clock.now(), randomUUID()),
    sha256() {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), end: () => hash.digest('hex') };
    },
    maxBytes: MAX_FILE_BYTES,
    quotaBytes: QUOTA_BYTES,
  });
}

function pageHeaders({ headers }: Request) {
  return { host: headers.get('host') ?? undefined, origin: headers.get('origin') ?? undefined };
}
