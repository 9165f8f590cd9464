import { randomUUID } from 'node:crypto';
import type { Bridge } from '../bridge.ts';
import type { Config } from '../config/read.ts';
import { logCalls } from './log-calls.ts';
import { watchCalls } from './observe-calls.ts';

/** The doors to xiaozhi. */
export interface Endpoints {
  /** Hangs up, and lets other processes have the endpoints. What is being answered is told with the next call. */
  close(): Promise<void>;
}

/** Nobody wants to speak to a device. */
const NONE: Endpoints = { async close() {} };

/**
 * Dials the endpoints that were configured, and answers there. What cannot be reached stops nobody else. Without one, nothing of it
 * is loaded.
 */
export async function serveEndpoints(bridge: Bridge, config: Config): Promise<Endpoints> {
  if (config.xiaozhi.length === 0) return NONE;
  const [{ endpointServer }, { openXiaozhiDoor }] = await Promise.all([
    import('../endpoint-server.ts'),
    import('../mcp/xiaozhi/xiaozhi-door.ts'),
  ]);
  const { store, clock, background, log, watch, note, redact, verbs } = bridge;
  let leaving = false;
  const behind = {
    verbs: async () => verbs,
    background,
    redact,
    stateKey: async () => bridge.stateKey(),
    closing: () => leaving,
  };
  const watchCall = watchCalls({ visits: { of: () => undefined }, watch, note });
  const door = openXiaozhiDoor({
    endpoints: config.xiaozhi.map((settings) => ({
      endpoint: settings.endpoint,
      createServer: endpointServer(settings, config, {
        ...behind,
        watch: logCalls(watchCall, { log, endpoint: settings.endpoint.name }),
      }),
    })),
    register: store.endpoints,
    holder: `${process.pid}-${randomUUID()}`,
    silenceMs: config.xiaozhiSilenceMs,
    clock,
    chance: Math.random,
    background,
    log,
    metrics: watch.metrics,
  });
  return {
    async close() {
      leaving = true;
      await door.close();
    },
  };
}
