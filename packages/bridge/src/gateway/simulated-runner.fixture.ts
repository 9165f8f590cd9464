import { startSimulator } from '@clawbridge/simulator';
import { vi } from 'vitest';
import type { Instance } from '../domain/instance.ts';
import type { RunnerSetup } from './agent-runner.testsuite.ts';
import { openTempRunner } from './runner.fixture.ts';

/** The runner of one outlet on a simulated gateway of its own. */
export async function onSimulator(outlet: Instance['outlet']): Promise<RunnerSetup> {
  const gateway = await startSimulator();
  const { pool, close } = openTempRunner(gateway.httpUrl, gateway.token, outlet);
  return {
    runner: pool,
    runsOf: (message) => gateway.turns.filter((turn) => turn.message === message).length,
    cut: () => gateway.dropConnections(),
    async crash() {
      await gateway.kill();
      await gateway.start();
    },
    async terminate() {
      await gateway.terminate();
      await gateway.start();
    },
    async waits({ id }) {
      const isQueued = () => gateway.turns.some(({ runId, status }) => runId === id && status === 'queued');
      await vi.waitUntil(isQueued, { interval: 10 });
    },
    async teardown() {
      await close();
      await gateway.stop();
    },
  };
}
