import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, vi } from 'vitest';
import { connectStdio } from './clients.ts';
import { inVoiceWorld } from './voice-world.ts';

const it = inVoiceWorld('selfhosted');
const PATIENCE = { timeout: 20_000, interval: 100 };

interface Handle {
  readonly status: string;
  readonly task_id: string;
}

describe.concurrent('an answer that came too late to be said', () => {
  it('is told to whom the endpoint names, and one that came in time is not', async ({ world, expect }) => {
    const noteFile = join(world.home.path, 'notes');
    const append = `require('fs').appendFileSync(${JSON.stringify(noteFile)}, require('fs').readFileSync(0) + '\\n')`;
    await world.serve({
      XIAOZHI_MCP_URL: '',
      CLAWBRIDGE_NOTIFY: JSON.stringify([{ name: 'desk', command: [process.execPath, '-e', append] }]),
      CLAWBRIDGE_XIAOZHI: JSON.stringify([
        { name: 'den', url: world.xiaozhi.endpoint().url, notify: ['desk'] },
      ]),
    });
    const device = await world.xiaozhi.endpoint().device();
    expect((await device.call('ask_jarvis', { question: 'in time' })).text).toContain('ECHO: in time');
    const late = JSON.parse((await device.call('ask_jarvis', { question: '/think 2000' })).text) as Handle;
    expect(late.status).toBe('processing');
    await vi.waitUntil(() => existsSync(noteFile), PATIENCE);
    await device.call('process_intent', { intent: '/think 700 by itself' });
    const notes = await vi.waitUntil(() => {
      const lines = readFileSync(noteFile, 'utf8').trim().split('\n');
      return lines.length >= 2 && lines;
    }, PATIENCE);
    const told = notes.map((line) => (JSON.parse(line) as { data: { result: string } }).data.result);
    expect(told).toEqual([expect.stringContaining('/think 2000'), expect.stringContaining('by itself')]);
  });
});

describe.concurrent('the voice tools for another client', () => {
  it('answer in English, are counted, and know what was not heard', async ({ world, expect }) => {
    const { client, close } = await connectStdio(
      { ...world.env, XIAOZHI_MCP_URL: '', CLAWBRIDGE_VOICE_WAIT_MS: '500' },
      ['--tools', 'voice'],
    );
    const call = async (name: string, args = {}) => {
      const { content } = await client.callTool({ name, arguments: args });
      return (content as { text: string }[])[0]!.text;
    };
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('ask_jarvis');
    expect(tools.find(({ name }) => name === 'ask_jarvis')?.description).toContain('Jarvis');
    expect(await call('ask_jarvis', { question: 'good morning' })).toContain('ECHO: good morning');
    const late = JSON.parse(await call('execute_task', { task_description: '/think 1500' })) as Handle;
    expect(late).toMatchObject({ status: 'processing', task_id: 'task_2' });
    await vi.waitUntil(
      async () => JSON.stringify(await call('get_task_result', { task_id: '2' })).includes('completed'),
      PATIENCE,
    );
    expect(JSON.parse(await call('get_status'))).toMatchObject({ name: 'Jarvis', status: 'online' });
    await close();
  });
});
