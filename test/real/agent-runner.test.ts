import { afterAll, beforeAll, vi } from 'vitest';
import {
  describeAgentRunner,
  type RunnerSetup,
} from '../../packages/bridge/src/gateway/agent-runner.testsuite.ts';
import type { Run } from '../../packages/bridge/src/domain/port/agent-runner.ts';
import { openTempRunner } from '../../packages/bridge/src/gateway/runner.fixture.ts';
import { RawClient } from '../../packages/simulator/src/contract/raw-client.ts';
import { startProxy, type Proxy } from '../proxy.ts';
import { startRealGateway, type RealGateway } from './real-gateway.ts';

// The same promises as on the simulator, kept on the gateway people run; a TCP proxy in between cuts the wire.
let gateway: RealGateway;
let proxy: Proxy;

beforeAll(async () => {
  gateway = await startRealGateway({ exec: 'full' });
  proxy = await startProxy(gateway.port);
});
afterAll(async () => {
  await proxy.close();
  await gateway.stop();
});

async function onRealGateway(outlet: 'ws' | 'http'): Promise<RunnerSetup> {
  const { pool, close } = openTempRunner(`http://127.0.0.1:${proxy.port}`, gateway.token, outlet);
  return {
    runner: pool,
    cut: () => proxy.cut(),
    async crash() {
      await gateway.kill();
      await gateway.start();
    },
    async terminate() {
      await gateway.terminate();
      await gateway.start();
    },
    waits: queued,
    teardown: close,
  };
}

async function queued({ sessionKey, id }: Run): Promise<void> {
  const client = await new RawClient(gateway.wsUrl).connect({}, gateway.token);
  await vi.waitUntil(
    async () => {
      const { pendingInputs } = await client.call('chat.history', { sessionKey });
      return (pendingInputs as { items: { runId: string }[] }).items.some(({ runId }) => runId === id);
    },
    { timeout: 5_000 },
  );
  client.close();
}

describeAgentRunner(
  'WebSocket on the real gateway',
  { survivesDisconnect: true, showsTools: true, queuesTurns: true },
  () => onRealGateway('ws'),
);
describeAgentRunner(
  'HTTP on the real gateway',
  { survivesDisconnect: false, showsTools: false, queuesTurns: false },
  () => onRealGateway('http'),
);
