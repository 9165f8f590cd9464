import { describe, expect, it } from 'vitest';
import { anAccessToken } from '../domain/access-token.fixture.ts';
import type { AccessToken } from '../domain/access-token.ts';
import { EVERYTHING } from '../domain/allow-list.ts';
import { Failure } from '../domain/failure.ts';
import { createTokenShelf } from '../domain/port/access-token-store.fixture.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { SCOPES } from '../domain/principal.ts';
import { createBackground } from '../usecases/background.ts';
import { createStaticTokens, type StaticTokensOptions } from './static-tokens.ts';
import { newTokenSecret, tokenHash } from './token-secret.ts';

const MINUTE_MS = 60_000;
const SECRET = newTokenSecret();
const unlimited = { scopes: SCOPES, allow: [] };

function aDoorman(over: Partial<AccessToken> = {}, options: Partial<StaticTokensOptions> = {}) {
  const clock = createSteppedClock();
  const log = createRecordingLog();
  const token = anAccessToken({ hash: tokenHash(SECRET), ...over });
  const shelf = createTokenShelf([token]);
  const uses: number[] = [];
  let lookups = 0;
  const store: StaticTokensOptions['store'] = {
    async findByHash(hash) {
      lookups++;
      return await shelf.findByHash(hash);
    },
    async used(id, now) {
      uses.push(now);
      await shelf.used(id, now);
    },
  };
  const verify = createStaticTokens({
    store,
    limits: unlimited,
    clock,
    background: createBackground(log),
    ...options,
  });
  return { verify, clock, shelf, token, uses, log, lookups: () => lookups };
}

describe('a token somebody made', () => {
  it('says whose it is, and what it is good for', async () => {
    const allow = { ...EVERYTHING, instances: ['home'] };
    const { verify, token } = aDoorman({ principal: 'ada', scopes: ['read', 'chat'], allow });
    expect(await verify(SECRET)).toEqual({
      principal: { id: 'ada', scopes: ['read', 'chat'], allow: [allow] },
      client: token.id,
    });
  });

  it('gives no more than the process may do', async () => {
    const ofProcess = { ...EVERYTHING, channels: ['telegram'] };
    const limits = { scopes: ['read'] as const, allow: [ofProcess] };
    const { verify } = aDoorman({ scopes: ['read', 'chat', 'admin'] }, { limits });
    expect((await verify(SECRET))?.principal).toEqual({
      id: 'owner',
      scopes: ['read'],
      allow: [ofProcess, EVERYTHING],
    });
  });

  it('is nobody’s when it is unknown, or only looks like one', async () => {
    const { verify, lookups } = aDoorman();
    expect(await verify(newTokenSecret())).toBeUndefined();
    expect(lookups()).toBe(1);
    for (const other of ['', 'eyJhbGciOiJSUzI1NiJ9.e30.x', SECRET.slice(0, -1), `${SECRET}x`])
      expect(await verify(other)).toBeUndefined();
    expect(lookups()).toBe(1);
  });

  it('lets nobody in once it has expired', async () => {
    const { verify, clock } = aDoorman({ expiresAt: 1_000_000 + MINUTE_MS });
    clock.advance(MINUTE_MS - 1);
    expect(await verify(SECRET)).toBeDefined();
    clock.advance(1);
    expect(await verify(SECRET)).toBeUndefined();
  });

  it('lets nobody in from the moment it is revoked, and counts that as no use', async () => {
    const { verify, shelf, token, uses } = aDoorman();
    expect(await verify(SECRET)).toBeDefined();
    await shelf.revoke(token.id, 1);
    expect(await verify(SECRET)).toBeUndefined();
    expect(uses).toHaveLength(1);
  });

  it('has its use noted once a minute', async () => {
    const { verify, clock, uses } = aDoorman();
    await Promise.all([verify(SECRET), verify(SECRET), verify(SECRET)]);
    clock.advance(MINUTE_MS - 1);
    await verify(SECRET);
    expect(uses).toEqual([1_000_000]);
    clock.advance(1);
    await verify(SECRET);
    expect(uses).toEqual([1_000_000, 1_000_000 + MINUTE_MS]);
  });

  it('has its use noted once a minute by all processes together', async () => {
    const { verify, clock, uses } = aDoorman({ lastUsedAt: 1_000_000 - 1_000 });
    await verify(SECRET);
    expect(uses).toEqual([]);
    clock.advance(MINUTE_MS);
    await verify(SECRET);
    expect(uses).toHaveLength(1);
  });

  it('lets in although its use cannot be noted', async () => {
    const { findByHash } = createTokenShelf([anAccessToken({ hash: tokenHash(SECRET) })]);
    const used = async () => Promise.reject(new Failure('store_unavailable', 'The disk is full.'));
    const { verify, log } = aDoorman({}, { store: { findByHash, used } });
    expect(await verify(SECRET)).toBeDefined();
    await expect.poll(() => log.lines).toHaveLength(1);
  });

  it('is not taken for unknown when the store cannot say', async () => {
    const findByHash = async () => Promise.reject(new Failure('store_unavailable', 'The disk is full.'));
    const { verify } = aDoorman({}, { store: { findByHash, used: async () => {} } });
    await expect(verify(SECRET)).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
