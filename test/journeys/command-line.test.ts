import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectStdio } from './clients.ts';
import { BIN, makeHome, runProgram, startProgram, type Environment, type Home } from './program.ts';

/** What a person types, and what the terminal says. */
describe('the command line', () => {
  const home = makeHome();
  let gateway: Simulator;
  let env: Environment;

  beforeAll(async () => {
    gateway = await startSimulator();
    env = {
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
    };
  });
  afterAll(async () => {
    await gateway.stop();
    home.remove();
  });

  const run = (...args: string[]) => runProgram(args, env);

  it('asks, and prints the answer and nothing else', async () => {
    expect(await run('chat', 'hello', 'there')).toEqual({
      code: 0,
      signal: null,
      stdout: 'ECHO: hello there\n',
      stderr: '',
    });
  });

  it('asks what comes on stdin', async () => {
    expect(await runProgram(['chat', '-'], env, 'piped\ntext')).toMatchObject({
      code: 0,
      stdout: 'ECHO: piped\ntext\n',
    });
  });

  it('prints JSON when asked to', async () => {
    const { stdout } = await run('chat', 'data', '--json', '--session', 'notes');
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'completed',
      session: 'notes',
      message: 'data',
      answer: { text: 'ECHO: data', usage: { total: expect.any(Number) } },
      createdAt: expect.stringMatching(/Z$/),
    });
  });

  it('lists, shows, waits for and cancels tasks', async () => {
    const list = await run('task', 'list');
    expect(list.stdout).toMatch(/task_\S+ {2}completed .* default {2}notes/);
    expect(list.stdout).toMatch(/\nAll your tasks: \d+ pending, .* cancelled\n$/);
    const listed = JSON.parse((await run('task', 'list', '--session', 'notes', '--json')).stdout) as {
      tasks: { id: string }[];
    };
    expect(listed.tasks).toHaveLength(1);
    const id = listed.tasks[0]?.id ?? '';
    expect(await run('task', 'show', id)).toMatchObject({ code: 0, stdout: 'ECHO: data\n' });
    expect(await run('task', 'wait', id)).toMatchObject({ code: 0, stdout: 'ECHO: data\n' });
    expect(await run('task', 'cancel', id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('already completed'),
    });
    expect(await run('task', 'show', 'task_0')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Task not found'),
    });
  });

  it.skipIf(spawnSync('script', ['--version']).status !== 0)(
    'shows on a terminal how the task is doing while somebody waits for it',
    async () => {
      const program = startProgram(['chat', '/slow 30 100', '--session', 'watched'], env);
      let id = '';
      await vi.waitUntil(
        async () => {
          const { stdout } = await runProgram(
            ['task', 'list', '--status', 'running', '--session', 'watched', '--json'],
            env,
          );
          id = (JSON.parse(stdout) as { tasks: { id: string }[] }).tasks[0]?.id ?? '';
          return id !== '';
        },
        { timeout: 10_000 },
      );
      const command = [process.execPath, BIN, 'task', 'wait', id].join(' ');
      const { PATH = '', HOME = '' } = process.env;
      const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null'], {
        env: { PATH, HOME, TERM: 'xterm', ...env },
      });
      expect(stdout).toMatch(/running, \d+ s/);
      expect(stdout).toMatch(/w0 w1 .* w29/);
      await program.ended;
    },
  );

  it('has no word for a script about a connection that came back', async () => {
    const asking = run('chat', '/slow 8 100');
    await expect
      .poll(() => gateway.turns.find(({ message }) => message === '/slow 8 100')?.status)
      .toBe('running');
    gateway.dropConnections();
    expect(await asking).toMatchObject({ code: 0, stderr: '' });
  });

  /** A chat whose agent does not answer, as soon as it runs. */
  async function hangingChat(name: string) {
    const program = startProgram(['chat', `/hang ${name}`, '--session', name], env);
    const turn = () => gateway.turns.find(({ message }) => message === `/hang ${name}`)?.status;
    await expect.poll(turn).toBe('running');
    return { program, turn };
  }

  it('cancels on Ctrl-C', async () => {
    const { program, turn } = await hangingChat('ctrl-c');
    program.process.kill('SIGINT');
    expect(await program.ended).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^clawbridge: Cancelled\. \(task task_\S+, session ctrl-c\)\n$/),
    });
    expect(turn()).toBe('aborted');
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('leaves at %s, and the task goes on', async (signal) => {
    const { program, turn } = await hangingChat(signal);
    program.process.kill(signal);
    const { code, stderr } = await program.ended;
    expect(code).toBe(1);
    const [, id = ''] = /^clawbridge: .* goes on\. `clawbridge task wait (\S+)`.*\n$/.exec(stderr) ?? [];
    expect(await run('task', 'show', id)).toMatchObject({
      stdout: expect.stringMatching(/^task_\S+ {2}running/),
    });
    expect(turn()).toBe('running');

    const impatient = startProgram(['task', 'wait', id], env);
    await expect.poll(() => gateway.connections()).toBe(1);
    impatient.process.kill('SIGINT');
    expect(await impatient.ended).toMatchObject({ code: 1, stderr });
    expect(turn()).toBe('running');

    const patient = startProgram(['task', 'wait', id], env);
    await expect.poll(() => gateway.connections()).toBe(1);
    expect(await run('task', 'cancel', id, '--json')).toMatchObject({ code: 0 });
    expect(await patient.ended).toMatchObject({ code: 1, stdout: expect.stringContaining('cancelled') });
    expect(turn()).toBe('aborted');
  });

  it('says what went wrong in one line, and what to do', async () => {
    const down = { ...env, OPENCLAW_URL: 'http://127.0.0.1:9' };
    const { code, stdout, stderr } = await runProgram(['chat', 'x'], down);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^clawbridge: Failed to connect to OpenClaw at \S+: nothing listens there\. Is OpenClaw running.* \(task task_\S+, session \S+\)$/m,
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['an unknown command', ['chatt'], 2, 'Did you mean "chat"'],
    ['an unknown flag', ['serve', '--prot', '1'], 2, 'Did you mean --port'],
    ['a flag of another command', ['serve', '--session', 'x'], 2, 'not a flag of `clawbridge serve`'],
    ['a flag without its value', ['serve', '--port'], 2, 'needs a value'],
    ['nothing to say', ['chat'], 2, 'needs a text'],
    ['an unknown task verb', ['task', 'frobnicate'], 2, 'task frobnicate'],
    ['an unknown state', ['task', 'list', '--status', 'done'], 2, 'pending, running'],
    ['a port that is no number', ['serve', '--port', 'abc'], 78, '--port is "abc"'],
    ['a time-out that is no number', ['chat', 'x', '--timeout', '5x'], 78, '--timeout is "5x"'],
    ['an outlet that does not exist', ['chat', 'x', '--outlet', 'smtp'], 78, 'auto, ws, http'],
    ['a URL that is none', ['chat', 'x', '-u', 'nonsense'], 78, 'is not a URL'],
    ['a URL with a password', ['chat', 'x', '-u', 'http://me:hunter2@h:1'], 78, 'user name or password'],
  ])('refuses %s', async (_, args, code, text) => {
    const ending = await run(...args);
    expect(ending).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(text) });
    expect(ending.stderr).not.toContain('hunter2');
    expect(ending.stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    [
      'duplicate names',
      '[{"name":"a","url":"http://h:1"},{"name":"a","url":"http://h:2"}]',
      'two instances named "a"',
    ],
    ['a misspelt key', '[{"name":"a","url":"http://h:1","tokn":"x"}]', 'Did you mean "token"'],
    ['no JSON', 'home=http://h', 'not valid JSON'],
    [
      'a time-out in words',
      '[{"name":"a","url":"http://h:1","timeout":"soon"}]',
      '"timeout" in entry 1 of OPENCLAW_INSTANCES is "soon"',
    ],
  ])('refuses instances with %s', async (_, instances, text) => {
    expect(await runProgram(['task', 'list'], { ...env, OPENCLAW_INSTANCES: instances })).toMatchObject({
      code: 78,
      stderr: expect.stringContaining(text),
    });
  });

  it('reads config.json5, with comments, and refuses what it does not know', async () => {
    const other: Home = makeHome();
    const at = { CLAWBRIDGE_HOME: other.path };
    const file = join(other.path, 'config.json5');
    writeFileSync(
      file,
      `{ instances: [{ name: 'filed', url: '${gateway.httpUrl}', token: '${gateway.token}' }], /* note */ port: 0, }`,
    );
    expect(await runProgram(['chat', 'hi', '--instance', 'filed'], at)).toMatchObject({
      code: 0,
      stdout: 'ECHO: hi\n',
    });
    writeFileSync(file, '{ prot: 1 }');
    expect(await runProgram(['chat', 'hi'], at)).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('Did you mean "port"'),
    });
    writeFileSync(file, '{ oops');
    expect(await runProgram(['chat', 'hi'], at)).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('not valid JSON5'),
    });
    other.remove();
  });

  it('finds the local OpenClaw by its own config when nothing is set', async () => {
    const other = makeHome();
    writeFileSync(
      join(other.path, 'openclaw.json'),
      `{ gateway: { port: ${gateway.port}, auth: { mode: 'token', token: '\${CLAW_TOKEN}' } } } // as OpenClaw writes it`,
    );
    const at = { CLAWBRIDGE_HOME: other.path, OPENCLAW_STATE_DIR: other.path, CLAW_TOKEN: gateway.token };
    expect(await runProgram(['chat', 'found'], at)).toMatchObject({ code: 0, stdout: 'ECHO: found\n' });
    other.remove();
  });

  it('says what is wrong with the config of OpenClaw instead of guessing where it is', async () => {
    const other = makeHome();
    const file = join(other.path, 'openclaw.json');
    const at = { CLAWBRIDGE_HOME: other.path, OPENCLAW_STATE_DIR: other.path };
    writeFileSync(file, '{ gateway: ');
    expect(await runProgram(['chat', 'x'], at)).toMatchObject({
      code: 78,
      stderr: expect.stringContaining(`${file} is not valid JSON5`),
    });
    expect(await runProgram(['doctor'], at)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/✓ Store.*✗ OpenClaw config: \S.* is not valid JSON5.*\n {4}→ /s),
    });
    writeFileSync(file, `{ gateway: { port: ${gateway.port}, auth: { token: '\${CLAW_TOKEN}' } } }`);
    expect((await runProgram(['doctor'], at)).stdout).toContain(
      `! OpenClaw config: ${file} refers to CLAW_TOKEN`,
    );
    expect((await runProgram(['doctor'], { ...at, CLAW_TOKEN: gateway.token })).stdout).toContain(
      `✓ OpenClaw config: ${file}\n`,
    );
    other.remove();
  });

  it.each([['task', 'list'], ['chat', 'hello'], ['doctor'], ['--help']])(
    'ends quietly when nobody reads the output of %s',
    async (...args) => {
      const program = startProgram(args, env);
      program.process.stdout.destroy();
      expect(await program.ended).toMatchObject({ code: 141, stderr: '' });
    },
  );

  it('ends, as a server too, when nobody reads its answers', async () => {
    const program = startProgram([], env);
    program.process.stdout.destroy();
    program.process.stdin.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
    expect((await program.ended).code).toBe(141);
  });

  it.skipIf(process.platform !== 'linux')('says so when its home cannot be made', async () => {
    const nowhere = { ...env, CLAWBRIDGE_HOME: '/proc/nope' };
    expect(await runProgram(['doctor'], nowhere)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/✗ Store: .*\/proc\/nope.*ENOENT.*\n {4}→ Check that its folder exists/),
    });
    expect(await runProgram(['task', 'list'], nowhere)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/proc/nope'),
    });
  });

  it('refuses a store that is something else, and leaves it alone', async () => {
    const other = makeHome();
    writeFileSync(join(other.path, 'state.db'), 'not a database '.repeat(500));
    expect(await runProgram(['chat', 'x'], { ...env, CLAWBRIDGE_HOME: other.path })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not a database'),
    });
    other.remove();
  });

  it('prints help and version', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('clawbridge [command]'),
    });
    expect(await run('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it('shows a demo, and cleans up on Ctrl-C', async () => {
    const program = startProgram(['demo', '--port', '0'], { CLAWBRIDGE_HOME: home.path });
    const [, url = ''] = await program.waitFor(/Streamable HTTP {3}(http\S+)/);
    expect(program.stdout()).toContain('ECHO: Hello, OpenClaw!');
    await program.waitFor(/Ctrl-C ends the demo/);
    expect((await fetch(url.replace('/mcp', '/healthz'))).status).toBe(200);
    program.process.kill('SIGINT');
    expect(await program.ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('What the demo stored is gone'),
    });
  });

  it('shows conversations in the demo, and asks for approvals on the command line it names', async () => {
    const program = startProgram(['demo', '--port', '0'], { CLAWBRIDGE_HOME: home.path });
    await program.waitFor(/Ctrl-C ends the demo/);
    const [, told = ''] = /^ {2}export (.*)$/m.exec(program.stdout()) ?? [];
    const env = Object.fromEntries(told.split(' ').map((one) => one.replaceAll("'", '').split('=')));
    expect(program.stdout()).toContain(`alias clawbridge="node '${BIN}'"`);

    const { client, close } = await connectStdio(env, []);
    const listed = await client.callTool({ name: 'conversations_list', arguments: {} });
    expect(listed.structuredContent).toMatchObject({
      conversations: expect.arrayContaining([
        expect.objectContaining({ displayName: 'Ada' }),
        expect.objectContaining({ displayName: 'Family' }),
      ]),
    });
    await close();

    const asked = runProgram(['chat', '/approve touch x'], env);
    const open = await vi.waitUntil(
      async () => {
        const { stdout } = await runProgram(['approvals', '--json'], env);
        return JSON.parse(stdout).approvals[0];
      },
      { timeout: 15_000 },
    );
    expect(open).toMatchObject({ what: 'touch x' });
    expect(await runProgram(['approvals', 'allow', open.id], env)).toMatchObject({ code: 0 });
    expect(await asked).toMatchObject({ code: 0, stdout: 'ECHO: /approve touch x\n' });
    program.process.kill('SIGINT');
    await program.ended;
  });

  it('cleans up after a demo that is ended before it has said anything', async () => {
    const temp = makeHome();
    const program = startProgram(['demo', '--port', '0'], { CLAWBRIDGE_HOME: home.path, TMPDIR: temp.path });
    await vi.waitUntil(() => readdirSync(temp.path).length > 0, { interval: 1, timeout: 10_000 });
    program.process.kill('SIGINT');
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(readdirSync(temp.path)).toEqual([]);
    temp.remove();
  });
});
