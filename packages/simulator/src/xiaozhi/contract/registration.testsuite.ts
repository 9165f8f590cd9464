import { expect } from 'vitest';
import type { XiaozhiContract } from './contract.ts';

const PING = { id: 1, method: 'ping' };
const LOST = { error: { code: -32_001 } };

/** Which tool side an agent has, and when it has none. */
export function registrationContract(contract: XiaozhiContract): void {
  contract.prove(['relay.replaced', 'relay.zombie'], 'makes a zombie of whoever takes a place', async () => {
    const endpoint = (await contract.start()).endpoint();
    const first = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    const second = await contract.serving(endpoint.url);
    expect(await first.closed).toEqual([1000, '新连接替换']);
    await endpoint.waitForConnections(1);
    expect([second.socket.readyState, endpoint.isRegistered()]).toEqual([second.socket.OPEN, false]);
    expect(await (await contract.raw(endpoint.callUrl)).ask(PING)).toMatchObject(LOST);

    second.leave();
    await endpoint.waitForConnections(0);
    await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    expect((await (await endpoint.device()).call('echo')).outcome).toBe('told');
  });

  contract.prove(['relay.replaced'], 'has a second bridge take the place, without the zombie', async () => {
    const endpoint = (await contract.start({ zombie: false })).endpoint();
    const first = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    const other = await endpoint.replace();
    expect(await first.closed).toEqual([1000, '新连接替换']);
    expect((await (await endpoint.device()).call('echo')).outcome).toBe('told');
    other.leave();
    await endpoint.waitForUnregistered();
  });

  contract.prove(['relay.half-open'], 'makes everybody wait for a half-open socket', async () => {
    const xiaozhi = await contract.start({ blockMs: 500 });
    const [endpoint, neighbour] = [xiaozhi.endpoint(1), xiaozhi.endpoint(2)];
    const first = await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    endpoint.halfOpen();
    await endpoint.waitForUnregistered();
    first.leave();
    const second = await contract.serving(endpoint.url);
    await contract.serving(neighbour.url);
    const probe = await contract.raw(neighbour.callUrl);
    expect([endpoint.connections(), neighbour.isRegistered()]).toEqual([2, false]);
    expect(await probe.ask(PING)).toMatchObject({ result: {} });
    expect([endpoint.connections(), endpoint.isRegistered()]).toEqual([1, false]);
    expect(second.socket.readyState).toBe(second.socket.OPEN);
  });

  contract.prove(['relay.wedged'], 'lets in and never answers, until it is started again', async () => {
    const xiaozhi = await contract.start();
    const endpoint = xiaozhi.endpoint();
    xiaozhi.wedge();
    const side = await contract.serving(endpoint.url);
    const probe = await contract.raw(endpoint.callUrl);
    probe.send({ jsonrpc: '2.0', ...PING });
    await endpoint.waitForConnections(1);
    expect([endpoint.isRegistered(), side.texts, probe.texts]).toEqual([false, [], []]);
    await xiaozhi.stop();
    expect((await side.closed)[0]).toBe(1006);
    await xiaozhi.start();
    await contract.serving(endpoint.url);
    await endpoint.waitForRegistered();
    expect(await (await contract.raw(endpoint.callUrl)).ask(PING)).toMatchObject({ result: {} });
  });

  contract.prove(['relay.wedged'], 'goes on when it is not wedged any more', async () => {
    const xiaozhi = await contract.start();
    const endpoint = xiaozhi.endpoint();
    const unwedge = xiaozhi.wedge();
    await contract.serving(endpoint.url);
    await endpoint.waitForConnections(1);
    const probe = await contract.raw(endpoint.callUrl);
    const answer = probe.ask(PING);
    unwedge();
    expect(await answer).toMatchObject({ result: {} });
  });

  contract.prove(['relay.ping'], 'pings, and ends the socket of whoever does not answer', async () => {
    const xiaozhi = await contract.start({ pingMs: 10, pongMs: 500 });
    const alive = xiaozhi.endpoint(1);
    const silent = xiaozhi.endpoint(2);
    const halfOpen = xiaozhi.endpoint(3);
    await contract.serving(alive.url);
    const side = await contract.raw(silent.url, { autoPong: false });
    await contract.serving(halfOpen.url);
    await xiaozhi.waitForRegistered(3);
    halfOpen.halfOpen();
    expect(await side.closed).toEqual([1011, 'keepalive ping timeout']);
    await Promise.all([silent.waitForConnections(0), halfOpen.waitForConnections(0)]);
    expect(xiaozhi.registered()).toEqual([alive.agentId]);
  });
}
