import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, vi } from 'vitest';
import type { XiaozhiDevice } from '@clawbridge/simulator';
import { runProgram } from './program.ts';
import { inVoiceWorld, type VoiceWorld } from './voice-world.ts';

const SERIAL = 'SN-0042';
const PATIENCE = { timeout: 30_000, interval: 100 };

/** What came of a question that was not answered at once. */
interface Handle {
  readonly status: string;
  readonly task_id: string;
  readonly message: string;
}

interface Fetched {
  readonly status: string;
  readonly message?: string;
  readonly result?: { readonly content: string };
}

const json = async <T>(device: XiaozhiDevice, tool: string, args = {}): Promise<T> =>
  JSON.parse((await device.call(tool, args)).text) as T;

/** Asks until the result of a task is there, as a patient person does. */
async function resultOf(device: XiaozhiDevice, args = {}): Promise<Fetched> {
  return await vi.waitUntil(async () => {
    const fetched = await json<Fetched>(device, 'get_task_result', args);
    return fetched.status !== 'processing' && fetched;
  }, PATIENCE);
}

/** What the one process that holds the endpoint says of it. */
async function statusOf({ env }: VoiceWorld) {
  const { stdout } = await runProgram(['xiaozhi', 'status', '--json'], env);
  return (JSON.parse(stdout) as { endpoints: readonly Record<string, unknown>[] }).endpoints[0] ?? {};
}

