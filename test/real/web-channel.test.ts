import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SimulatedPeer } from '@clawbridge/simulator';
import type { Entry } from '@clawbridge/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RawClient } from '../../packages/simulator/src/contract/raw-client.ts';
import { runProgram, type Ending } from '../journeys/program.ts';
import { makeWebWorld, type WebWorld } from '../journeys/web-world.ts';
import { startProxy, type Proxy } from '../proxy.ts';
import { launchChromium } from './chromium.ts';
import { startRealGateway, type RealGateway } from './real-gateway.ts';
import { startScriptedRelay, type ScriptedRelay } from './scripted-relay.ts';
import { answered, converse, say } from './web/chat-page.ts';

// One gateway, with the channel as `clawbridge channel install` puts it there, and one relay behind a wire that can be cut.

/** A turn takes a moment, on a busy machine half a minute; they keep one processor busy, so that most are run one by one. */
const PATIENCE_MS = 90_000;

const ADMIN = ['operator.read', 'operator.write', 'operator.admin'];

let gateway: RealGateway;
let world: WebWorld;
let wire: Proxy;
let installed: Ending;
let owner: SimulatedPeer;

beforeAll(async () => {
  [gateway, world] = await Promise.all([startRealGateway({ plugins: true }), makeWebWorld()]);
  wire = await startProxy(Number(world.env['PORT']));
  installed = await clawbridge('channel', 'install', '--relay', `ws://127.0.0.1:${wire.port}`);
  owner = await world.peer();
  await untilConnected(owner);
  // It loads half of itself with the first turn.
  await answerTo(owner, owner.send('warm up'));
});
afterAll(async () => {
  await Promise.all([world.close(), gateway.stop()]);
  await wire.close();
});

async function clawbridge(...args: string[]): Promise<Ending> {
  return await runProgram(args, { ...gateway.environment, ...world.env });
}

/** What `openclaw gateway call` does, without the seconds it takes. */
async function call(method: string, params: Readonly<Record<string, unknown>> = {}) {
  const client = await new RawClient(gateway.wsUrl).connect({ scopes: ADMIN }, gateway.token);
  try {
    return await client.call(method, params);
  } finally {
    client.close();
  }
}

/** Of each account of the channel. */
async function connections(): Promise<Readonly<Record<string, unknown>>> {
  const { channelAccounts } = await call('channels.status');
  const { clawbridge: accounts } = channelAccounts as {
    readonly clawbridge: readonly { readonly accountId: string; readonly connected: boolean }[];
  };
  return Object.fromEntries(accounts.map(({ accountId, connected }) => [accountId, connected]));
}

async function untilConnected(peer: SimulatedPeer): Promise<void> {
  const isConnected = () => {
    const agents = peer.frames('agents').at(-1)?.agents ?? peer.welcome()?.agents ?? [];
    return agents.some((agent) => agent.isConnected);
  };
  await peer.until(isConnected, 'An agent', PATIENCE_MS);
}

type Message = ReturnType<SimulatedPeer['send']>;
type Kind<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>;

/** The first entry of a kind in a thread, once it is there. */
async function entryOf<K extends Entry['kind']>(
  peer: SimulatedPeer,
  thread: string,
  kind: K,
): Promise<Kind<K>> {
  const find = () => peer.entries(thread).find((one): one is Kind<K> => one.kind === kind);
  await peer.until(() => find() !== undefined, kind, PATIENCE_MS);
  const found = find();
  if (!found) throw new Error(`no ${kind}`);
  return found;
}

/** The final answer to a message. */
async function answerTo(peer: SimulatedPeer, { accepted, thread }: Message): Promise<Kind<'answered'>> {
  const { id } = await accepted;
  const find = () =>
    peer
      .entries(thread)
      .find((one): one is Kind<'answered'> => one.kind === 'answered' && one.turn === id && one.isFinal);
  await peer.until(() => find() !== undefined, 'An answer', PATIENCE_MS);
  const found = find();
  if (!found) throw new Error('no answer');
  return found;
}

function kindsOf(peer: SimulatedPeer, { thread }: Message): readonly string[] {
  return peer.entries(thread).map(({ kind }) => kind);
}

/** What is shown of turns in this thread while they run. */
function livesOf(peer: SimulatedPeer, thread: string) {
  return peer.frames('live').flatMap((frame) => (frame.thread === thread ? [frame.live] : []));
}

