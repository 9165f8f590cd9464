import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERYTHING } from '../domain/allow-list.ts';
import { createTempHome, type TempHome } from './home.fixture.ts';
import { readConfig, type Environment } from './read.ts';

const SECRET = 'hunter2hunter2';
const URL = 'http://10.0.0.1:18789';

let home: TempHome;

beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const file = (content: string) => home.write('config.json5', content);
const refusal = async (env: Environment, flags: Readonly<Record<string, string | true>> = {}) =>
  await home.read(env, flags).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('the configuration', () => {
  it('has safe defaults when nobody sets anything', async () => {
    expect(await home.read()).toEqual({
      home: home.folder,
      chat: true,
      instances: undefined,
      instanceDefaults: {
        model: 'openclaw',
        outlet: 'auto',
        mode: 'approvals',
        timeoutMs: 1_800_000,
        maxConcurrent: 16,
        maxTokens: undefined,
      },
      databaseUrl: undefined,
      keep: {
        tasks: 10_000,
        days: 30,
        events: 100_000,
        eventDays: 30,
        auditDays: 90,
        threadDays: 365,
        uploadDays: 7,
      },
      allow: EVERYTHING,
      tools: undefined,
      claudeChannelMode: 'auto',
      notify: { notifiers: [], secret: undefined, allowedHosts: [] },
      xiaozhi: [],
      xiaozhiSilenceMs: 150_000,
      voice: { language: undefined, assistant: undefined, waitMs: 8_000, maxChars: 300, maxBytes: 1_024 },
      auth: {
        mode: 'oauth',
        issuer: undefined,
        client: undefined,
        redirectUris: [],
        dynamicRegistration: true,
        clientMetadataDocuments: true,
        external: undefined,
      },
      http: {
        host: '127.0.0.1',
        port: 3000,
        allowedHosts: [],
        corsOrigins: [],
        auth: false,
        trustProxy: [],
        rateLimit: undefined,
        addressRateLimit: 300,
        maxConnections: 2_000,
        sessionIdleMs: 1_800_000,
      },
      metrics: { isOn: true, token: undefined },
      tracing: false,
      logLevel: 'info',
      logFormat: 'auto',
      logFile: undefined,
      pidFile: undefined,
      transport: 'stdio',
      allowPlaintext: false,
      secrets: [],
      environment: { CLAWBRIDGE_HOME: home.folder },
      envFile: undefined,
      envStrangers: [],
    });
  });

  it('takes a flag before the environment, the environment before the file, the file before the default', async () => {
    const port = async (env: Environment, flags = {}) => (await home.read(env, flags)).http.port;
    expect(await port({})).toBe(3000);
    file('{ port: 4001 }');
    expect(await port({})).toBe(4001);
    expect(await port({ PORT: '4002' })).toBe(4002);
    expect(await port({ PORT: '4002' }, { port: '4003' })).toBe(4003);
  });

  it('takes the address of a database, and takes its password for a secret', async () => {
    const url = 'postgres://claw:s%2Fecret@db.example:5432/claw';
    const config = await home.read({ CLAWBRIDGE_DATABASE_URL: url });
    expect(config.databaseUrl).toBe(url);
    expect(config.secrets).toEqual([url, 's/ecret']);
    expect(await refusal({ CLAWBRIDGE_DATABASE_URL: 'mysql://db' })).toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('CLAWBRIDGE_DATABASE_URL'),
    });
  });

  it('takes an empty variable for one that is not set', async () => {
    file('{ port: 4001, model: "openclaw/file" }');
    const config = await home.read({
      PORT: '',
      OPENCLAW_MODEL: '  ',
      OPENCLAW_URL: '',
      OPENCLAW_GATEWAY_TOKEN: '',
    });
    expect(config).toMatchObject({ http: { port: 4001 }, instanceDefaults: { model: 'openclaw/file' } });
    expect(config.instances).toBeUndefined();
  });

  it('reads comments, numbers, switches and lists of config.json5', async () => {
    file(`{
      // As people write it.
      logLevel: 'debug', timeoutMs: 5000, auth: true,
      allowedHosts: ['bridge.example.com', 'other'], corsOrigins: 'none', maxTokens: '10',
    }`);
    expect(await home.read()).toMatchObject({
      logLevel: 'debug',
      instanceDefaults: { timeoutMs: 5_000, maxTokens: 10 },
      http: { auth: true, allowedHosts: ['bridge.example.com', 'other'], corsOrigins: [] },
    });
  });

  it.each([
    ['OPENCLAW_URL', URL, { instances: [{ name: 'default', url: URL, isDefault: true }] }],
    ['OPENCLAW_MODEL', 'openclaw/x', { instanceDefaults: { model: 'openclaw/x' } }],
    ['OPENCLAW_TIMEOUT_MS', '120000', { instanceDefaults: { timeoutMs: 120_000 } }],
    ['OPENCLAW_MAX_TOKENS', '500', { instanceDefaults: { maxTokens: 500 } }],
    ['OPENCLAW_INSTANCES', `[{"name":"lab","url":"${URL}"}]`, { instances: [{ name: 'lab' }] }],
    ['CLAWBRIDGE_OUTLET', 'http', { instanceDefaults: { outlet: 'http' } }],
    ['CLAWBRIDGE_MAX_CONCURRENT', '2', { instanceDefaults: { maxConcurrent: 2 } }],
    ['CLAWBRIDGE_LOG_LEVEL', 'error', { logLevel: 'error' }],
    ['CLAWBRIDGE_MODE', 'read', { instanceDefaults: { mode: 'read' } }],
    ['CLAWBRIDGE_TOOLS', 'conversations', { tools: ['conversations'] }],
    ['CLAWBRIDGE_CLAUDE_CHANNEL_MODE', 'off', { claudeChannelMode: 'off' }],
    ['CLAWBRIDGE_ALLOW_CHANNELS', 'Telegram', { allow: { channels: ['telegram'] } }],
    ['CLAWBRIDGE_ALLOW_AGENTS', 'main,Lab', { allow: { agents: ['main', 'lab'] } }],
    ['CLAWBRIDGE_ALLOW_SESSIONS', 'Notes', { allow: { sessionPrefixes: ['notes'] } }],
    ['CLAWBRIDGE_KEEP_EVENTS', '5000', { keep: { events: 5_000 } }],
    ['CLAWBRIDGE_KEEP_EVENT_DAYS', '7', { keep: { eventDays: 7 } }],
    ['CLAWBRIDGE_KEEP_AUDIT_DAYS', '365', { keep: { auditDays: 365 } }],
    ['CLAWBRIDGE_METRICS', 'off', { metrics: { isOn: false } }],
    ['CLAWBRIDGE_LOG_FORMAT', 'pretty', { logFormat: 'pretty' }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://localhost:4318', { tracing: true }],
    ['AUTH_ENABLED', 'true', { http: { auth: true } }],
    ['OAUTH_ENABLED', 'true', { http: { auth: true } }],
    [
      'CORS_ORIGINS',
      'https://a.example.com,*.b.com',
      { http: { corsOrigins: ['https://a.example.com', '*.b.com'] } },
    ],
    ['ALLOWED_HOSTS', 'bridge.local', { http: { allowedHosts: ['bridge.local'] } }],
    ['HOST', '::1', { http: { host: '::1' } }],
    ['PORT', '0', { http: { port: 0 } }],
    ['DEBUG', 'true', { logLevel: 'debug' }],
    ['OPENCLAW_ALLOW_INSECURE_PRIVATE_WS', '1', { allowPlaintext: true }],
  ])('understands %s=%s as it always was', async (name, value, expected) => {
    expect(await home.read({ [name]: value })).toMatchObject(expected);
  });

  it.each([
    [{ DEBUG: 'express:*' }, { logLevel: 'info' }],
    [{ OPENCLAW_ALLOW_INSECURE_PRIVATE_WS: 'true' }, { allowPlaintext: false }],
    [{ AUTH_ENABLED: 'false', OAUTH_ENABLED: 'true' }, { http: { auth: false } }],
  ])('does not read more than was said into %j', async (env, expected) => {
    expect(await home.read(env)).toMatchObject(expected);
  });

  it.each([
    [{ debug: true }, { logLevel: 'debug' }],
    [{ debug: 'false' }, { logLevel: 'info' }],
    [{ transport: 'http' }, { transport: 'http' }],
  ] as const)('understands the flags %j', async (flags, expected) => {
    expect(await home.read({}, flags)).toMatchObject(expected);
  });
});

