import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeFailure, toFailure } from '../domain/failure.ts';
import { createRedactor } from '../domain/redact.ts';
import { createTempHome, type TempHome } from './home.fixture.ts';
import type { Environment } from './read.ts';

const SECRET = 'aGlkZGVuK3NlY3JldA%3D%3D';
const CLOUD = `wss://api.xiaozhi.me/mcp/?token=${SECRET}`;
const OWN = `ws://192.168.1.5:8004/mcp_endpoint/mcp/?token=${SECRET}`;

let home: TempHome;

beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const read = async (...entries: unknown[]) =>
  (await home.read({ CLAWBRIDGE_XIAOZHI: JSON.stringify(entries) })).xiaozhi;

const refusal = async (env: Environment) =>
  await home.read(env).then(
    () => undefined,
    (thrown: unknown) => toFailure(thrown),
  );

const refusalOf = async (...entries: unknown[]) =>
  await refusal({ CLAWBRIDGE_XIAOZHI: JSON.stringify(entries) });

/** As the cloud makes them. */
function cloudToken(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'ES256' }), part(claims), 'c2lnbmF0dXJl'].join('.');
}

const TOKEN = cloudToken({ userId: 1, agentId: 2, purpose: 'mcp-endpoint' });

describe('an endpoint', () => {
  it('is one address and nothing else', async () => {
    const { xiaozhi } = await home.read({ XIAOZHI_MCP_URL: CLOUD });
    expect(xiaozhi).toEqual([
      {
        endpoint: {
          name: 'xiaozhi',
          id: expect.stringMatching(/^xiaozhi_[0-9a-f]{16}$/),
          url: CLOUD,
          kind: 'cloud',
        },
        setIn: 'XIAOZHI_MCP_URL',
        principal: 'owner',
        language: 'zh',
        assistant: '贾维斯',
        waitMs: 8_000,
        maxChars: 300,
        maxBytes: 1_024,
        tools: ['voice'],
        notify: [],
      },
    ]);
  });

  it.each([
    ['XIAOZHI_TOKEN', { XIAOZHI_TOKEN: TOKEN }],
    ['the name the tutorial has for it', { OPENCLAW_TOKEN: TOKEN }],
  ])('is a token of the cloud: %s', async (_, env) => {
    const { xiaozhi } = await home.read(env);
    expect(xiaozhi[0]?.endpoint).toMatchObject({
      url: `wss://api.xiaozhi.me/mcp/?token=${TOKEN}`,
      kind: 'cloud',
    });
  });

  it('is never made of what others call OPENCLAW_TOKEN', async () => {
    const file = home.write('token', 'token-of-a-gateway');
    expect((await home.read({ OPENCLAW_TOKEN: 'token-of-a-gateway' })).xiaozhi).toEqual([]);
    expect((await home.read({ OPENCLAW_TOKEN_FILE: file })).xiaozhi).toEqual([]);
    expect((await home.read({ OPENCLAW_TOKEN: cloudToken({ sub: 'me' }) })).xiaozhi).toEqual([]);
  });

  it('is called what its owner likes, in any language', async () => {
    const [one] = await read({ name: '客厅 1', url: OWN });
    expect(one?.endpoint.name).toBe('客厅 1');
    for (const name of ['', ' a', 'a\u0007', 'a\nb', 'x'.repeat(65)])
      expect(await refusalOf({ name, url: OWN })).toMatchObject({
        message: expect.stringContaining('"name"'),
      });
  });

  it('is told which key was meant', async () => {
    const failure = await refusalOf({ name: 'a', url: OWN, lang: 'zh' });
    expect(failure?.message).toContain('Did you mean "language"?');
  });

  it('keeps its address to the byte', async () => {
    const url = 'WSS://API.xiaozhi.me/mcp/?token=a%2Bb%2Fc%3D%3d';
    expect((await home.read({ XIAOZHI_MCP_URL: ` ${url}\n` })).xiaozhi[0]?.endpoint.url).toBe(url);
  });

  it('has an id of its own that every process knows', async () => {
    const [one, two] = await read({ name: 'one', url: CLOUD }, { name: 'two', url: OWN });
    const [again] = await read({ name: 'renamed', url: CLOUD });
    expect(again?.endpoint.id).toBe(one?.endpoint.id);
    expect(two?.endpoint.id).not.toBe(one?.endpoint.id);
  });

  it('can be one of several, each as it likes', async () => {
    home.write('config.json5', '{ assistantName: "小美", voiceWaitMs: 5000 }');
    const file = home.write('url', `${OWN}\n`);
    const env = {
      CLAWBRIDGE_NOTIFY: '[{"name":"phone","channel":"telegram","to":"1"}]',
      OPENCLAW_INSTANCES: '[{"name":"work","url":"ws://127.0.0.1:1"}]',
      XIAOZHI_MCP_URL: 'wss://api.xiaozhi.me/mcp/?token=another',
      CLAWBRIDGE_XIAOZHI: JSON.stringify([
        {
          name: 'den',
          urlFile: file,
          principal: 'ann',
          instance: 'work',
          language: 'en',
          assistant: 'Max',
          waitMs: 25_000,
          maxChars: 0,
          maxBytes: 4_000,
          tools: ['voice', 'chat'],
          notify: ['phone', 'telegram:-1', 'https://example.com/hook'],
        },
        { name: 'hall', token: TOKEN },
      ]),
    };
    const { xiaozhi, voice } = await home.read(env);
    expect(xiaozhi.map(({ endpoint: { name, kind } }) => [name, kind])).toEqual([
      ['xiaozhi', 'cloud'],
      ['den', 'selfhosted'],
      ['hall', 'cloud'],
    ]);
    expect(xiaozhi[1]).toMatchObject({
      principal: 'ann',
      instance: 'work',
      language: 'en',
      assistant: 'Max',
      waitMs: 25_000,
      maxChars: 0,
      maxBytes: 4_000,
      tools: ['chat', 'voice'],
      notify: ['phone', 'telegram:-1', 'https://example.com/hook'],
    });
    expect(xiaozhi[2]).toMatchObject({ language: 'zh', assistant: '小美', waitMs: 5_000 });
    expect(voice).toMatchObject({ language: undefined, assistant: '小美', waitMs: 5_000 });
  });

  it('may stand in config.json5 as a list', async () => {
    home.write('config.json5', `{ xiaozhi: [{ name: 'den', url: '${OWN}' }] }`);
    expect((await home.read()).xiaozhi).toMatchObject([{ endpoint: { name: 'den' } }]);
  });

  it.each([
    ['wss://api.xiaozhi.me/mcp/?token=a', undefined, 'cloud'],
    ['wss://eu.xiaozhi.me/mcp/?token=a', undefined, 'cloud'],
    ['wss://notxiaozhi.me/voice/mcp/?token=a', undefined, 'selfhosted'],
    ['wss://voice.example.com/mcp/?token=a', undefined, 'cloud'],
    ['wss://voice.example.com/mcp_endpoint/mcp/?token=a', undefined, 'selfhosted'],
    ['wss://voice.example.com/anything?key=a', 'cloud', 'cloud'],
    ['ws://localhost:1/mcp/?token=a', 'cloud', 'cloud'],
  ])('%s is taken for what it is', async (url, kind, expected) => {
    const [one] = await read({ name: 'one', url, kind });
    expect(one?.endpoint.kind).toBe(expected);
  });

  it.each([
    'localhost:1',
    '[::1]:1',
    '10.0.0.1',
    '172.31.0.1',
    '100.99.0.1',
    'xiaozhi-mcp',
    'nas.local',
    '[fd00::1]',
  ])('may be spoken to in plain text in one’s own network: %s', async (host) => {
    expect(await read({ name: 'one', url: `ws://${host}/mcp_endpoint/mcp/?token=a` })).toHaveLength(1);
  });
});