describe('the channel in the real gateway', () => {
  it('is installed by one command, which says what it has set and keeps the token to itself', async () => {
    expect(installed).toMatchObject({ code: 0 });
    expect(installed.stdout).toContain('tools.exec.mode');
    expect(installed.stdout).not.toMatch(/cbt_[\w-]{43}/);
    const config: unknown = JSON.parse(await readFile(join(gateway.stateDir, 'openclaw.json'), 'utf8'));
    expect(config).toMatchObject({
      channels: { clawbridge: { enabled: true, dmPolicy: 'pairing', allowFrom: ['owner'] } },
      tools: { exec: { mode: 'ask' } },
      approvals: { exec: { enabled: true, mode: 'session' } },
      commands: { ownerAllowFrom: ['clawbridge:owner'] },
    });
  });

  it('shows an answer while it is written, and writes it down once', async () => {
    const message = owner.send('/slow 20 40');
    const answer = await answerTo(owner, message);
    expect(answer.text).toBe(Array.from({ length: 20 }, (_, n) => `w${n}`).join(' '));
    await owner.until(
      () => livesOf(owner, message.thread).some(({ type }) => type === 'ended'),
      'The end',
      PATIENCE_MS,
    );
    const partials = livesOf(owner, message.thread).filter((live) => live.type === 'partial');
    expect(partials.length).toBeGreaterThan(1);
    const text = partials.reduce((before, live) => before.slice(0, live.at) + live.text, '');
    expect(answer.text.startsWith(text)).toBe(true);
    expect(kindsOf(owner, message)).toEqual(['said', 'delivered', 'answered']);
  });

  it('gives every thread a conversation of its own', async () => {
    const [first, second] = [owner.send('one'), owner.send('two')];
    await Promise.all([answerTo(owner, first), answerTo(owner, second)]);
    const listed = JSON.stringify(await call('sessions.list'));
    for (const { thread } of [first, second])
      expect(listed).toContain(`agent:main:clawbridge:default:direct:owner.${thread}`);
  });

  it('asks for an approval, and goes on when it is given', async () => {
    const message = owner.send('/tool echo hi');
    const { thread } = message;
    const { approval } = await entryOf(owner, thread, 'approval');
    expect(approval).toMatchObject({ what: 'echo hi', choices: ['allow-once', 'deny'] });
    const decide = { type: 'decide', thread, approval: approval.id, decision: 'allow-once' } as const;
    owner.tell({ ...decide, cid: randomUUID() });
    const answer = await answerTo(owner, message);
    expect(answer).toMatchObject({ text: 'ECHO: /tool echo hi' });
    expect(answer.tools).toMatchObject([{ name: 'exec', status: 'completed' }]);
    expect(await entryOf(owner, thread, 'decided')).toMatchObject({ decision: 'allow-once' });
  });

  it('stops what runs', async () => {
    const message = owner.send('/hang');
    await entryOf(owner, message.thread, 'delivered');
    owner.tell({ type: 'stop', cid: randomUUID(), thread: message.thread });
    expect((await entryOf(owner, message.thread, 'answered')).text).toContain('aborted');
  });

  it('hands over what a person attaches', async () => {
    const response = await fetch(new URL('/chat/files?name=note.txt', world.url), {
      method: 'POST',
      headers: { origin: world.url, 'content-type': 'text/plain' },
      body: 'written on a note',
    });
    const { id } = (await response.json()) as { id: string };
    const answer = await answerTo(owner, owner.send('read it', { attachments: [id] }));
    expect(answer.text).toContain('written on a note');
  });

  it('brings files an agent attaches', async () => {
    await writeFile(join(gateway.stateDir, 'workspace', 'plan.txt'), 'a plan');
    const message = owner.send('take it\nMEDIA:./plan.txt');
    const find = () =>
      owner.entries(message.thread).find((one) => one.kind === 'answered' && one.attachments.length > 0);
    await owner.until(() => find() !== undefined, 'A file', 30_000);
    expect(find()).toMatchObject({
      attachments: [{ name: expect.stringContaining('plan') as string, size: 6 }],
    });
  });
});

describe('no answer is lost, and none comes twice', () => {
  it('however often the wire breaks', async () => {
    const messages = Array.from({ length: 12 }, (_, n) => owner.send(`number ${n}`));
    const answers = messages.map(async (message, n) => {
      const answer = await answerTo(owner, message);
      if (n % 2 === 0) wire.cut();
      return answer.text;
    });
    expect(await Promise.all(answers)).toEqual(messages.map((_, n) => `ECHO: number ${n}`));
    for (const message of messages)
      expect(kindsOf(owner, message).filter((kind) => kind === 'answered')).toHaveLength(1);
  });

  it('though the relay is away when it is ready, other turns follow, and the gateway is killed', async () => {
    const message = owner.send('/slow 10 100');
    const { thread } = message;
    await entryOf(owner, thread, 'delivered');
    await world.kill();
    const waiting = async () => await readdir(join(gateway.stateDir, 'clawbridge', 'outbox'));
    await expect.poll(waiting, { timeout: PATIENCE_MS }).toHaveLength(1);
    expect(await connections()).toEqual({ default: false });
    await turnElsewhere(`agent:main:clawbridge:default:direct:owner.${thread}`);
    await gateway.kill();
    await gateway.start();
    expect(await waiting()).toHaveLength(1);
    await world.start();
    expect((await answerTo(owner, message)).text).toContain('w9');
    await untilConnected(owner);
    await answerTo(owner, owner.send('and then', { thread }));
    expect(kindsOf(owner, message)).toEqual([
      'said',
      'delivered',
      'answered',
      'said',
      'delivered',
      'answered',
    ]);
    await expect.poll(waiting).toEqual([]);
    expect(await clawbridge('channel', 'status', '--json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"isConnected": true') as string,
    });
  });
});

