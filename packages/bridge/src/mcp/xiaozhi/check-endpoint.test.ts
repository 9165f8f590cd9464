import { startXiaozhi, type Xiaozhi, type XiaozhiMode } from '@clawbridge/simulator';
import { afterEach, describe, expect, it } from 'vitest';
import { checkEndpoint, type EndpointCheck } from './check-endpoint.ts';
import { createPatientClock } from './patient-clock.fixture.ts';
import { endpointAt } from './simulated-endpoint.fixture.ts';
import { createToolServer } from './tool-server.fixture.ts';

let xiaozhi: Xiaozhi;
afterEach(() => xiaozhi.stop());

async function begin(mode: XiaozhiMode, over: Partial<EndpointCheck> = {}) {
  xiaozhi = await startXiaozhi({ mode });
  const endpoint = endpointAt(xiaozhi, xiaozhi.endpoint());
  const clock = createPatientClock();
  const check = { endpoint, createServer: createToolServer().create, clock, ...over };
  return { endpoint, clock, check: () => checkEndpoint(check) };
}

describe('a check of an endpoint of the cloud', () => {
  it('counts the tools the cloud has read, and leaves', async () => {
    const { check } = await begin('cloud');
    expect(await check()).toEqual({ connectedMs: 0, tools: 5 });
    await xiaozhi.endpoint().waitForConnections(0);
  });

  it('says when the cloud asks for nothing', async () => {
    const { check, clock } = await begin('cloud');
    xiaozhi.wedge();
    const checked = check();
    await clock.pass(15_000);
    expect(await checked).toMatchObject({ connectedMs: 0, trouble: { reason: 'never_answers' } });
  });

  it('leaves no timer behind when the cloud has asked', async () => {
    const { check, clock } = await begin('cloud');
    await check();
    expect(clock.waiting()).toBe(0);
  });

  it('says why it is not let in, without the token', async () => {
    const { check, endpoint } = await begin('cloud');
    xiaozhi.refuse(401);
    const findings = await check();
    expect(findings).toMatchObject({ trouble: { reason: 'auth_failed' } });
    expect(findings).not.toHaveProperty('connectedMs');
    expect(JSON.stringify(findings)).not.toContain(endpoint.url.slice(-40));
  });

  it('dials nothing while another process holds it', async () => {
    const { check } = await begin('cloud', { probeOnly: true });
    expect(await check()).toEqual({});
    expect(xiaozhi.frames).toEqual([]);
  });
});

describe('a check of a server of one’s own', () => {
  it('counts the tools a device gets', async () => {
    const { check, clock } = await begin('selfhosted');
    const checked = check();
    await clock.pass(1_000);
    expect(await checked).toEqual({ connectedMs: 0, tools: 5 });
    await xiaozhi.endpoint().waitForConnections(0);
  });

  it('asks as a device does while another process holds it, and throws nobody out', async () => {
    const { check } = await begin('selfhosted', { probeOnly: true });
    const holder = await xiaozhi.endpoint().replace();
    await xiaozhi.endpoint().waitForRegistered();
    expect(await check()).toEqual({ tools: 1 });
    expect(holder.socket.readyState).toBe(holder.socket.OPEN);
    holder.leave();
  });

  it('says when devices find nobody', async () => {
    const { check } = await begin('selfhosted', { probeOnly: true });
    expect(await check()).toMatchObject({ trouble: { reason: 'zombie' } });
  });

  it('is over when it has ended: nothing is asked any more', async () => {
    const { check, clock } = await begin('selfhosted');
    const checked = check();
    await clock.wanted(1_000);
    xiaozhi.endpoint().drop();
    expect(await checked).toMatchObject({ connectedMs: 0, trouble: { reason: 'network' } });
    expect(clock.waiting()).toBe(0);
  });

  it('hangs up as a device, too, when the socket breaks meanwhile', async () => {
    const { check, clock } = await begin('selfhosted');
    const checked = check();
    await clock.wanted(1_000);
    xiaozhi.wedge();
    clock.advance(1_000);
    await clock.wanted(8_000);
    xiaozhi.endpoint().drop();
    expect(await checked).toMatchObject({ trouble: { reason: 'network' } });
    expect(clock.waiting()).toBe(0);
  });

  it('tells a bridge that fails from a server that is stuck', async () => {
    const tools = createToolServer();
    const { check, clock } = await begin('selfhosted', {
      createServer(...around) {
        const server = tools.create(...around);
        server.server.setRequestHandler('tools/list', () => {
          throw new Error('broken');
        });
        return server;
      },
    });
    const checked = check();
    await clock.pass(1_000);
    const { trouble } = await checked;
    expect(trouble).toMatchObject({ reason: 'internal' });
    expect(trouble?.hint).not.toContain('mcp-endpoint-server');
  });

  it('says when the server is stuck', async () => {
    const { check, clock } = await begin('selfhosted');
    xiaozhi.wedge();
    const checked = check();
    await clock.pass(1_000);
    await clock.pass(8_000);
    expect(await checked).toMatchObject({ trouble: { reason: 'never_answers' } });
  });

  it.each([true, false])('says that the token is wrong (as a device only: %s)', async (probeOnly) => {
    const { endpoint } = await begin('selfhosted');
    const wrong = { ...endpoint, url: xiaozhi.urlWith('cGxhbnRlZC10b2tlbg==') };
    const clock = createPatientClock();
    const createServer = createToolServer().create;
    const findings = await checkEndpoint({ endpoint: wrong, createServer, clock, probeOnly });
    expect(findings.trouble).toMatchObject({ reason: 'auth_failed' });
  });
});