describe.concurrent.each(['cloud', 'selfhosted'] as const)('a person at a xiaozhi device, %s', (mode) => {
  const it = inVoiceWorld(mode);
  const speakTo = (world: VoiceWorld, serial = SERIAL) => world.xiaozhi.endpoint().device(serial);

  it('asks, and hears the answer', async ({ world, expect }) => {
    await world.serve();
    const device = await speakTo(world);
    expect(device.tools.map(({ name }) => name)).toEqual([
      'process_intent',
      'get_task_result',
      'ask_jarvis',
      'execute_task',
      'get_status',
    ]);
    const heard = await device.call('ask_jarvis', { question: '明天会下雨吗' });
    expect(heard.outcome).toBe('told');
    expect(heard.text).toContain('ECHO: 明天会下雨吗');
  });

  it('goes on in one conversation, and does not wait behind long work', async ({ world, expect }) => {
    await world.serve();
    const device = await speakTo(world);
    await device.call('ask_jarvis', { question: 'first' });
    await device.call('ask_jarvis', { question: 'second' });
    const long = await json<Handle>(device, 'execute_task', { task_description: '/think 4000' });
    expect(long.status).toBe('processing');
    const quick = await device.call('ask_jarvis', { question: 'third' });
    expect(quick.text).toContain('ECHO: third');
    const sessions = world.gateway.turns.map(({ sessionKey }) => sessionKey);
    expect(new Set(sessions.slice(0, 3)).size).toBe(1);
    expect(sessions[3]).not.toBe(sessions[0]);
  });

  it('is told that it is worked on, and fetches the answer by its number', async ({ world, expect }) => {
    await world.serve();
    const device = await speakTo(world);
    const handle = await json<Handle>(device, 'ask_jarvis', { question: '/think 2500' });
    expect(handle).toMatchObject({ status: 'processing', task_id: 'task_1' });
    const fetched = await resultOf(device, { task_id: mode === 'cloud' ? '任务一' : handle.task_id });
    expect(fetched).toMatchObject({ status: 'completed' });
    expect(fetched.result?.content).toContain('ECHO');
    expect(world.turns('/think 2500')).toBe(1);
  });

  it('hands over long work at once, and the next answer begins with its result', async ({
    world,
    expect,
  }) => {
    await world.serve();
    const device = await speakTo(world);
    const handle = await json<Handle>(device, 'process_intent', { intent: '/think 300' });
    expect(handle).toMatchObject({ status: 'processing', task_id: 'task_1', intent_preview: '/think 300' });
    await vi.waitUntil(async () => {
      const { stdout } = await runProgram(['task', 'list', '--json'], world.env);
      return stdout.includes('"status": "completed"');
    }, PATIENCE);
    const next = await device.call('ask_jarvis', { question: 'and now' });
    expect(next.text).toMatch(/^另外.*任务.?1/);
    expect(next.text).toContain('ECHO: and now');
    const after = await device.call('ask_jarvis', { question: 'and then' });
    expect(after.text).not.toContain('另外');
  });

  it('says the same again because it took too long: the agent is asked once', async ({ world, expect }) => {
    await world.serve();
    const device = await speakTo(world);
    const question = '/think 2000';
    const handles = await Promise.all([
      json<Handle>(device, 'ask_jarvis', { question }),
      json<Handle>(device, 'ask_jarvis', { question }),
    ]);
    expect(handles.map(({ task_id }) => task_id)).toEqual(['task_1', 'task_1']);
    await resultOf(device, { task_id: 'task_1' });
    expect(world.turns(question)).toBe(1);
  });

  it('gets the answer of a question during which the bridge was killed', async ({ world, expect }) => {
    const dying = await world.serve();
    const device = await speakTo(world);
    const { task_id } = await json<Handle>(device, 'process_intent', { intent: '/think 3000' });
    await vi.waitUntil(() => world.turns('/think 3000') === 1, PATIENCE);
    dying.process.kill('SIGKILL');
    await dying.ended;
    await world.xiaozhi.endpoint().waitForUnregistered();
    await world.serve();
    const again = await speakTo(world);
    const fetched = await resultOf(again, { task_id });
    expect(fetched).toMatchObject({ status: 'completed' });
    expect(world.turns('/think 3000')).toBe(1);
    const next = await json<Handle>(again, 'process_intent', { intent: 'a new one' });
    expect(next.task_id).toBe('task_2');
  });

  it('gets with the next call what a cut wire took', async ({ world, expect }) => {
    await world.serve({ CLAWBRIDGE_VOICE_WAIT_MS: '5000' });
    const endpoint = world.xiaozhi.endpoint();
    const device = await speakTo(world);
    const lost = device.call('ask_jarvis', { question: '/think 1500' });
    await vi.waitUntil(() => world.turns('/think 1500') === 1, PATIENCE);
    endpoint.drop();
    const again = await speakTo(world);
    await vi.waitUntil(async () => {
      const { stdout } = await runProgram(['task', 'list', '--json'], world.env);
      return stdout.includes('"status": "completed"');
    }, PATIENCE);
    const next = await again.call('get_status');
    expect(next.text).toContain('ECHO: /think 1500');
    expect(world.turns('/think 1500')).toBe(1);
    expect((await lost).outcome).not.toBe('told');
  });

  it('hears in words that the gateway is away, and that it is back', async ({ world, expect }) => {
    await world.serve();
    const device = await speakTo(world);
    await world.gateway.stop();
    const failed = await device.call('ask_jarvis', { question: 'anybody?' });
    expect(failed.outcome).toBe('told');
    expect(JSON.parse(failed.text)).toMatchObject({ status: 'error' });
    expect(await json(device, 'get_status')).toMatchObject({ status: 'offline' });
    await world.gateway.start();
    await vi.waitUntil(async () => (await json<Handle>(device, 'get_status')).status === 'online', PATIENCE);
  });

  it('is served by one of two bridges, and by the other when that one dies', async ({ world, expect }) => {
    const nodes = [await world.serve(), await world.serve()];
    const endpoint = world.xiaozhi.endpoint();
    await endpoint.waitForRegistered();
    await vi.waitUntil(async () => (await statusOf(world))['status'] === 'connected', PATIENCE);
    expect(endpoint.connections()).toBe(1);
    const [holder, other] = nodes[0]!.stderr().includes('connected') ? nodes : nodes.toReversed();
    holder!.process.kill('SIGKILL');
    await endpoint.waitForUnregistered();
    await vi.waitUntil(() => endpoint.isRegistered(), PATIENCE);
    const device = await speakTo(world);
    expect((await device.call('ask_jarvis', { question: 'still there?' })).text).toContain('ECHO');
    expect(other!.process.exitCode).toBeNull();
  });

  it('is answered again after the xiaozhi was away', async ({ world, expect }) => {
    await world.serve();
    const endpoint = world.xiaozhi.endpoint();
    await endpoint.waitForRegistered();
    await world.xiaozhi.stop();
    await vi.waitUntil(async () => (await statusOf(world))['status'] === 'waiting', PATIENCE);
    await world.xiaozhi.start();
    await vi.waitUntil(() => endpoint.isRegistered(), PATIENCE);
    const device = await speakTo(world);
    expect((await device.call('ask_jarvis', { question: 'back?' })).text).toContain('ECHO: back?');
  });

  it('never makes the bridge tell the address of its endpoint', async ({ world, expect }) => {
    const node = await world.serve();
    const endpoint = world.xiaozhi.endpoint();
    const device = await speakTo(world);
    await device.call('ask_jarvis', { question: 'hello' });
    endpoint.drop({ code: 1011, reason: endpoint.token.slice(0, 100) });
    await endpoint.waitForRegistered();
    const status = await runProgram(['xiaozhi', 'status'], world.env);
    const check = await runProgram(['xiaozhi', 'check'], world.env);
    const doctor = await runProgram(['doctor'], world.env);
    const told = [
      node.stdout(),
      node.stderr(),
      ...[status, check, doctor].map((one) => one.stdout + one.stderr),
    ];
    const home = String(world.env['CLAWBRIDGE_HOME']);
    const kept = readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => readFileSync(join(one.parentPath, one.name), 'latin1'));
    expect(kept.join('')).toContain('SQLite format 3');
    for (const secret of [endpoint.token, encodeURIComponent(endpoint.token)])
      for (const text of [...told, ...kept]) expect(text).not.toContain(secret);
  });

  it('finds two people at two endpoints apart', async ({ world, expect }) => {
    const { xiaozhi } = world;
    const list = [
      { name: 'mine', url: xiaozhi.endpoint(1).url },
      { name: 'kids', url: xiaozhi.endpoint(2).url, principal: 'kids', language: 'en', assistant: 'Robot' },
    ];
    await world.serve({ XIAOZHI_MCP_URL: '', CLAWBRIDGE_XIAOZHI: JSON.stringify(list) });
    const mine = await xiaozhi.endpoint(1).device();
    const kids = await xiaozhi.endpoint(2).device();
    expect(await json<Handle>(mine, 'process_intent', { intent: 'mine' })).toMatchObject({
      task_id: 'task_1',
    });
    expect(await json<Handle>(kids, 'process_intent', { intent: 'theirs' })).toMatchObject({
      task_id: 'task_1',
    });
    expect((await resultOf(kids, { task_id: 'task_1' })).result?.content).toContain('theirs');
    expect((await resultOf(mine, { task_id: 'task_1' })).result?.content).toContain('mine');
    expect(await json(kids, 'get_status')).toMatchObject({ name: 'Robot' });
    const { stdout } = await runProgram(['task', 'list', '--json'], world.env);
    expect((JSON.parse(stdout) as { tasks: unknown[] }).tasks).toHaveLength(1);
  });
});