/** In the session of a thread, and not from there. */
async function turnElsewhere(sessionKey: string): Promise<void> {
  const answer = await fetch(`${gateway.httpUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${gateway.token}`,
      'content-type': 'application/json',
      'x-openclaw-session-key': sessionKey,
    },
    body: JSON.stringify({ model: 'openclaw', messages: [{ role: 'user', content: 'elsewhere' }] }),
  });
  expect(await answer.text()).toContain('ECHO: elsewhere');
}

describe('people who are not the owner', () => {
  it('are let in by their link and once the owner approves their code, and are reached by their names', async ({
    onTestFinished,
  }) => {
    const browser = await launchChromium();
    onTestFinished(async () => await browser.close());
    const invitation = await clawbridge('invite', 'bob');
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(/http\S+/.exec(invitation.stdout)?.[0] ?? '');
    await page.getByRole('button', { name: 'Join the chat' }).click();
    await say(page, 'let me in');
    const told = page.getByRole('article', { name: 'From the channel' });
    const code = (await told.locator('code').first().textContent()) ?? '';
    await gateway.command('pairing', 'approve', 'clawbridge', code);
    await expect.poll(connections).toMatchObject({ default: true });
    await converse(page, 'again');

    const message = ['--target', 'bob', '--message', 'dinner is ready'];
    await gateway.command('message', 'send', '--channel', 'clawbridge', ...message);
    await answered(page, 'dinner is ready');
  });
});

describe('a second account', () => {
  let relay: ScriptedRelay;

  beforeAll(async () => {
    relay = await startScriptedRelay();
    const { hash: baseHash } = await call('config.get');
    const changes = {
      channels: {
        clawbridge: {
          accounts: {
            work: {
              url: relay.url,
              token: 'cbt_work',
              dmPolicy: 'open',
              allowFrom: ['owner', '*'],
            },
          },
        },
      },
      // Even where commands need no approval at all.
      tools: { exec: { mode: 'full' } },
    };
    // Answered once it is applied.
    await call('config.patch', { raw: JSON.stringify(changes), baseHash });
  });
  afterAll(async () => await relay.close());

  it('comes with a token of its own, and is connected once the relay has greeted it', async () => {
    await expect.poll(() => relay.of('hello'), { timeout: PATIENCE_MS }).toMatchObject([{ account: 'work' }]);
    expect(relay.authorization()).toBe('Bearer cbt_work');
    await expect.poll(connections).toEqual({ default: true, work: false });
    relay.greet();
    await expect.poll(connections).toEqual({ default: true, work: true });
    await answerTo(owner, owner.send('still there?'));
  });

  it('answers a message once that comes twice', async () => {
    const id = relay.hand('owner', 'once');
    expect((await relay.answer(id)).text).toBe('ECHO: once');
    const before = relay.of('taken').filter((frame) => frame.id === id).length;
    relay.hand('owner', 'once', id);
    await expect
      .poll(() => relay.of('taken').filter((frame) => frame.id === id).length)
      .toBeGreaterThan(before);
    await relay.answer(relay.hand('owner', 'and then'));
    expect(relay.of('reply').filter(({ turn }) => turn === id)).toHaveLength(1);
  });

  it('lets strangers use no tools and decide nothing where everybody is let in', async () => {
    const trace = join(gateway.stateDir, 'trace');
    expect((await relay.answer(relay.hand('mallory', 'hello'))).text).toBe('ECHO: hello');
    await relay.answer(relay.hand('mallory', `/tool touch ${trace}`));
    expect(existsSync(trace)).toBe(false);
    const { refused } = await relay.taken(relay.hand('mallory', '/approve 0b7e2c6a allow-once'));
    expect(refused).toContain('may not decide');
    // The owner is none.
    await relay.answer(relay.hand('owner', `/tool touch ${trace}`));
    expect(existsSync(trace)).toBe(true);
  });

  it('is connected no more when its relay has gone', async () => {
    await relay.close();
    await expect.poll(connections).toEqual({ default: true, work: false });
  });
});
