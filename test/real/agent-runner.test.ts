import { afterAll, beforeAll } from 'vitest';
import {
  describeAgentRunner,
  type RunnerSetup,
} from '../../packages/bridge/src/gateway/agent-runner.testsuite.ts';
import { openTempRunner } from '../../packages/bridge/src/gateway/runner.fixture.ts';
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
    teardown: close,
  };
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
