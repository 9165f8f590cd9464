import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeGatewayEar } from './gateway-ear.testsuite.ts';
import { createRecordingHearing } from './recording-hearing.fixture.ts';
import { openTempRunner } from './runner.fixture.ts';

describeGatewayEar('WebSocket on the simulator', async () => {
  const gateway = await startSimulator();
  const { pool, close } = openTempRunner(gateway.httpUrl, gateway.token, 'ws', 'admin');
  const stranger = openTempRunner(gateway.httpUrl, 'wrong', 'ws');
  return {
    gateway: pool,
    stranger: stranger.pool,
    channel: 'telegram',
    async receive({ sessionKey, from, text }) {
      gateway.seedConversation({ sessionKey, channel: 'telegram', to: from });
      gateway.receive({ sessionKey, text, senderIsOwner: from === 'owner' });
    },
    cut: () => gateway.dropConnections(),
    kill: () => gateway.kill(),
    start: () => gateway.start(),
    async teardown() {
      await Promise.all([close(), stranger.close()]);
      await gateway.stop();
    },
  };
});

describe('the wire of an ear', () => {
  let gateway: Simulator;
  beforeAll(async () => {
    gateway = await startSimulator();
  });
  afterAll(() => gateway.stop());

  const wires = async (count: number) =>
    await vi.waitUntil(() => gateway.connections() === count, { timeout: 10_000 });

  it('is its own, and there is one only while somebody listens', async () => {
    const { pool, close } = openTempRunner(gateway.httpUrl, gateway.token, 'auto');
    expect(gateway.connections()).toBe(0);
    const hearing = createRecordingHearing();
    const stop = pool.listen('it', hearing);
    await hearing.connected(1);
    expect(gateway.connections()).toBe(1);
    await pool.probe('it');
    expect(gateway.connections()).toBe(2);
    stop();
    await wires(1);
    await close();
  });

  it('is cut when all gateways are closed, and nobody is told of it', async () => {
    const { pool, close } = openTempRunner(gateway.httpUrl, gateway.token, 'auto');
    const hearing = createRecordingHearing();
    pool.listen('it', hearing);
    await hearing.connected(1);
    await close();
    await wires(0);
    expect(hearing.calls).toEqual(['connected']);
  });
});