describe('the home folder', () => {
  const OWN = join(homedir(), '.clawbridge');

  it.each([
    ['nothing', {}, OWN],
    ['an empty variable', { CLAWBRIDGE_HOME: '' }, OWN],
    ['a blank variable', { CLAWBRIDGE_HOME: '  ' }, OWN],
  ])('is ~/.clawbridge with %s', async (_, env, folder) => {
    expect((await readConfig({ flags: new Map(), typed: new Map() }, env)).home).toBe(folder);
  });

  it('is what the variable says, and rather what the flag says', async () => {
    const other = createTempHome();
    expect((await home.read()).home).toBe(home.folder);
    expect((await home.read({}, { home: other.folder })).home).toBe(other.folder);
    other.discard();
  });
});

describe('the gateways', () => {
  it('are not guessed: without any setting the local OpenClaw will be looked for', async () => {
    expect((await home.read()).instances).toBeUndefined();
  });

  it('are one with URL, token and password', async () => {
    const config = await home.read({
      OPENCLAW_URL: `${URL}/`,
      OPENCLAW_GATEWAY_TOKEN: SECRET,
      OPENCLAW_GATEWAY_PASSWORD: 'pass',
    });
    expect(config.instances).toEqual([
      {
        name: 'default',
        url: URL,
        isDefault: true,
        model: 'openclaw',
        outlet: 'auto',
        mode: 'approvals',
        timeoutMs: 1_800_000,
        maxConcurrent: 16,
        credentials: { token: SECRET, password: 'pass' },
      },
    ]);
  });

  it.each(['OPENCLAW_GATEWAY_TOKEN', 'OPENCLAW_GATEWAY_PASSWORD'])(
    'are the local one when only %s is set',
    async (name) => {
      const { instances } = await home.read({ [name]: SECRET });
      expect(instances).toMatchObject([{ name: 'default', url: 'http://127.0.0.1:18789' }]);
    },
  );

  it('are those of config.json5, with the settings around them as defaults', async () => {
    file(
      `{ timeoutMs: 9000, instances: [{ name: 'a', url: '${URL}' }, { name: 'b', url: '${URL}', timeout: 8000 }] }`,
    );
    const { instances } = await home.read();
    expect(instances).toMatchObject([
      { name: 'a', timeoutMs: 9_000, isDefault: true },
      { name: 'b', timeoutMs: 8_000, isDefault: false },
    ]);
  });

  it('are those of OPENCLAW_INSTANCES before any URL, and those of a URL before the file', async () => {
    file(`{ instances: [{ name: 'filed', url: '${URL}' }] }`);
    const names = async (env: Environment) => (await home.read(env)).instances?.map(({ name }) => name);
    const listed = { OPENCLAW_INSTANCES: `[{"name":"listed","url":"${URL}"}]` };
    expect(await names({})).toEqual(['filed']);
    expect(await names({ OPENCLAW_URL: URL })).toEqual(['default']);
    expect(await names({ OPENCLAW_URL: URL, ...listed })).toEqual(['listed']);
  });

  it('are not also one URL in the same file', async () => {
    file(`{ url: '${URL}', instances: [{ name: 'filed', url: '${URL}' }] }`);
    await expect(home.read()).rejects.toThrow(/Both "url" and "instances" are in .*config\.json5; keep one/);
  });

  it('get the limit of tokens only when there is one', async () => {
    const { instances } = await home.read({ OPENCLAW_URL: URL });
    expect(instances?.[0]).not.toHaveProperty('maxTokens');
  });
});

