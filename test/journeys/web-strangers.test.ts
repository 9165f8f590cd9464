import { randomUUID } from 'node:crypto';
import { CLOSES, MAX_FRAME_BYTES, MAX_TEXT_CHARS, WIRE_VERSION } from '@clawbridge/wire';
import { describe, type ExpectStatic } from 'vitest';
import { WebSocket } from 'ws';
import { runProgram } from './program.ts';
import { it } from './web-test.ts';
import type { WebWorld } from './web-world.ts';

const HELLO = { type: 'hello', version: WIRE_VERSION, threads: [] };

/** A socket that says these frames, and nothing more. Resolves when it is closed. */
function say(world: WebWorld, frames: readonly (string | Buffer | object)[], headers: object = {}) {
  const url = `${world.url.replace('http', 'ws')}/chat`;
  const socket = new WebSocket(url, { headers: { origin: world.url, ...headers } });
  const heard: unknown[] = [];
  return new Promise<{ readonly code: number; readonly heard: readonly unknown[] }>((resolve, reject) => {
    socket.on('open', () => {
      for (const frame of frames)
        socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
    });
    // With the default `binaryType` a message arrives in one Buffer.
    socket.on('message', (data) => heard.push(JSON.parse((data as Buffer).toString())));
    socket.on('close', (code) => resolve({ code, heard }));
    socket.on('error', reject);
  });
}

async function stillServes(world: WebWorld, expect: ExpectStatic): Promise<void> {
  const peer = await world.peer();
  expect(peer.welcome()?.person.id).toBe('owner');
}

describe.concurrent('what is no frame', () => {
  it.for([
    ['no JSON', '{"type":'],
    ['no frame', { type: 'unheard of' }],
    ['bytes', Buffer.from([1, 2, 3])],
  ] as const)(
    'as %s is refused, and in the end ends the socket, and nothing else',
    async ([, frame], { world, expect }) => {
      const { code } = await say(world, [HELLO, ...Array<typeof frame>(50).fill(frame)]);
      expect(code).toBe(CLOSES.malformed);
      await stillServes(world, expect);
    },
  );

  it('is refused by the name it has', async ({ world, expect }) => {
    const { heard } = await say(world, [
      HELLO,
      { type: 'send', cid: 'c-1', thread: 'NO', text: 'hi', attachments: [] },
      Buffer.from([0]),
    ]);
    expect(heard).toContainEqual(
      expect.objectContaining({ type: 'refused', cid: 'c-1', isRetryable: false }),
    );
  });

  it('for being too large ends the socket before it is read', async ({ world, expect }) => {
    expect(await say(world, [HELLO, 'x'.repeat(MAX_FRAME_BYTES + 1)])).toMatchObject({
      code: CLOSES.tooLarge,
    });
    await stillServes(world, expect);
  });

  it('of this version is told so, and the page stays away until it is loaded anew', async ({
    world,
    expect,
  }) => {
    expect(await say(world, [{ ...HELLO, version: WIRE_VERSION + 1 }])).toMatchObject({
      code: CLOSES.version,
    });
  });

  it('before the hello ends the socket', async ({ world, expect }) => {
    const { heard } = await say(world, [{ type: 'ping', n: 1 }]);
    expect(heard).not.toContainEqual({ type: 'pong', n: 1 });
  });
});

it('the longest message there may be goes there and back', async ({ world, expect }) => {
  const plugin = await world.plugin();
  const peer = await world.peer();
  const text = '中'.repeat(MAX_TEXT_CHARS - 6);
  expect((await peer.answer(peer.send(text))).text).toBe(`ECHO: ${text}`);
  expect(plugin.messages[0]?.text).toBe(text);
});

describe.concurrent('somebody who has no business here', () => {
  it.for([
    ['another page', { origin: 'https://evil.example' }],
    ['no page at all', { origin: '' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ] as const)('is not let in from %s', async ([, headers], { world, expect }) => {
    await expect(say(world, [HELLO], headers)).rejects.toThrow(/403/);
    const response = await fetch(`${world.url}/chat/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(headers.origin === '' ? {} : headers) },
      body: '{"invite":"x"}',
    });
    expect(response.status).toBe(403);
  });

  it('is not let in with a made-up cookie', async ({ world, expect }) => {
    const cookie = `clawbridge=${'x'.repeat(43)}`;
    await expect(say(world, [HELLO], { cookie })).rejects.toThrow(/401/);
  });

  it('has no plugin’s door without its token', async ({ world, expect }) => {
    const refused = (headers: Record<string, string>) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(`${world.url.replace('http', 'ws')}/openclaw`, { headers });
        socket.on('error', ({ message }) => resolve(message));
      });
    expect(await refused({})).toMatch(/401/);
    expect(await refused({ authorization: `Bearer cbt_${'x'.repeat(43)}` })).toMatch(/401/);
  });

  it(
    'is thrown out when he is revoked, and his cookie opens nothing any more',
    { timeout: 90_000 },
    async ({ world, expect }) => {
      const cookie = await world.invite('Bob');
      const thief = await world.peer({ cookie });
      const { thread, accepted } = thief.send('hello');
      await accepted;
      const { code } = await runProgram(['invite', '--revoke', 'Bob'], world.env);
      expect(code).toBe(0);
      const response = await fetch(`${world.url}/chat/threads/${thread}/entries`, { headers: { cookie } });
      expect(response.status).toBe(401);
      await expect(say(world, [HELLO], { cookie })).rejects.toThrow(/401/);
      await thief.until(() => thief.state().kind === 'stopped', 'The end', 45_000);
      expect(thief.state()).toMatchObject({ code: CLOSES.gone });
    },
  );

  it('who was invited decides and stops nothing in the threads of others', async ({ world, expect }) => {
    const plugin = await world.plugin();
    const owner = await world.peer();
    const sent = owner.send('/approve touch x');
    await plugin.until(() => plugin.approvals().length === 1, 'A question');
    const bob = await world.peer({ cookie: await world.invite('Bob') });
    const [approval = ''] = plugin.approvals();
    const { thread } = sent;
    bob.tell({ type: 'decide', cid: randomUUID(), thread, approval, decision: 'allow-once' });
    bob.tell({ type: 'stop', cid: randomUUID(), thread });
    bob.tell({ type: 'remove', thread });
    bob.tell({ type: 'rename', thread, title: 'mine' });
    await bob.until(() => bob.frames('refused').length === 3, 'Three refusals');
    expect(bob.frames('refused').map(({ code }) => code)).toEqual(Array(3).fill('unknown_thread'));
    expect(plugin.approvals()).toEqual([approval]);
    await owner.load(thread);
    expect(owner.entries(thread)).toHaveLength(3);
  });

  it(
    'who sends too much is told to wait, and others are not',
    { timeout: 60_000 },
    async ({ world, expect }) => {
      const [cookie = '', other = ''] = await world.people(2);
      const [loud, calm] = [await world.peer({ cookie }), await world.peer({ cookie: other })];
      for (let n = 0; n < 100; n++) loud.send(`${n}`);
      await loud.until(() => loud.frames('refused').length > 0, 'A refusal');
      expect(loud.frames('refused')[0]).toMatchObject({ isRetryable: true });
      await calm.send('hello').accepted;
    },
  );
});
