import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from './home.fixture.ts';
import { readInstances } from './instances.ts';

const PLACE = 'OPENCLAW_INSTANCES';
const DEFAULTS = {
  model: 'openclaw',
  outlet: 'auto',
  timeoutMs: 60_000,
  maxConcurrent: 16,
  maxTokens: undefined,
} as const;
const HOME = { name: 'home', url: 'http://127.0.0.1:18789' };
const SECRET = 'hunter2hunter2';

let home: TempHome;

beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const read = (...entries: unknown[]) => readInstances(JSON.stringify(entries), PLACE, DEFAULTS);
const readOne = (over: object) => read({ ...HOME, ...over })[0];

function refusal(raw: unknown): unknown {
  try {
    return readInstances(raw, PLACE, DEFAULTS);
  } catch (thrown) {
    return thrown;
  }
}

describe('the instances', () => {
  it('get what they say, and the defaults for the rest', () => {
    expect(read(HOME)).toEqual([
      {
        ...HOME,
        isDefault: true,
        model: 'openclaw',
        outlet: 'auto',
        mode: 'approvals',
        timeoutMs: 60_000,
        maxConcurrent: 16,
        credentials: {},
      },
    ]);
    expect(
      readOne({ timeout: 5_000, model: 'openclaw/x', outlet: 'ws', maxConcurrent: 2, maxTokens: 99 }),
    ).toMatchObject({ timeoutMs: 5_000, model: 'openclaw/x', outlet: 'ws', maxConcurrent: 2, maxTokens: 99 });
  });

  it('read numbers and switches written as texts, as people do in environment files', () => {
    expect(readOne({ timeout: '5000', default: 'true' })).toMatchObject({
      timeoutMs: 5_000,
      isDefault: true,
    });
  });

  it('inherit the limit of tokens only where there is one', () => {
    const limited = readInstances([HOME], PLACE, { ...DEFAULTS, maxTokens: 7 });
    expect(limited[0]).toMatchObject({ maxTokens: 7 });
    expect(read(HOME)[0]).not.toHaveProperty('maxTokens');
  });

  it('name their agent by agentId or by model', () => {
    expect(readOne({ agentId: 'research' })?.model).toBe('openclaw/research');
    expect(readOne({ model: 'openclaw/main' })?.model).toBe('openclaw/main');
  });

  it('come from a list as well as from JSON text', () => {
    expect(readInstances([HOME], PLACE, DEFAULTS)).toEqual(read(HOME));
  });

  it('have one default: the marked one, else the first', () => {
    const names = (...marks: object[]) =>
      read(...marks.map((mark, i) => ({ ...HOME, name: `n${i}`, ...mark }))).map(
        ({ isDefault }) => isDefault,
      );
    expect(names({}, {})).toEqual([true, false]);
    expect(names({}, { default: true })).toEqual([false, true]);
    expect(names({ default: false }, { default: false })).toEqual([true, false]);
  });

  it('take their secrets from the entry or from a file, and an empty one is none', () => {
    const tokenFile = home.write('token', `${SECRET}\n`);
    expect(readOne({ token: SECRET, password: 'p' })?.credentials).toEqual({ token: SECRET, password: 'p' });
    expect(readOne({ tokenFile })?.credentials).toEqual({ token: SECRET });
    expect(readOne({ passwordFile: tokenFile })?.credentials).toEqual({ password: SECRET });
    expect(readOne({ token: '' })?.credentials).toEqual({});
  });

  it.each([
    ['http://127.0.0.1:18789/', 'http://127.0.0.1:18789'],
    ['https://Example.COM/openclaw/', 'https://example.com/openclaw'],
    ['wss://host', 'wss://host'],
    ['ws://[::1]:18789', 'ws://[::1]:18789'],
  ])('write the URL %s as %s', (url, written) => {
    expect(readOne({ url })?.url).toBe(written);
  });
});