describe('secrets', () => {
  it.each(['OPENCLAW_GATEWAY_TOKEN', 'OPENCLAW_GATEWAY_PASSWORD'])(
    'may stand in the file of %s_FILE',
    async (name) => {
      const path = home.write('secret', `${SECRET}\n`);
      const { instances, secrets } = await home.read({ [`${name}_FILE`]: path });
      expect(Object.values(instances?.[0]?.credentials ?? {})).toEqual([SECRET]);
      expect(secrets).toContain(SECRET);
    },
  );

  it('may stand in the file of a flag, which comes before the environment', async () => {
    const path = home.write('secret', SECRET);
    const { instances } = await home.read(
      { OPENCLAW_GATEWAY_TOKEN: 'other' },
      { 'gateway-token-file': path },
    );
    expect(instances?.[0]?.credentials).toEqual({ token: SECRET });
  });

  it('given by a flag come before the file of a variable', async () => {
    const path = home.write('secret', 'other');
    const { instances } = await home.read({ OPENCLAW_GATEWAY_TOKEN_FILE: path }, { 'gateway-token': SECRET });
    expect(instances?.[0]?.credentials).toEqual({ token: SECRET });
  });

  it('given twice are refused, because one of them is not what somebody thinks', async () => {
    const path = home.write('secret', SECRET);
    expect(
      await refusal({ OPENCLAW_GATEWAY_TOKEN: SECRET, OPENCLAW_GATEWAY_TOKEN_FILE: path }),
    ).toMatchObject({
      code: 'config_invalid',
      message: 'Both OPENCLAW_GATEWAY_TOKEN and OPENCLAW_GATEWAY_TOKEN_FILE are set; keep one.',
    });
    expect(await refusal({}, { 'gateway-token': SECRET, 'gateway-token-file': path })).toMatchObject({
      code: 'config_invalid',
      message: 'Both --gateway-token and --gateway-token-file are given; keep one.',
    });
  });

  it('are called what they were called on the command line', async () => {
    const flags = new Map([
      ['gateway-token', SECRET],
      ['gateway-token-file', home.write('secret', SECRET)],
    ]);
    const typed = new Map([
      ['gateway-token', '--token'],
      ['gateway-token-file', '--token-file'],
    ]);
    await expect(readConfig({ flags, typed }, { CLAWBRIDGE_HOME: home.folder })).rejects.toMatchObject({
      code: 'config_invalid',
      message: 'Both --token and --token-file are given; keep one.',
    });
  });

  it('are all known for taking them out of what is written', async () => {
    const config = await home.read({
      OPENCLAW_GATEWAY_TOKEN: 'unused-token',
      OPENCLAW_INSTANCES: JSON.stringify([
        { name: 'a', url: URL, token: 'token-of-a' },
        { name: 'b', url: URL, password: 'password-of-b' },
      ]),
    });
    expect(config.secrets.toSorted()).toEqual(['password-of-b', 'token-of-a', 'unused-token']);
  });
});

