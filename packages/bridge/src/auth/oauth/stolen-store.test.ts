import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../domain/allow-list.ts';
import type { Store } from '../../domain/port/store.ts';
import { SCOPES } from '../../domain/principal.ts';
import { openSqliteStore } from '../../store/sqlite/open-store.ts';
import { createCreateAccessToken } from '../../usecases/create-access-token.ts';
import { createOwnerPassword } from '../owner-password.ts';
import { createSignIn } from '../sign-in.ts';
import { newTokenId, newTokenSecret, tokenHash } from '../token-secret.ts';
import {
  allowAll,
  answerOf,
  authorizeUrl,
  newPkce,
  openWebBridge,
  PASSWORD,
  redeem,
  refresh,
  type Tokens,
  type WebBridge,
} from './bridge-on-the-web.fixture.ts';
import { createBrowser } from './browser.fixture.ts';

let folder: string;
let store: Store;
let bridge: WebBridge;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clawbridge-test-'));
  store = openSqliteStore(join(folder, 'state.db'));
  await createOwnerPassword(store).set(PASSWORD);
  const signIn = createSignIn({ keyring: store.keyring, clock: { now: () => Date.now() } });
  bridge = await openWebBridge({ open: () => store, discard: () => store.close() }, { signIn });
});

afterEach(async () => {
  await bridge.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a store that was stolen', () => {
  it('holds nothing that lets anybody in: no password, token, code or session', async () => {
    const made = await makeToken();
    const [clientId, pkce, browser] = [await bridge.newClient(), newPkce(), createBrowser(bridge.url)];
    const page = await browser.get(authorizeUrl(bridge, clientId, pkce));
    const { code = '' } = answerOf(await allowAll(browser, page));
    const first = (await (await redeem(bridge, { clientId, code, pkce })).json()) as Tokens;
    const second = (await (await refresh(bridge, clientId, first.refresh_token)).json()) as Tokens;
    const session = browser.cookies.get('clawbridge_session')?.value ?? '';
    // What is not there because nothing was written would prove nothing.
    expect(inFiles()).toContain(clientId);

    const ways = { PASSWORD, made, code, session, ...tokensOf(first, 1), ...tokensOf(second, 2) };
    const stored = inFiles();
    for (const [name, way] of Object.entries(ways)) {
      expect(way.length, name).toBeGreaterThan(15);
      expect(stored.includes(way), name).toBe(false);
    }
  });

  it('does not name a sign-in that is under way, also between its pages', async () => {
    const [clientId, browser] = [await bridge.newClient(), createBrowser(bridge.url)];
    const signIn = await browser.get(authorizeUrl(bridge, clientId, newPkce()));
    const consent = await browser.submit(signIn, { action: 'sign-in', password: PASSWORD });
    const ids = [signIn, consent].map(({ url }) => new URL(url).pathname.split('/').at(-1) ?? '');
    const stored = inFiles();
    expect(stored).toContain('"prompt"');
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) {
      expect(id.length).toBeGreaterThan(15);
      expect(stored.includes(id)).toBe(false);
    }
    expect(answerOf(await allowAll(browser, consent))).toHaveProperty('code');
  });
});

async function makeToken(): Promise<string> {
  const create = createCreateAccessToken({
    store: store.accessTokens,
    clock: { now: () => Date.now() },
    newId: newTokenId,
    newSecret: newTokenSecret,
    hash: tokenHash,
  });
  return (await create({ name: 'phone', principal: 'owner', scopes: SCOPES, allow: EVERYTHING })).secret;
}

function tokensOf({ access_token: access, refresh_token: again }: Tokens, turn: number) {
  return { [`access token ${turn}`]: access, [`refresh token ${turn}`]: again };
}

/** Also what has not moved from the log to the file yet. */
function inFiles(): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');
}
