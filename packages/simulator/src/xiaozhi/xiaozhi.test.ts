import { afterEach, describe, expect, it } from 'vitest';
import { RawSide, type RawOptions } from './contract/raw-side.ts';
import type { XiaozhiOptions } from './options.ts';
import { startXiaozhi, type Xiaozhi } from './xiaozhi.ts';

describe('what only the simulated xiaozhi does', () => {
  const running: Xiaozhi[] = [];
  const sides: RawSide[] = [];
  afterEach(async () => {
    for (const side of sides.splice(0)) side.leave();
    await Promise.all(running.splice(0).map((xiaozhi) => xiaozhi.stop()));
  });

  it('serves many endpoints at once, and knows who can be reached', async () => {
    for (const mode of ['cloud', 'selfhosted'] as const) {
      const xiaozhi = await start({ mode });
      const endpoints = Array.from({ length: 50 }, (_, index) => xiaozhi.endpoint(index + 1));
      for (const { url } of endpoints) serve(url);
      await xiaozhi.waitForRegistered(50);
      expect([xiaozhi.connections(), xiaozhi.registered().length]).toEqual([50, 50]);
      const device = await xiaozhi.endpoint(17).device();
      expect((await device.call('echo', { text: 'hi' })).text).toContain('hi');
      expect(xiaozhi.endpoint(17).frames.at(-1)?.text).toContain('hi');
      expect(xiaozhi.endpoint(18).frames.some(({ text }) => text.includes('hi'))).toBe(false);
    }
  });

  it('drops one endpoint or all of them, with a close frame or without', async () => {
    const xiaozhi = await start({ mode: 'selfhosted' });
    const one = serve(xiaozhi.endpoint(1).url);
    const other = serve(xiaozhi.endpoint(2).url);
    await xiaozhi.waitForRegistered(2);
    xiaozhi.endpoint(1).drop({ code: 4004, reason: 'no' });
    expect(await one.closed).toEqual([4004, 'no']);
    await xiaozhi.endpoint(1).waitForUnregistered();
    expect(xiaozhi.registered()).toEqual([xiaozhi.endpoint(2).agentId]);
    xiaozhi.drop();
    expect(await other.closed).toEqual([1006, '']);
    await xiaozhi.endpoint(2).waitForConnections(0);
  });

  it('stops reading, and reads on', async () => {
    const endpoint = (await start({ mode: 'cloud' })).endpoint();
    const side = serve(endpoint.url);
    await endpoint.waitForRegistered();
    const resume = endpoint.pauseReading();
    const call = (await endpoint.device()).call('echo');
    await side.frame(({ method }) => method === 'tools/call');
    const heard = endpoint.frames.length;
    side.send({ jsonrpc: '2.0', method: 'notifications/message' });
    expect(endpoint.frames).toHaveLength(heard);
    resume();
    expect((await call).outcome).toBe('told');
    await endpoint.frame(({ text }) => text.includes('notifications/message'));
  });

  it('cuts a wire without either end being told, and finds out by its pings', async () => {
    for (const mode of ['cloud', 'selfhosted'] as const) {
      const endpoint = (await start({ mode, pingMs: 100, pongMs: 400, callTimeoutMs: 300 })).endpoint();
      const side = serve(endpoint.url);
      const device = await endpoint.device();
      endpoint.halfOpen();
      const call = device.call('echo');
      expect([endpoint.isRegistered(), endpoint.connections()]).toEqual([false, 1]);
      side.leave();
      expect((await call).outcome).toBe('timedOut');
      await endpoint.waitForConnections(0);
    }
  });

  it('says whatever it is told to say', async () => {
    const endpoint = (await start({ mode: 'cloud' })).endpoint();
    serve(endpoint.url);
    await endpoint.waitForRegistered();
    endpoint.send('{"jsonrpc":"2.0","id":"odd","method":"tools/list","params":null}');
    const answer = await endpoint.frame(({ from, text }) => from === 'tool side' && text.includes('odd'));
    expect(answer).toMatchObject({ agentId: '1', connection: 1, at: expect.any(Number) });
  });

  it('lets nobody in for a time, with a status or with a cut wire', async () => {
    const xiaozhi = await start({ mode: 'cloud' });
    const { url } = xiaozhi.endpoint();
    const admit = xiaozhi.refuse(403);
    expect(await dial(url).failed).toBe('Unexpected server response: 403');
    const admitAll = xiaozhi.refuse();
    admit();
    expect(await dial(url).failed).toBe('socket hang up');
    admitAll();
    await dial(url).opened;
    xiaozhi.refuseFor(300, 503);
    expect(await dial(url).failed).toBe('Unexpected server response: 503');
    await expect.poll(() => reaches(url)).toBe(true);
  });

  it('forgets everybody when it stops, and comes back on the same port', async () => {
    const xiaozhi = await start({ mode: 'selfhosted' });
    const { port } = xiaozhi;
    const endpoint = xiaozhi.endpoint();
    const side = serve(endpoint.url);
    await endpoint.waitForRegistered();
    await xiaozhi.stop();
    expect((await side.closed)[0]).toBe(1006);
    expect([xiaozhi.connections(), xiaozhi.registered(), endpoint.isRegistered()]).toEqual([0, [], false]);
    expect(await dial(endpoint.url).failed).toMatch(/ECONNREFUSED/);
    await xiaozhi.start();
    await xiaozhi.start();
    expect(xiaozhi.port).toBe(port);
    serve(endpoint.url);
    await endpoint.waitForRegistered();
    expect(xiaozhi.mode).toBe('selfhosted');
  });

  async function start(options: XiaozhiOptions): Promise<Xiaozhi> {
    const xiaozhi = await startXiaozhi(options);
    running.push(xiaozhi);
    return xiaozhi;
  }

  function serve(url: string): RawSide {
    return dial(url, { serve: true });
  }

  function dial(url: string, options?: RawOptions): RawSide {
    const side = new RawSide(url, options);
    sides.push(side);
    return side;
  }

  function reaches(url: string): Promise<boolean> {
    const side = dial(url);
    return Promise.race([side.opened.then(() => true), side.failed.then(() => false)]);
  }
});
