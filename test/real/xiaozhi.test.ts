import { startXiaozhi, type Xiaozhi, type XiaozhiDevice } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeHome, startProgram, type Program } from '../journeys/program.ts';
import { startRealGateway, type RealGateway } from './real-gateway.ts';

const PATIENCE = { timeout: 60_000, interval: 200 };

let gateway: RealGateway;

beforeAll(async () => {
  gateway = await startRealGateway({ exec: 'full' });
});
afterAll(async () => {
  await gateway.stop();
});

/** Somebody says something to a device, and a real agent run answers. */
describe.each(['cloud', 'selfhosted'] as const)('a real OpenClaw behind a xiaozhi endpoint, %s', (mode) => {
  const home = makeHome();
  let xiaozhi: Xiaozhi;
  let bridge: Program;
  let device: XiaozhiDevice;

  beforeAll(async () => {
    xiaozhi = await startXiaozhi({ mode });
    bridge = startProgram(['serve'], {
      CLAWBRIDGE_HOME: home.path,
      PORT: '0',
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
      XIAOZHI_MCP_URL: xiaozhi.endpoint().url,
      CLAWBRIDGE_VOICE_WAIT_MS: '5000',
    });
    device = await xiaozhi.endpoint().device('SN-1');
  });
  afterAll(async () => {
    bridge.process.kill('SIGTERM');
    await bridge.ended;
    await xiaozhi.stop();
    home.remove();
  });

  it('answers, and goes on in the conversation', async () => {
    for (const question of ['good morning', 'and good night']) {
      const { outcome, text } = await device.call('ask_jarvis', { question });
      expect({ outcome, said: text.includes(`ECHO: ${question}`) }).toEqual({ outcome: 'told', said: true });
    }
  });

  it('works on what takes long, and tells it with the next call', async () => {
    const handed = await device.call('process_intent', { intent: '/slow 6 200' });
    const { task_id } = JSON.parse(handed.text) as { task_id: string };
    const fetched = await vi.waitUntil(async () => {
      const { text } = await device.call('get_task_result', { task_id });
      return text.includes('"completed"') && text;
    }, PATIENCE);
    expect(fetched).toContain('w0 w1 w2 w3 w4 w5');
  });

  it('is known to be there', async () => {
    const { text } = await device.call('get_status');
    expect(JSON.parse(text)).toMatchObject({ status: 'online' });
  });

  // Of the gateway, not of the endpoint: once is enough, and it takes its time to start.
  it.runIf(mode === 'cloud')('says in words that it is gone, and answers when it is back', async () => {
    await gateway.kill();
    const { outcome, text } = await device.call('ask_jarvis', { question: 'are you there' });
    expect({ outcome, text }).toMatchObject({
      outcome: 'told',
      text: expect.stringContaining('"error"') as string,
    });
    await gateway.start();
    await vi.waitUntil(
      async () => (await device.call('ask_jarvis', { question: 'and now' })).text.includes('ECHO: and now'),
      PATIENCE,
    );
  });
});
