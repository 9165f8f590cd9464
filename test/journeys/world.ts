import type { SimulatedTurn, Simulator } from '@clawbridge/simulator';
import { test, vi } from 'vitest';
import { leaveWorld, makeWorld } from './gateway-world.ts';
import { runProgram, type Environment } from './program.ts';

/** One gateway and one store, and what the tests want to know of them. */
export interface World {
  readonly gateway: Simulator;
  readonly env: Environment;
  turns(message: string): readonly SimulatedTurn[];
  /** Resolves when the gateway runs the message. */
  running(message: string): Promise<void>;
  /** The id of the one task there is. */
  taskId(): Promise<string>;
  /** What another process makes of the one task there is. */
  answerLater(): Promise<{ status: string; answer?: { text: string } }>;
}

export const it = test.extend<{ world: World }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures a fixture needs off its first parameter
  world: async ({}, use) => {
    const made = await makeWorld();
    await use(createWorld(made.gateway, { ...made.env, CLAWBRIDGE_LOG_LEVEL: 'debug' }));
    await leaveWorld(made);
  },
});

function createWorld(gateway: Simulator, env: Environment): World {
  const turns = (message: string) => gateway.turns.filter((turn) => turn.message === message);
  const taskId = async () => {
    const { stdout } = await runProgram(['task', 'list', '--json'], env);
    return (JSON.parse(stdout) as { tasks: { id: string }[] }).tasks[0]?.id ?? '';
  };
  return {
    gateway,
    env,
    turns,
    taskId,
    async running(message) {
      await vi.waitUntil(() => turns(message)[0]?.status === 'running', { timeout: 10_000 });
    },
    async answerLater() {
      const { stdout } = await runProgram(['task', 'wait', await taskId(), '--json'], env);
      return JSON.parse(stdout) as Awaited<ReturnType<World['answerLater']>>;
    },
  };
}
