import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from './contract/contract.ts';
import { CLI, RawClient, type ConnectOptions, type Wire } from './contract/raw-client.ts';
import { newDevice } from './contract/raw-device.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';

describe('what only the simulator does', () => {
  const running: { stop(): Promise<void> }[] = [];
  const clients: RawClient[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await Promise.all(running.splice(0).map((one) => one.stop()));
  });

  it('keeps a book of its turns', async () => {
    const simulator = await start();
    const client = await connect(simulator);
    await client.ran('hi', 'one');
    await client.ran('/empty', 'two');
    await client.agent('/hang', 'three');
    await client.agent('behind it', 'three', { idempotencyKey: 'four' });
    await client.call('chat.send', { message: 'sent', sessionKey: 'five', idempotencyKey: 'five' });
    await chat(simulator, 'by http');
    await client.call('agent.wait', { runId: 'five' });
    expect(simulator.turns).toMatchObject([
      { runId: 'one', sessionKey: 'agent:main:one', message: 'hi', via: 'agent', status: 'ok' },
      { runId: 'two', via: 'agent', status: 'error' },
      { runId: 'three', status: 'running' },
      { runId: 'four', sessionKey: 'agent:main:three', status: 'queued' },
      { runId: 'five', via: 'chat.send', status: 'ok' },
      { message: 'by http', via: 'http', status: 'ok' },
    ]);
    await client.call('chat.abort', { sessionKey: 'three' });
    expect(simulator.turns.filter(({ status }) => status === 'aborted')).toHaveLength(2);
  });

  it('counts its connections and cuts them without a word', async () => {
    const simulator = await start();
    const [one, two] = [await connect(simulator), await connect(simulator)];
    expect(simulator.connections()).toBe(2);
    simulator.dropConnections();
    expect([await one.closed, await two.closed]).toEqual([
      [1006, ''],
      [1006, ''],
    ]);
    await until(
      async () => simulator.connections(),
      (count) => count === 0,
    );
  });

  it('cuts all sockets in the middle of a reply, and goes on', async () => {
    const simulator = await start();
    const client = await connect(simulator);
    await client.agent('/disconnect 2 and more', 'cut');
    expect((await client.closed)[0]).toBe(1006);
    const heard = client.events.filter(
      ({ event, payload }) => event === 'chat' && payload['state'] === 'delta',
    );
    expect(heard.map(({ payload }) => payload['deltaText'])).toEqual(['ECHO:', ' /disconnect']);
    const again = await connect(simulator);
    expect(await again.call('agent.wait', { runId: 'cut' })).toMatchObject({
      terminalReply: { text: 'ECHO: /disconnect 2 and more' },
    });
  });

  it('crashes in the middle of a reply, comes back on the same port and finishes', async () => {
    const simulator = await start();
    const { port } = simulator;
    const client = await connect(simulator);
    await client.agent('/restart 1', 'crash');
    expect((await client.closed)[0]).toBe(1006);
    const again = await until(
      () => connect(simulator).catch(() => undefined),
      (reconnected) => reconnected !== undefined,
    );
    expect(simulator.port).toBe(port);
    const final = await again?.event('chat', (told) => told['state'] === 'final');
    expect(final).toMatchObject({ message: { content: [{ text: 'ECHO: /restart 1' }] } });
    expect(simulator.turns.map(({ status }) => status)).toEqual(['running', 'ok']);
  });

  it('looks like a plain HTTP proxy', async () => {
    const simulator = await start({ webSocket: false });
    const client = new RawClient(simulator.wsUrl);
    clients.push(client);
    expect(await client.failed).toBe('Unexpected server response: 404');
    expect((await chat(simulator, 'hi')).status).toBe(200);
  });

  it('looks like a gateway whose HTTP endpoints are switched off', async () => {
    const simulator = await start({ chatCompletions: false });
    for (const response of [await chat(simulator, 'hi'), await fetch(`${simulator.httpUrl}/v1/models`)]) {
      expect([response.status, await response.text()]).toEqual([404, 'Not Found']);
    }
    expect((await fetch(`${simulator.httpUrl}/readyz`)).status).toBe(200);
    expect(await (await connect(simulator)).ran('hi', 'x')).toMatchObject({ status: 'ok' });
  });

  it('takes its settings from its options', async () => {
    const simulator = await start({ token: 'mine', version: '2030.1.1', tickIntervalMs: 5, turnDelayMs: 30 });
    expect(simulator.token).toBe('mine');
    const client = await connect(simulator);
    expect(client.hello).toMatchObject({ server: { version: '2030.1.1' }, policy: { tickIntervalMs: 5 } });
    expect(await client.event('tick')).toEqual({ ts: expect.any(Number) });
    const { result } = (await client.ran('hi', 'x')) as { result: { meta: { durationMs: number } } };
    expect(result.meta.durationMs).toBeGreaterThanOrEqual(25);
  });

  it('lets somebody approve the devices that wait', async () => {
    const simulator = await start({ remote: true });
    const device = newDevice();
    await expect(connect(simulator, { client: CLI, device })).rejects.toThrow(/PAIRING_REQUIRED/);
    const [pending] = simulator.pendingDevices();
    expect(pending).toEqual({ requestId: expect.any(String), deviceId: device.id });
    simulator.approveDevice(pending?.requestId ?? '');
    expect(simulator.pendingDevices()).toEqual([]);
    await connect(simulator, { client: CLI, device });
    expect(() => simulator.approveDevice('none')).toThrow(/no device waits/);
  });

  it('is not shaken by broken clients', async () => {
    const simulator = await start();
    const headers = { authorization: `Bearer ${simulator.token}` };
    expect((await fetch(`${simulator.httpUrl}/v1/models/%`, { headers })).status).toBe(400);
    const upload = connectTcp(simulator.port, '127.0.0.1');
    const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: ${headers.authorization}`;
    upload.write(`${head}\r\ncontent-length: 100\r\n\r\n{`);
    await once(upload, 'connect');
    upload.destroy();
    const junk = new RawClient(simulator.wsUrl);
    clients.push(junk);
    await junk.event('connect.challenge');
    junk.sendText('junk');
    expect((await junk.closed)[0]).toBe(1000);
    expect((await chat(simulator, 'hi')).status).toBe(200);
  });

  it('stays stopped when it is stopped in the middle of a crash', async () => {
    const simulator = await start();
    const client = await connect(simulator);
    await client.agent('/restart 0', 'crash');
    await client.closed;
    await simulator.stop();
    await expect(chat(simulator, 'hi')).rejects.toThrow(/fetch failed/);
  });

  it('waits for running turns only so long when it is terminated, and resumes the rest when it is back', async () => {
    const simulator = await start({ drainMs: 50 });
    const client = await connect(simulator);
    await client.agent('/slow 5 100', 'slow');
    await client.event('chat', (told) => told['state'] === 'delta');
    await simulator.terminate();
    expect(await client.closed).toEqual([1012, 'service restart']);
    await simulator.start();
    const again = await connect(simulator);
    const final = await again.event('chat', (told) => told['state'] === 'final');
    expect(final).toMatchObject({ message: { content: [{ text: 'w0 w1 w2 w3 w4' }] } });
    expect(simulator.turns.map(({ status }) => status)).toEqual(['running', 'ok']);
  });

  it('resumes what was asked first when it is killed again before it could', async () => {
    const simulator = await start();
    const client = await connect(simulator);
    await client.agent('/slow 5 20', 'slow');
    await client.event('chat', (told) => told['state'] === 'delta');
    for (let crash = 0; crash < 2; crash += 1) {
      await simulator.kill();
      await simulator.start();
      const watching = await connect(simulator);
      await until(
        () => watching.call('chat.history', { sessionKey: 'slow' }),
        ({ pendingInputs }) => (pendingInputs as { total: number }).total === 1,
      );
    }
    const again = await connect(simulator);
    const final = await again.event('chat', (told) => told['state'] === 'final');
    expect(final).toMatchObject({ message: { content: [{ text: 'w0 w1 w2 w3 w4' }] } });
  });

  it('refuses a port that is taken, and can be stopped twice', async () => {
    const simulator = await start();
    await expect(startSimulator({ port: simulator.port })).rejects.toThrow(/EADDRINUSE/);
    await simulator.stop();
    await simulator.stop();
    await simulator.start();
    expect((await chat(simulator, 'hi')).status).toBe(200);
  });

  async function start(options?: SimulatorOptions): Promise<Simulator> {
    const simulator = await startSimulator(options);
    running.push(simulator);
    return simulator;
  }

  function connect(simulator: Simulator, options: ConnectOptions = {}): Promise<RawClient> {
    const client = new RawClient(simulator.wsUrl);
    clients.push(client);
    return client.connect(options, simulator.token);
  }

  function chat({ httpUrl, token }: Simulator, content: string): Promise<Response> {
    const body: Wire = { model: 'openclaw', messages: [{ role: 'user', content }] };
    const headers = { authorization: `Bearer ${token}` };
    return fetch(`${httpUrl}/v1/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) });
  }
});
