import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signatureHeaders } from '../../packages/bridge/src/notify/standard-webhook.ts';
import { ways, type Connected } from './clients.ts';
import { makeHome, runProgram, type Environment, type Home } from './program.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

interface Post {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('whoever is to be told that a task has ended', () => {
  let gateway: Simulator;
  let home: Home;
  let receiver: Server;
  let port: number;
  let env: Environment;
  let connected: Connected;
  const posts: Post[] = [];
  /** What the receiver answers to the next posts; 204 afterwards. */
  const answers: number[] = [];

  beforeAll(async () => {
    gateway = await startSimulator();
    home = makeHome();
    receiver = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        posts.push({ headers: request.headers, body });
        response.writeHead(answers.shift() ?? 204).end();
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    ({ port } = receiver.address() as AddressInfo);
    const note = join(home.path, 'note.json');
    const command = [
      process.execPath,
      '-e',
      `require('fs').writeFileSync(${JSON.stringify(note)}, require('fs').readFileSync(0))`,
    ];
    env = {
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
      CLAWBRIDGE_WEBHOOK_SECRET: SECRET,
      CLAWBRIDGE_WEBHOOK_HOSTS: `127.0.0.1:${port}`,
      CLAWBRIDGE_NOTIFY: JSON.stringify([{ name: 'desk', command }]),
    };
    connected = await ways[0]!.connect(env);
  });
  afterAll(async () => {
    await connected.close();
    receiver.close();
    await gateway.stop();
    home.remove();
  });

  const call = async (name: string, args: object) =>
    await connected.client.callTool({ name, arguments: { ...args } });
  const ask = async (message: string, notify: readonly string[]) => {
    const { structuredContent } = await call('openclaw_chat_async', { message, notify });
    return (structuredContent as { task_id: string }).task_id;
  };
  const status = async (task_id: string) =>
    (await call('openclaw_task_status', { task_id, wait_ms: 10_000 })).structuredContent as {
      status: string;
      notices?: readonly { target: string; status: string; attempts: number }[];
    };

  it('is told by a signed webhook, by a command and over a channel, and the task tells so', async () => {
    const webhook = `http://127.0.0.1:${port}/hook`;
    const id = await ask('milk', [webhook, 'desk', 'telegram:42']);
    await vi.waitUntil(async () => (await status(id)).notices?.every((one) => one.status === 'delivered'), {
      timeout: 10_000,
    });
    expect(await status(id)).toMatchObject({
      status: 'completed',
      notices: [
        { target: webhook, status: 'delivered', attempts: 1 },
        { target: 'desk', status: 'delivered', attempts: 1 },
        { target: 'telegram:42', status: 'delivered', attempts: 1 },
      ],
    });
    const [{ headers, body } = { headers: {}, body: '' }] = posts;
    expect(JSON.parse(body)).toMatchObject({
      type: 'task.completed',
      data: { task_id: id, result: 'ECHO: milk' },
    });
    const sentAt = Number(headers['webhook-timestamp']) * 1000;
    expect(headers).toMatchObject(
      signatureHeaders({ id: String(headers['webhook-id']), now: sentAt, body }, SECRET),
    );
    expect(JSON.parse(await readFile(join(home.path, 'note.json'), 'utf8'))).toMatchObject({
      data: { task_id: id },
    });
    expect(gateway.sent).toMatchObject([
      { channel: 'telegram', to: '42', text: expect.stringContaining('ECHO: milk') },
    ]);
  });

  it('is told again, with the same id, when the receiver could not take it', async () => {
    answers.push(503);
    posts.length = 0;
    await ask('bread', [`http://127.0.0.1:${port}/busy`]);
    await vi.waitUntil(() => posts.length === 2, { timeout: 20_000 });
    expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('is refused with the question when nobody can tell him', async () => {
    for (const target of ['http://169.254.169.254/latest', 'https://localhost/x', 'dsk', 'nonsense here']) {
      const { isError, content } = await call('openclaw_chat_async', { message: 'eggs', notify: [target] });
      expect(isError, target).toBe(true);
      expect(JSON.stringify(content)).toMatch(
        /Did you mean|not on the public internet|nobody that can be notified/,
      );
    }
    const { stdout } = await runProgram(['task', 'list', '--json'], env);
    expect(stdout).not.toContain('eggs');
  });
});
