import { startSimulator } from '@clawbridge/simulator';
import { expect, test, vi } from 'vitest';
import { makeHome, runProgram } from '../journeys/program.ts';
import { startStdio } from '../journeys/stdio-program.ts';

/** It takes as long as a lease, 10 s, which is why it is not among the journeys. */
test.skipIf(process.platform === 'win32')(
  'a worker that stands still for longer than its lease loses its task to another one, and notices',
  async ({ onTestFinished }) => {
    const gateway = await startSimulator();
    const home = makeHome();
    const env = {
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
      CLAWBRIDGE_LOG_LEVEL: 'debug',
    };
    const stopped = startStdio(env);
    onTestFinished(async () => {
      stopped.process.kill('SIGKILL');
      await gateway.stop();
      home.remove();
    });
    stopped.call('/think 1000 twice?');
    await vi.waitUntil(() => gateway.turns[0]?.status === 'running', { timeout: 10_000 });
    stopped.process.kill('SIGSTOP');

    // Started only now: a neighbour may run what another one accepted.
    const other = startStdio(env);
    onTestFinished(() => void other.process.kill('SIGKILL'));
    await other.waitFor(/taking over a task/, 'stderr');
    const { stdout } = await runProgram(['task', 'list', '--json'], env);
    const { tasks } = JSON.parse(stdout) as { tasks: { id: string }[] };
    const shown = await runProgram(['task', 'wait', tasks[0]!.id, '--json'], env);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      status: 'completed',
      answer: { text: 'ECHO: /think 1000 twice?' },
    });

    stopped.process.kill('SIGCONT');
    await stopped.waitFor(/taken over by another process/, 'stderr');
    expect(await stopped.reply(2)).toMatchObject({
      structuredContent: { reply: 'ECHO: /think 1000 twice?' },
    });
    expect(gateway.turns).toHaveLength(1);
    expect((await runProgram(['task', 'list', '--json'], env)).stdout).toContain('"completed": 1');
  },
  60_000,
);