describe('an endpoint is refused, in words without its token,', () => {
  it.each([
    ['the cloud over plain text', CLOUD.replace('wss', 'ws'), /could read the token.*wss/],
    [
      'somebody else’s network over plain text',
      OWN.replace('192.168.1.5', '8.8.8.8'),
      /could read the token/,
    ],
    ['a name that leads anywhere over plain text', OWN.replace('192.168.1.5', 'example.com'), /could read/],
    ['another protocol', CLOUD.replace('wss', 'https'), /begins with https:/],
    ['a path without its slash', OWN.replace('/mcp/?', '/mcp?'), /without a slash.*403.*\/mcp\/\?token/],
    ['the way in for devices', OWN.replace('/mcp/?', '/call/?'), /way in for devices.*\/mcp\//],
    ['no token', 'wss://api.xiaozhi.me/mcp/', /no token/],
    ['a user name', CLOUD.replace('//', `//${SECRET}@`), /user name/],
    ['a fragment', `${CLOUD}#x`, /"#"/],
    ['two lines', `${CLOUD}\n${CLOUD}`, /not a URL/],
    ['no address', SECRET, /not a URL/],
  ])('with %s', async (_, url, expected) => {
    const single = await refusal({ XIAOZHI_MCP_URL: url });
    const listed = await refusalOf({ name: 'one', url });
    for (const failure of [single, listed]) {
      expect(failure?.code).toBe('config_invalid');
      const said = failure === undefined ? '' : describeFailure(failure);
      expect(said).toMatch(expected);
      expect(said).not.toContain(SECRET);
      expect(said).not.toContain('undefined');
    }
    expect(single?.message).toContain('XIAOZHI_MCP_URL');
    expect(listed?.message).toContain('entry 1 of CLAWBRIDGE_XIAOZHI');
  });

  it.each([
    ['no name', { url: CLOUD }, /"name"/],
    ['no address', { name: 'a' }, /"url".*missing/],
    ['address and token', { name: 'a', url: CLOUD, token: TOKEN }, /both a url and a token/],
    ['address and its file', { name: 'a', url: CLOUD, urlFile: '/x' }, /both url and urlFile/],
    ['a token of a server of one’s own', { name: 'a', token: SECRET, kind: 'selfhosted' }, /only a token/],
    ['an address for a token', { name: 'a', token: CLOUD }, /whole address/],
    ['a token with a blank', { name: 'a', token: `${SECRET} ${SECRET}` }, /characters no token has/],
    ['a token with something behind it', { name: 'a', token: `${SECRET}&x=1` }, /characters no token has/],
    ['another kind', { name: 'a', url: CLOUD, kind: 'mine' }, /cloud, selfhosted/],
    ['a language nobody speaks here', { name: 'a', url: CLOUD, language: 'fr' }, /zh, en/],
    ['a name no assistant has', { name: 'a', url: CLOUD, assistant: '"; drop' }, /"assistant"/],
    ['a principal with a blank', { name: 'a', url: CLOUD, principal: 'a b' }, /"principal"/],
    ['another instance', { name: 'a', url: CLOUD, instance: 'moon' }, /there is: default/],
    ['a wait its server does not have', { name: 'a', url: OWN, waitMs: 25_001 }, /at most 25000/],
    ['a wait nobody has', { name: 'a', url: CLOUD, waitMs: 280_001 }, /from 0 to 280000/],
    ['tools there are none', { name: 'a', url: CLOUD, tools: ['magic'] }, /chat, conversations, voice/],
    ['nobody to notify', { name: 'a', url: CLOUD, notify: ['desk'] }, /no notifier is called/],
    ['something to notify', { name: 'a', url: CLOUD, notify: [`ftp://${SECRET}`] }, /nobody that can be/],
    ['too many to notify', { name: 'a', url: CLOUD, notify: Array(6).fill('t:1') }, /more than 5/],
    ['a key nobody knows', { name: 'a', url: CLOUD, lang: 'zh' }, /unknown key "lang"/],
  ])('with %s', async (_, entry, expected) => {
    const failure = await refusalOf(entry);
    expect(failure?.code).toBe('config_invalid');
    const said = failure === undefined ? '' : describeFailure(failure);
    expect(said).toMatch(expected);
    expect(said).not.toContain(SECRET);
  });

  it('when there are two of it', async () => {
    const same = await refusalOf({ name: 'a', url: CLOUD }, { name: 'b', url: CLOUD });
    expect(same?.message).toBe('The endpoints "a" and "b" are the same; keep one.');
    const named = await refusalOf({ name: 'a', url: CLOUD }, { name: 'a', url: OWN });
    expect(named?.message).toContain('"a"');
    const both = await refusal({ XIAOZHI_MCP_URL: CLOUD, XIAOZHI_TOKEN: TOKEN });
    expect(both?.message).toBe('Both XIAOZHI_MCP_URL and XIAOZHI_TOKEN are set; keep one.');
  });

  it('when nobody gives a list', async () => {
    expect((await refusal({ CLAWBRIDGE_XIAOZHI: CLOUD }))?.message).not.toContain(SECRET);
    expect((await refusal({ CLAWBRIDGE_XIAOZHI: '{}' }))?.message).toContain('JSON array');
  });

  it('when it would wait longer than its server does, by a setting for all', async () => {
    const failure = await refusal({ XIAOZHI_MCP_URL: OWN, CLAWBRIDGE_VOICE_WAIT_MS: '60000' });
    expect(failure?.message).toContain('60000 ms');
  });
});

describe('what is secret of an endpoint', () => {
  it('is its address, and its token in each spelling', async () => {
    const { secrets } = await home.read({
      CLAWBRIDGE_XIAOZHI: JSON.stringify([
        { name: 'a', url: OWN, notify: ['https://example.com/secret-hook'] },
        { name: 'b', token: TOKEN },
        { name: 'c', token: 'secret+written+plainly' },
      ]),
    });
    const plain = ['secret+written+plainly', 'secret written plainly', 'secret%2Bwritten%2Bplainly'];
    const spellings = [SECRET, decodeURIComponent(SECRET), ...plain];
    const redact = createRedactor(secrets);
    for (const secret of [OWN, ...spellings, TOKEN, 'https://example.com/secret-hook'])
      expect(redact(`x ${secret} y`)).toBe('x *** y');
  });
});

describe('the voice of other doors', () => {
  it('is what the settings say', async () => {
    const env = {
      CLAWBRIDGE_VOICE_LANGUAGE: 'zh',
      CLAWBRIDGE_ASSISTANT_NAME: ' 小明 ',
      CLAWBRIDGE_SPEECH_CHARS: '0',
    };
    expect((await home.read(env)).voice).toEqual({
      language: 'zh',
      assistant: '小明',
      waitMs: 8_000,
      maxChars: 0,
      maxBytes: 1_024,
    });
  });

  it('has a name that can be said', async () => {
    const failure = await refusal({ CLAWBRIDGE_ASSISTANT_NAME: 'x'.repeat(41) });
    expect(failure?.message).toContain('CLAWBRIDGE_ASSISTANT_NAME');
  });
});
