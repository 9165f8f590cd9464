import { describe } from 'vitest';
import { startServer } from './clients.ts';
import { runProgram } from './program.ts';
import { startStdio } from './stdio-program.ts';
import { it } from './world.ts';

/** Crashes, cut wires and impatient clients: what was asked is answered, and the agent ran once. */
describe.concurrent('on a bad day', () => {
  it('kill -9 while the agent works: the next process brings the answer, and nothing ran twice', async ({
    world: { env, turns, running, answerLater },
    expect,
  }) => {
    const message = '/slow 40 100';
    const program = startStdio(env);
    program.call(message);
    await running(message);
    program.process.kill('SIGKILL');
    await program.ended;
    expect(await answerLater()).toMatchObject({
      status: 'completed',
      answer: { text: expect.stringMatching(/^w0 .* w39$/) },
    });
    expect(turns(message)).toHaveLength(1);
  });

  it('SIGTERM while the agent is about to answer: the client gets its answer, and the program ends well', async ({
    world: { env, running },
    expect,
  }) => {
    const message = '/slow 10 100';
    const program = startStdio(env);
    program.call(message);
    await running(message);
    program.process.kill('SIGTERM');
    expect(await program.reply(2)).toMatchObject({
      structuredContent: { reply: expect.stringMatching(/^w0 .* w9$/) },
    });
    expect(await program.ended).toMatchObject({ code: 0 });
  });

  it('SIGTERM while the agent works long: the program ends within 5 s and the task survives', async ({
    world: { env, turns, running, answerLater },
    expect,
  }) => {
    const message = '/slow 52 100';
    const program = startStdio(env);
    program.call(message);
    await running(message);
    program.process.kill('SIGTERM');
    // Its own clock ends it with 1 when it takes longer than 4.8 s.
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(await answerLater()).toMatchObject({
      status: 'completed',
      answer: { text: expect.stringMatching(/ w51$/) },
    });
    expect(turns(message)).toHaveLength(1);
  });

  it('the client closes stdin: the program ends by itself', async ({ world: { env }, expect }) => {
    const program = startStdio(env);
    await program.reply(1);
    program.process.stdin.end();
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
  });

  it('the client closes stdin while the agent works: the answer is not lost', async ({
    world: { env, turns, running, answerLater },
    expect,
  }) => {
    const message = '/slow 12 100';
    const program = startStdio(env);
    program.call(message);
    await running(message);
    program.process.stdin.end();
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(await answerLater()).toMatchObject({
      status: 'completed',
      answer: { text: expect.stringMatching(/ w11$/) },
    });
    expect(turns(message)).toHaveLength(1);
  });

  it('the client asks and closes stdin in one breath: the question is stored', async ({
    world: { env, taskId },
    expect,
  }) => {
    const program = startStdio(env);
    program.call('quick');
    program.process.stdin.end();
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(await taskId()).toMatch(/^task_/);
  });

  it('the wire to the gateway is cut while the agent works: the same call brings the answer', async ({
    world: { env, turns },
    expect,
  }) => {
    const program = startStdio(env);
    program.call('/disconnect 5');
    expect(await program.reply(2)).toMatchObject({ structuredContent: { reply: expect.any(String) } });
    expect(turns('/disconnect 5')).toHaveLength(1);
    program.process.stdin.end();
    await program.ended;
  });

  it('the gateway dies while the agent works: it resumes the run, and the call gets its answer', async ({
    world: { env },
    expect,
  }) => {
    const program = startStdio(env);
    program.call('/restart 3');
    expect(await program.reply(2)).toMatchObject({ structuredContent: { reply: 'ECHO: /restart 3' } });
    program.call('still there?', 3);
    expect(await program.reply(3)).toMatchObject({ structuredContent: { reply: 'ECHO: still there?' } });
    program.process.stdin.end();
    await program.ended;
  });

  it('the gateway is down when the bridge starts, and is there later', async ({
    world: { gateway, env },
    expect,
  }) => {
    await gateway.kill();
    const program = startStdio(env);
    program.call('too early');
    expect(await program.reply(2)).toMatchObject({ isError: true });
    await gateway.start();
    program.call('now', 3);
    expect(await program.reply(3)).toMatchObject({ structuredContent: { reply: 'ECHO: now' } });
    program.process.stdin.end();
    await program.ended;
  });

  it('two programs on one store: each sees, waits for and cancels what the other runs', async ({
    world: { env, turns, running, taskId },
    expect,
  }) => {
    const server = await startServer(env);
    const program = startStdio(env);
    program.call('/hang');
    await running('/hang');
    const id = await taskId();
    const waiting = runProgram(['task', 'wait', id, '--json'], env);
    const cancelled = await runProgram(['task', 'cancel', id], env);
    expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringContaining('cancelled') });
    expect(JSON.parse((await waiting).stdout)).toMatchObject({ status: 'cancelled' });
    expect(await program.reply(2)).toMatchObject({ isError: true });
    await expect.poll(() => turns('/hang')[0]?.status).toBe('aborted');
    program.process.stdin.end();
    await Promise.all([program.ended, server.stop()]);
  });

  it('lines that are not JSON, or not JSON-RPC: the program goes on', async ({ world: { env }, expect }) => {
    const program = startStdio(env);
    await program.reply(1);
    program.process.stdin.write(
      'this is not JSON\n{"jsonrpc":"1.0"}\n[]\n{"jsonrpc":"2.0","id":7,"method":"no/such"}\n',
    );
    program.call('fine', 8);
    expect(await program.reply(8)).toMatchObject({ structuredContent: { reply: 'ECHO: fine' } });
    program.process.stdin.end();
    expect(await program.ended).toMatchObject({ code: 0 });
  });

  it('an answer of 11 million characters: a clear error, and the bridge goes on', async ({
    world: { env },
    expect,
  }) => {
    const program = startStdio(env);
    program.call('/long 11000000');
    expect(JSON.stringify(await program.reply(2))).toContain('answer_too_large');
    program.call('small', 3);
    expect(await program.reply(3)).toMatchObject({ structuredContent: { reply: 'ECHO: small' } });
    program.process.stdin.end();
    await program.ended;
  });

  it('an agent that says nothing: an error, never an empty success', async ({ world: { env }, expect }) => {
    const program = startStdio(env);
    program.call('/empty');
    expect(await program.reply(2)).toMatchObject({ isError: true });
    program.process.stdin.end();
    await program.ended;
  });
});
