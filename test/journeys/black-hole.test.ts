import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { describe, test, vi } from 'vitest';
import { startProxy, type Proxy } from '../proxy.ts';
import { makeHome, type Environment } from './program.ts';
import { startStdio } from './stdio-program.ts';

/** A gateway behind a wire that can fall silent. */
interface World {
  readonly gateway: Simulator;
  readonly wire: Proxy;
  readonly env: Environment;
}

const it = test.extend<{ world: World }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures a fixture needs off its first parameter
  world: async ({}, use) => {
    // The bridge takes a wire for dead that has not ticked for two intervals.
    const gateway = await startSimulator({ tickIntervalMs: 500 });
    const wire = await startProxy(gateway.port);
    const home = makeHome();
    const env = {
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_URL: `http://127.0.0.1:${wire.port}`,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
      CLAWBRIDGE_LOG_LEVEL: 'debug',
    };
    await use({ gateway, wire, env });
    await wire.close();
    await gateway.stop();
    home.remove();
  },
});

/** Nothing is closed, nothing is said: only the silence tells. */
describe.concurrent('a wire that swallows everything', () => {
  it('while the agent works: the bridge notices, connects anew, and brings the answer of the one run', async ({
    world: { gateway, wire, env },
    expect,
  }) => {
    const message = '/think 4000 well';
    const program = startStdio(env);
    program.call(message);
    await vi.waitUntil(() => gateway.turns[0]?.status === 'running', { timeout: 10_000 });
    await fallSilent(wire);
    // Now it waits for a run it found again, which it asks for in another way.
    await program.waitFor(/(connected to OpenClaw[^]*){2}/, 'stderr');
    await fallSilent(wire);
    expect(await program.reply(2)).toMatchObject({ structuredContent: { reply: `ECHO: ${message}` } });
    expect(gateway.turns).toHaveLength(1);
    program.process.stdin.end();
    expect(await program.ended).toMatchObject({ code: 0 });
  });
});

/** Until the bridge tries another connection, which then gets through. */
async function fallSilent(wire: Proxy): Promise<void> {
  const before = wire.accepted;
  wire.freeze();
  await vi.waitUntil(() => wire.accepted > before, { timeout: 20_000 });
  wire.thaw();
}
