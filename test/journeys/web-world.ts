import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  connectPeer,
  inviteCode,
  signIn,
  startSimulatedPlugin,
  startSimulator,
  type PeerOptions,
  type SimulatedPeer,
  type SimulatedPlugin,
  type SimulatedPluginOptions,
} from '@clawbridge/simulator';
import { newTokenId, newTokenSecret, tokenHash } from '../../packages/bridge/src/auth/token-secret.ts';
import { EVERYTHING } from '../../packages/bridge/src/domain/allow-list.ts';
import { linkPrincipal } from '../../packages/bridge/src/domain/link.ts';
import type { Store } from '../../packages/bridge/src/domain/port/store.ts';
import { openStore } from '../../packages/bridge/src/store/open-store.ts';
import { freePort } from '../free-port.ts';
import { makeHome, runProgram, startProgram, type Environment, type Program } from './program.ts';

/** A relay, and who comes to it. Whatever is opened here is closed with it. */
export interface WebWorld {
  readonly env: Environment;
  /** Of the page. It stays the same when the relay is started again. */
  readonly url: string;
  readonly relay: () => Program;
  /** Ends it as `kill -9` does, or as it is asked to. */
  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts it, on the same port. */
  start(): Promise<void>;
  /** The owner's browser; somebody else's with a cookie. */
  peer(over?: Partial<PeerOptions>): Promise<SimulatedPeer>;
  plugin(over?: Partial<SimulatedPluginOptions>): Promise<SimulatedPlugin>;
  /** Invites somebody, and signs him in. Resolves with his cookie. */
  invite(name: string): Promise<string>;
  /** So many people who are signed in. Resolves with their cookies. */
  people(count: number): Promise<readonly string[]>;
  /** Does something to the store. */
  withStore<Result>(use: (store: Store) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface WebWorldOptions {
  readonly env?: Environment;
  /** Of one gateway for several nodes; without it a world has one of its own. */
  readonly args?: readonly string[];
}

/** A relay that runs, on a store of its own or on the one `env` names. */
export async function makeWebWorld({ env: over = {}, args = [] }: WebWorldOptions = {}): Promise<WebWorld> {
  const gateway = await startSimulator();
  const home = makeHome();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    CLAWBRIDGE_HOME: home.path,
    OPENCLAW_URL: gateway.httpUrl,
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
    PORT: `${port}`,
    ...over,
  };
  const closings: (() => void)[] = [];
  let program = await serve();
  let token: Promise<string> | undefined;
  const world: WebWorld = {
    env,
    url,
    relay: () => program,
    async kill(signal = 'SIGKILL') {
      program.process.kill(signal);
      await program.ended;
    },
    async start() {
      token = undefined;
      program = await serve();
    },
    async peer(options = {}) {
      const peer = await connectPeer({ url, ...options });
      closings.push(peer.close);
      return peer;
    },
    async plugin(options = {}) {
      token ??= world.withStore(addLinkToken);
      const address = `ws://127.0.0.1:${port}/openclaw`;
      const plugin = startSimulatedPlugin({ url: address, token: await token, ...options });
      closings.push(plugin.stop);
      await plugin.until(() => plugin.state().kind === 'open', 'A link');
      return plugin;
    },
    async invite(name) {
      const { stdout } = await runProgram(['invite', name], env);
      return (await signIn(url, { invite: inviteCode(stdout) })).cookie;
    },
    people: (count) => world.withStore((store) => addPeople(store, count)),
    async withStore(use) {
      const store = await openStore({
        home: env.CLAWBRIDGE_HOME,
        databaseUrl: over['CLAWBRIDGE_DATABASE_URL'],
      });
      try {
        return await use(store);
      } finally {
        await store.close();
      }
    },
    async close() {
      for (const end of closings) end();
      await world.kill();
      await gateway.stop();
      home.remove();
    },
  };
  return world;

  async function serve(): Promise<Program> {
    const started = startProgram(['serve', ...args], env);
    await started.waitFor(/serving MCP at/, 'stderr');
    return started;
  }
}

/** What `channel install` gives a plugin. */
async function addLinkToken({ accessTokens }: Store): Promise<string> {
  const secret = newTokenSecret();
  await accessTokens.add({
    id: newTokenId(),
    name: 'default',
    principal: linkPrincipal('default'),
    hash: tokenHash(secret),
    scopes: [],
    allow: EVERYTHING,
    createdAt: Date.now(),
  });
  return secret;
}

/** As if each had followed an invite. */
async function addPeople({ webUsers }: Store, count: number): Promise<readonly string[]> {
  const createdAt = Date.now();
  const cookies: string[] = [];
  for (let n = 0; n < count; n++) {
    const id = `user${randomUUID().replaceAll(/[^a-f]/g, '')}${n}`.slice(0, 40);
    const secret = randomBytes(32).toString('base64url');
    const hash = createHash('sha256').update(secret).digest('hex');
    await webUsers.add({ id, name: id, createdAt });
    await webUsers.addSession({ hash, user: id, createdAt, expiresAt: createdAt + 3_600_000 });
    cookies.push(`clawbridge=${secret}`);
  }
  return cookies;
}
