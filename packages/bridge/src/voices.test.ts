import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from './config/home.fixture.ts';
import type { Environment } from './config/read.ts';
import { permitsInstance } from './domain/allow-list.ts';
import { checkSessionId } from './domain/session-key.ts';
import { speakerAt, voiceAt } from './voices.ts';

let home: TempHome;

beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const INSTANCES = JSON.stringify([
  { name: 'home', url: 'ws://127.0.0.1:1' },
  { name: 'work', url: 'ws://127.0.0.1:2' },
]);

async function speaker(entry: object, env: Environment = {}) {
  const endpoint = { name: 'den', url: 'ws://127.0.0.1:3/mcp/?token=a', ...entry };
  const config = await home.read({
    OPENCLAW_INSTANCES: INSTANCES,
    CLAWBRIDGE_XIAOZHI: JSON.stringify([endpoint]),
    ...env,
  });
  const [settings] = config.xiaozhi;
  if (settings === undefined) throw new Error('no endpoint');
  return speakerAt(settings, config);
}

function tokenOf(agentId: number): string {
  const claims = { userId: 1, agentId, purpose: 'mcp-endpoint' };
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
}

describe('who speaks through an endpoint', () => {
  it('is the owner, as far as this process may act for him', async () => {
    expect((await speaker({})).principal).toMatchObject({
      id: 'owner',
      scopes: ['read', 'chat', 'approve', 'admin'],
    });
    expect((await speaker({}, { CLAWBRIDGE_MODE: 'read' })).principal.scopes).toEqual(['read']);
  });

  it('is held to the instance of the endpoint', async () => {
    const { principal, voice } = await speaker({ instance: 'work' });
    expect(voice.instance).toBe('work');
    expect(permitsInstance(principal.allow, 'work')).toBe(true);
    expect(permitsInstance(principal.allow, 'home')).toBe(false);
  });

  it('may only ask, when it is somebody else, and no more than the process itself', async () => {
    const { principal } = await speaker({ principal: 'ann' }, { CLAWBRIDGE_ALLOW_AGENTS: 'main' });
    expect(principal).toMatchObject({ id: 'ann', scopes: ['read', 'chat'], allow: [{ agents: ['main'] }] });
    expect((await speaker({ principal: 'ann' }, { CLAWBRIDGE_MODE: 'read' })).principal.scopes).toEqual([
      'read',
    ]);
  });

  it('goes on in the conversation of the agent, or of the endpoint', async () => {
    const own = await speaker({});
    expect(own.voice).toMatchObject({ listener: 'den', sessionId: 'xiaozhi:den', language: 'zh' });
    const cloud = await speaker({ url: `wss://api.xiaozhi.me/mcp/?token=${tokenOf(42)}` });
    expect(cloud.voice).toMatchObject({ listener: 'den', sessionId: 'xiaozhi:agent_42' });
    expect((await speaker({ url: 'wss://api.xiaozhi.me/mcp/?token=x' })).voice.sessionId).toBe('xiaozhi:den');
  });

  it('never goes on in a conversation of somebody else', async () => {
    const [kids, cousins] = [await speaker({ principal: 'kids' }), await speaker({ principal: '表弟' })];
    const sessions = [await speaker({}), kids, cousins].map(({ voice }) => voice.sessionId);
    expect(sessions).toEqual([
      'xiaozhi:den',
      'xiaozhi.kids:den',
      expect.stringMatching(/^xiaozhi\.[0-9a-f]{16}:den$/),
    ]);
  });
});

describe('the voice at another door', () => {
  it('speaks English, unless somebody chose', async () => {
    const owner = { id: 'owner' };
    expect(voiceAt('stdio', owner, await home.read())).toEqual({
      language: 'en',
      assistant: 'Jarvis',
      listener: 'stdio:owner',
      sessionId: 'voice:owner',
      waitMs: 8_000,
      maxChars: 300,
      maxBytes: 1_024,
      notify: [],
    });
    const chosen = await home.read({ CLAWBRIDGE_VOICE_LANGUAGE: 'zh' });
    expect(voiceAt('stdio', owner, chosen)).toMatchObject({ language: 'zh', assistant: '贾维斯' });
    const named = await home.read({ CLAWBRIDGE_ASSISTANT_NAME: 'Max' });
    expect(voiceAt('stdio', owner, named)).toMatchObject({ language: 'en', assistant: 'Max' });
  });

  it.each(['auth0|123', 'Ann', 'x'.repeat(255), '小明'])('gives %s a conversation of his own', async (id) => {
    const { sessionId } = voiceAt('http', { id }, await home.read());
    expect(checkSessionId(sessionId)).toBe(sessionId);
    expect(sessionId).toMatch(/^voice:[0-9a-f]{16}$/);
  });
});
