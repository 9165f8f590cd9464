import { startXiaozhi, type Xiaozhi, type XiaozhiMode, type XiaozhiOptions } from '@clawbridge/simulator';
import { test } from 'vitest';
import { leaveWorld, makeWorld, type World } from './gateway-world.ts';
import { startProgram, type Environment, type Program } from './program.ts';

/** A gateway, a xiaozhi, and what a `clawbridge serve` between them needs. */
export interface VoiceWorld extends World {
  readonly xiaozhi: Xiaozhi;
  /** Starts one more node; all are ended with the world. */
  serve(over?: Environment): Promise<Program>;
  /** Opens a xiaozhi of another kind; it ends with the world. */
  open(options: XiaozhiOptions): Promise<Xiaozhi>;
  /** Turns of the agent in which this was asked. */
  turns(question: string): number;
}

/** Answers come within this or are worked on: short, so that tests need not wait. */
const WAIT_MS = 1_000;

/** So is the patience of devices. */
const CALL_TIMEOUT_MS = 10_000;

export function inVoiceWorld(mode: XiaozhiMode) {
  return test.extend<{ world: VoiceWorld }>({
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures a fixture needs off its first parameter
    world: async ({}, use) => {
      const made = await makeWorld();
      const opened: Xiaozhi[] = [];
      const nodes: Program[] = [];
      const open = async (options: XiaozhiOptions) => {
        const one = await startXiaozhi(options);
        opened.push(one);
        return one;
      };
      const xiaozhi = await open({ mode, callTimeoutMs: CALL_TIMEOUT_MS });
      const env = {
        ...made.env,
        PORT: '0',
        XIAOZHI_MCP_URL: xiaozhi.endpoint().url,
        CLAWBRIDGE_VOICE_WAIT_MS: String(WAIT_MS),
        CLAWBRIDGE_LOG_LEVEL: 'debug',
      };
      const serve = async (over: Environment = {}) => {
        const node = startProgram(['serve'], { ...env, ...over });
        nodes.push(node);
        await node.waitFor(/serving/, 'stderr');
        return node;
      };
      const turns = (question: string) =>
        made.gateway.turns.filter(({ message }) => message.includes(question)).length;
      await use({ ...made, env, xiaozhi, serve, open, turns });
      await Promise.all(
        nodes.map(async (node) => {
          node.process.kill('SIGKILL');
          await node.ended;
        }),
      );
      await Promise.all(opened.map((one) => one.stop()));
      await leaveWorld(made);
    },
  });
}
