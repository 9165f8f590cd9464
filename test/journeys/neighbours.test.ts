import { describe } from 'vitest';
import { startServer } from './clients.ts';
import { runProgram } from './program.ts';
import { startStdio, type StdioProgram } from './stdio-program.ts';
import { it } from './world.ts';

/** Far more than it takes; the number that counts is printed. */
const VISIBLE_WITHIN_MS = 2_000;

/** Several processes share one store: what one leaves, the next one does. */
describe.concurrent('neighbours on one store', () => {
  it('six that start at once on a fresh home: each finds the store open', async ({
    world: { env },
    expect,
  }) => {
    const endings = await Promise.all(Array.from({ length: 6 }, () => runProgram(['task', 'list'], env)));
    expect(endings.map(({ code, stderr }) => `${code} ${stderr}`)).toEqual(Array(6).fill('0 '));
  });

  it('a task whose process goes away before its turn is run by the next one', async ({
    world: { env, turns },
    expect,
  }) => {
    const server = await startServer(env);
    const [leaving, staying] = [startStdio(env), startStdio(env)];
    await queue(leaving, '/think 1000 first', 'talk');
    const id = await queue(leaving, 'second', 'talk');
    leaving.process.stdin.end();
    expect(await leaving.ended).toMatchObject({ code: 0 });
    expect(await result(staying, id)).toEqual('ECHO: second');
    expect(turns('/think 1000 first')).toHaveLength(1);
    expect(turns('second')).toHaveLength(1);
    staying.process.stdin.end();
    await Promise.all([staying.ended, server.stop()]);
  });

  it('a task whose process is killed before its turn is run by the next one at once', async ({
    world: { env, turns, running },
    expect,
  }) => {
    const killed = startStdio({ ...env, CLAWBRIDGE_MAX_CONCURRENT: '1' });
    await queue(killed, '/hang');
    const id = await queue(killed, 'next in line');
    await running('/hang');
    killed.process.kill('SIGKILL');
    await killed.ended;
    const next = startStdio(env);
    expect(await result(next, id)).toBe('ECHO: next in line');
    expect(turns('next in line')).toHaveLength(1);
    next.process.stdin.end();
    await next.ended;
  });

  it('a task accepted while the gateway is away is run when it is back, by whoever is there', async ({
    world: { gateway, env, turns },
    expect,
  }) => {
    await gateway.kill();
    const first = startStdio(env);
    const id = await queue(first, 'patience');
    first.process.stdin.end();
    expect(await first.ended).toMatchObject({ code: 0 });
    const second = startStdio(env);
    second.callTool('openclaw_task_status', { task_id: id }, 3);
    expect(await second.reply(3)).toMatchObject({ structuredContent: { status: 'pending' } });
    await gateway.start();
    expect(await result(second, id)).toBe('ECHO: patience');
    expect(turns('patience')).toHaveLength(1);
    second.process.stdin.end();
    await second.ended;
  });

  it('the end of a task is seen by the other processes at once', async ({ world: { env }, expect }) => {
    const [runner, watcher] = [startStdio(env), startStdio(env)];
    await watcher.reply(1);
    const id = await queue(runner, '/think 700 of it');
    watcher.callTool('openclaw_task_status', { task_id: id, wait_ms: 20_000 }, 3);
    const seen = watcher.reply(3).then(() => performance.now());
    runner.callTool('openclaw_task_status', { task_id: id, wait_ms: 20_000 }, 3);
    await runner.reply(3);
    const ended = performance.now();
    const lateMs = Math.round((await seen) - ended);
    process.stdout.write(`The end of a task was seen by another process ${lateMs} ms later.\n`);
    expect(lateMs).toBeLessThan(VISIBLE_WITHIN_MS);
    const { stdout } = await runProgram(['task', 'list', '--json'], env);
    expect(JSON.parse(stdout)).toMatchObject({ tasks: [{ id, status: 'completed' }] });
    runner.process.stdin.end();
    watcher.process.stdin.end();
    await Promise.all([runner.ended, watcher.ended]);
  });
});

let requests = 100;

/** Hands it over in the background and returns the id of its task. */
async function queue(program: StdioProgram, message: string, session?: string): Promise<string> {
  const id = requests++;
  const conversation = session === undefined ? {} : { session_id: session };
  program.callTool('openclaw_chat_async', { message, ...conversation }, id);
  return ((await program.reply(id)).structuredContent as { task_id: string }).task_id;
}

/** What the agent said, once it has. */
async function result(program: StdioProgram, taskId: string): Promise<string> {
  const id = requests++;
  program.callTool('openclaw_task_status', { task_id: taskId, wait_ms: 20_000 }, id);
  return ((await program.reply(id)).structuredContent as { result: string }).result;
}