describe('a mistake names its place and what would be right', () => {
  it.each([
    [{ PORT: 'http' }, {}, 'PORT is "http", which is not a whole number from 0 to 65535.'],
    [{}, { port: '65536' }, '--port is "65536", which is not a whole number from 0 to 65535.'],
    [{ AUTH_ENABLED: 'treu' }, {}, 'AUTH_ENABLED is "treu"; it can be true or false.'],
    [{}, { auth: 'maybe' }, '--auth is "maybe"; it can be true or false.'],
    [
      { OPENCLAW_TIMEOUT_MS: '30' },
      {},
      /^OPENCLAW_TIMEOUT_MS is "30", which is not a whole number from 1000/,
    ],
    [{ CLAWBRIDGE_OUTLET: 'tcp' }, {}, 'CLAWBRIDGE_OUTLET is "tcp"; it can be auto, ws, http.'],
    [{}, { transport: 'websocket' }, '--transport is "websocket"; it can be stdio, http, sse.'],
    [{ OPENCLAW_URL: 'not a url' }, {}, 'OPENCLAW_URL is not a URL.'],
    [{}, { 'openclaw-url': 'ftp://x' }, '--openclaw-url begins with ftp:; use http, https, ws or wss.'],
    [{}, { instances: '[{}]' }, /^"name" in entry 1 of --instances must be/],
    [{ OPENCLAW_INSTANCES: '[]' }, {}, /^OPENCLAW_INSTANCES must be a JSON array/],
    [{ CLAWBRIDGE_TOOLS: 'voce' }, {}, 'CLAWBRIDGE_TOOLS has "voce"; it can be chat, conversations, voice.'],
    [{}, { 'allow-channels': '' }, '--allow-channels is empty; leave it out to allow everything.'],
    [{}, { host: '' }, '--host is empty; leave it out for "127.0.0.1".'],
    [
      { OPENCLAW_GATEWAY_TOKEN_FILE: '/no/such' },
      {},
      'OPENCLAW_GATEWAY_TOKEN_FILE names /no/such, which cannot be read (ENOENT).',
    ],
    [
      {},
      { 'gateway-password-file': '/no/such' },
      '--gateway-password-file names /no/such, which cannot be read (ENOENT).',
    ],
  ] as const)('%j %j', async (env, flags, message) => {
    expect(await refusal(env, flags)).toMatchObject({
      code: 'config_invalid',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it.each([
    ['{ port: "many" }', /^"port" in \/.*config\.json5 is "many", which is not a whole number/],
    ['{ debug: "perhaps" }', /^"debug" in \/.*config\.json5 is "perhaps"; it can be true or false\./],
    ['{ url: "ftp://x" }', /^"url" in \/.*config\.json5 begins with ftp:/],
    [
      '{ token: { source: "env" } }',
      /^"token" in \/.*config\.json5 must be a text, a number, true or false\./,
    ],
    ['{ allowAgents: [] }', /^"allowAgents" in \/.*config\.json5 is empty; leave it out/],
    ['{ port: null }', /^"port" in \/.*config\.json5 must be a text/],
    ['{ instances: {} }', /^"instances" in .*config\.json5 must be a JSON array/],
    ['{ instances: [{ name: "x" }] }', /^"url" in entry 1 of "instances" in \/.*config\.json5 is missing\./],
    ['{ prot: 1 }', /config\.json5 has an unknown key "prot"\. Did you mean "port"\?/],
    ['{ frobnicate: 1 }', /config\.json5 has an unknown key "frobnicate"\.$/],
    ['{ home: "/x" }', /config\.json5 has an unknown key "home"\./],
    ['[]', /config\.json5 must hold one object\./],
    ['null', /config\.json5 must hold one object\./],
    ['{ port: }', /config\.json5 is not valid JSON5: .*1:9/],
    ['', /config\.json5 is not valid JSON5/],
  ])('config.json5: %s', async (content, message) => {
    file(content);
    expect(await refusal({})).toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(message),
    });
  });

  it('says so when config.json5 cannot be read', async () => {
    expect(await refusal({}, { home: file('{}') })).toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(/config\.json5 cannot be read\./),
      hint: 'Make it readable for this user.',
    });
  });

  it.each([
    { OPENCLAW_URL: `http://me:${SECRET}@host` },
    { OPENCLAW_URL: `http://host?token=${SECRET}` },
    { OPENCLAW_URL: SECRET },
    { OPENCLAW_INSTANCES: SECRET },
    { OPENCLAW_INSTANCES: `[{"name":"a","url":"http://x","token":"${SECRET}"},]` },
    { OPENCLAW_INSTANCES: `[{"name":"a","url":"http://x","tokn":"${SECRET}"}]` },
    { OPENCLAW_INSTANCES: `[{"name":"a","token":"${SECRET}"}]` },
    { OPENCLAW_GATEWAY_TOKEN: SECRET, PORT: 'x' },
  ])('and never shows a secret: %j', async (env) => {
    const thrown = await refusal(env);
    expect(thrown).toMatchObject({ code: 'config_invalid' });
    const { message, hint, stack } = thrown as Error & { hint?: string };
    expect([message, hint, stack].join()).not.toContain(SECRET);
  });
});