describe.concurrent('devices at a xiaozhi of one’s own', () => {
  const it = inVoiceWorld('selfhosted');

  it('speak at the same time over one socket, and each hears its own', async ({ world, expect }) => {
    await world.serve({ CLAWBRIDGE_VOICE_WAIT_MS: '9000' });
    const endpoint = world.xiaozhi.endpoint();
    const devices = await Promise.all(Array.from({ length: 8 }, () => endpoint.device()));
    const heard = await Promise.all(
      devices.map((device, i) => device.call('ask_jarvis', { question: `number ${i} of 8` })),
    );
    for (const [i, { outcome, text }] of heard.entries()) {
      expect(outcome).toBe('told');
      expect(text.match(/number \d/g)).toEqual([`number ${i}`]);
    }
    expect(endpoint.connections()).toBe(1);
    expect((await endpoint.readToolsAsConsole()).length).toBe(5);
  });

  it('are left to another bridge for a minute, once it took their endpoint', async ({ world, expect }) => {
    await world.serve();
    const endpoint = world.xiaozhi.endpoint();
    await endpoint.waitForRegistered();
    const stranger = await endpoint.replace();
    const status = await vi.waitUntil(async () => {
      const now = await statusOf(world);
      return now['status'] === 'waiting' && now;
    }, PATIENCE);
    expect(status).toMatchObject({ trouble: { reason: 'replaced' } });
    const [since, next] = [status['since'], status['nextAttemptAt']].map((time) => Date.parse(String(time)));
    // Both are read off the clock, one after the other.
    expect(next! - since!).toBeGreaterThan(59_000);
    stranger.leave();
    await endpoint.waitForConnections(0);
  });
});