describe('the instances refuse', () => {
  it.each([
    ['what is no JSON', '[{name:home}]', 'OPENCLAW_INSTANCES is not valid JSON.'],
    ['an object', '{}', 'OPENCLAW_INSTANCES must be a JSON array with at least one {"name", "url"}.'],
    ['an empty list', '[]', 'OPENCLAW_INSTANCES must be a JSON array with at least one {"name", "url"}.'],
    ['an entry that is none', '["home"]', 'entry 1 of OPENCLAW_INSTANCES is not an object.'],
    ['null', '[null]', 'entry 1 of OPENCLAW_INSTANCES is not an object.'],
  ])('%s', (_, raw, message) => {
    expect(refusal(raw)).toMatchObject({ code: 'config_invalid', message });
  });

  it.each([
    [{ name: undefined }, /"name" in entry 1 of OPENCLAW_INSTANCES must be 1 to 64 letters/],
    [{ name: 'my home' }, /"name" in entry 1 of OPENCLAW_INSTANCES must be 1 to 64 letters/],
    [{ name: 5 }, /"name" in entry 1 of OPENCLAW_INSTANCES is not a text/],
    [{ url: undefined }, /"url" in entry 1 of OPENCLAW_INSTANCES is missing/],
    [{ url: 'not a url' }, /"url" in entry 1 of OPENCLAW_INSTANCES is not a URL/],
    [
      { url: 'localhost:18789' },
      /"url" in entry 1 of OPENCLAW_INSTANCES begins with localhost:; use http, https, ws or wss/,
    ],
    [{ url: 'ftp://host' }, /"url" in entry 1 of OPENCLAW_INSTANCES begins with ftp:/],
    [
      { url: `http://me:${SECRET}@host` },
      /"url" in entry 1 of OPENCLAW_INSTANCES holds a user name or password/,
    ],
    [
      { url: `http://${SECRET}@host` },
      /"url" in entry 1 of OPENCLAW_INSTANCES holds a user name or password/,
    ],
    [
      { url: `http://host/?token=${SECRET}` },
      /"url" in entry 1 of OPENCLAW_INSTANCES holds a query or fragment/,
    ],
    [{ url: `http://host/#${SECRET}` }, /"url" in entry 1 of OPENCLAW_INSTANCES holds a query or fragment/],
    [{ tokn: SECRET }, /entry 1 of OPENCLAW_INSTANCES has an unknown key "tokn"\. Did you mean "token"\?/],
    [{ maxconcurent: 3 }, /unknown key "maxconcurent"\. Did you mean "maxConcurrent"\?/],
    [{ frobnicate: 1 }, /unknown key "frobnicate"\.$/],
    [{ token: [SECRET] }, /"token" in entry 1 of OPENCLAW_INSTANCES is not a text/],
    [
      { token: SECRET, tokenFile: '/x' },
      /entry 1 of OPENCLAW_INSTANCES has both token and tokenFile; keep one/,
    ],
    [
      { password: SECRET, passwordFile: '/x' },
      /entry 1 of OPENCLAW_INSTANCES has both password and passwordFile; keep one/,
    ],
    [
      { tokenFile: '/no/such/file' },
      /"tokenFile" in entry 1 of OPENCLAW_INSTANCES names \/no\/such\/file, which cannot be read/,
    ],
    [{ default: 'maybe' }, /"default" in entry 1 of OPENCLAW_INSTANCES is "maybe"; it can be true or false/],
    [{ default: null }, /"default" in entry 1 of OPENCLAW_INSTANCES is "null"; it can be true or false/],
    [
      { timeout: 0 },
      /"timeout" in entry 1 of OPENCLAW_INSTANCES is "0", which is not a whole number from 1000 to/,
    ],
    [
      { outlet: 'carrier-pigeon' },
      /"outlet" in entry 1 of OPENCLAW_INSTANCES is "carrier-pigeon"; it can be auto, ws, http/,
    ],
    [{ maxConcurrent: 0 }, /"maxConcurrent" in entry 1 of OPENCLAW_INSTANCES is "0"/],
    [{ maxTokens: -1 }, /"maxTokens" in entry 1 of OPENCLAW_INSTANCES is "-1"/],
  ])('%j, naming the entry and what would be right, and no secret', (over, message) => {
    const thrown = refusal([{ ...HOME, ...over }]);
    expect(thrown).toMatchObject({ code: 'config_invalid', message: expect.stringMatching(message) });
    expect(JSON.stringify(thrown)).not.toContain(SECRET);
    expect(String((thrown as Error).stack)).not.toContain(SECRET);
  });

  it('two of one name', () => {
    expect(refusal([HOME, HOME])).toMatchObject({
      message: 'OPENCLAW_INSTANCES has two instances named "home".',
    });
  });

  it('two defaults', () => {
    const both = [HOME, { ...HOME, name: 'lab' }].map((one) => ({ ...one, default: true }));
    expect(refusal(both)).toMatchObject({
      message: 'OPENCLAW_INSTANCES marks 2 instances as default; mark one.',
    });
  });

  it('the wrong one of several, by its place', () => {
    expect(refusal([HOME, { name: 'lab' }])).toMatchObject({
      message: '"url" in entry 2 of OPENCLAW_INSTANCES is missing.',
    });
  });
});
