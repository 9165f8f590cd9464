import { randomUUID } from 'node:crypto';
import { uploaded, type Entry } from '@clawbridge/wire';
import { signIn, type SimulatedPeer } from '@clawbridge/simulator';
import { describe } from 'vitest';
import { runProgram } from './program.ts';
import { it } from './web-test.ts';

const kinds = (entries: readonly Entry[]) => entries.map(({ kind }) => kind);
const approvalIn = (peer: SimulatedPeer, thread: string) =>
  peer.entries(thread).find((entry) => entry.kind === 'approval');

describe.concurrent('somebody who chats in a browser', () => {
  it('is answered, and sees the answer being written', async ({ world, expect }) => {
    const plugin = await world.plugin();
    const peer = await world.peer();
    const sent = peer.send('hello there');
    expect(await peer.answer(sent)).toMatchObject({ text: 'ECHO: hello there', isFinal: true });
    expect(kinds(peer.entries(sent.thread))).toEqual(['said', 'delivered', 'answered']);
    expect(peer.entries(sent.thread).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    await peer.until(() => peer.frames('live').some(({ live }) => live.type === 'ended'), 'The end');
    const parts = peer.frames('live').flatMap(({ live }) => (live.type === 'partial' ? [live] : []));
    expect(parts.reduce((text, part) => text.slice(0, part.at) + part.text, '')).toBe('ECHO: hello there');
    expect(plugin.messages).toMatchObject([{ user: 'owner', from: `owner.${sent.thread}` }]);
  });

  it('writes while the agent is away: it gets everything, in order, once it is there', async ({
    world,
    expect,
  }) => {
    const peer = await world.peer();
    const first = peer.send('one');
    const sent = [
      first,
      peer.send('two', { thread: first.thread }),
      peer.send('three', { thread: first.thread }),
    ];
    await Promise.all(sent.map(({ accepted }) => accepted));
    const plugin = await world.plugin();
    await Promise.all(sent.map(peer.answer));
    expect(plugin.messages.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(plugin.deliveries()).toBe(3);
  });

  it('comes by an invite that works once, and writes as himself', async ({ world, expect }) => {
    const plugin = await world.plugin();
    const { stdout } = await runProgram(['invite', 'Bob'], world.env);
    const invite = /#invite=([\w-]+)/.exec(stdout)?.[1] ?? '';
    const { cookie } = await signIn(world.url, { invite });
    await expect(signIn(world.url, { invite })).rejects.toThrow(/HTTP 4\d\d/);
    const peer = await world.peer({ cookie });
    expect(peer.welcome()?.person).toMatchObject({ name: 'Bob', scopes: ['chat'] });
    await peer.answer(peer.send('hi'));
    const user = peer.welcome()?.person.id;
    expect(plugin.messages).toMatchObject([{ name: 'Bob', user }]);
    expect(user).toMatch(/^[a-z2-7]{12}$/);
  });

  it('is told how to be let in, and is answered from then on', async ({ world, expect }) => {
    const plugin = await world.plugin({ policy: 'pairing' });
    const peer = await world.peer({ cookie: await world.invite('Bob') });
    const { thread } = peer.send('hello?');
    await peer.until(() => peer.entries(thread).length === 3, 'A notice');
    const entries = peer.entries(thread);
    expect(kinds(entries).toSorted()).toEqual(['notice', 'said', 'undeliverable']);
    const [, code = ''] = /Pairing code: (\w+)/.exec(JSON.stringify(entries)) ?? [];
    expect(plugin.pair(code)).toBe(true);
    expect(await peer.answer(peer.send('again', { thread }))).toMatchObject({ text: 'ECHO: again' });
  });

  it('sees nothing of what others say', async ({ world, expect }) => {
    await world.plugin();
    const bob = await world.peer({ cookie: await world.invite('Bob') });
    const owner = await world.peer();
    const sent = bob.send('a secret');
    await bob.answer(sent);
    await expect(owner.load(sent.thread)).rejects.toThrow(/HTTP 404/);
    await expect(owner.send('mine now', { thread: sent.thread }).accepted).rejects.toThrow(/unknown_thread/);
    expect(
      JSON.stringify([...owner.frames('entry'), ...owner.frames('thread'), ...owner.frames('live')]),
    ).toBe('[]');
  });

  it('has the same in three tabs', async ({ world, expect }) => {
    const plugin = await world.plugin();
    const tabs = [await world.peer(), await world.peer(), await world.peer()] as const;
    const [first, second, third] = tabs;
    const sent = first.send('from the first tab');
    await first.answer(sent);
    await second.answer(second.send('from the second', { thread: sent.thread }));
    await plugin.say(`owner.${sent.thread}`, 'by the way');
    for (const tab of tabs) await tab.until(() => tab.entries(sent.thread).length === 7, 'All of it');
    expect(second.entries(sent.thread)).toEqual(first.entries(sent.thread));
    expect(third.entries(sent.thread)).toEqual(first.entries(sent.thread));
    const unread = () => second.frames('thread').at(-1)?.thread.unread;
    await second.until(() => unread() === 3, 'Three that nobody has seen');
    third.tell({ type: 'read', thread: sent.thread, seq: 7 });
    await second.until(() => unread() === 0, 'All seen');
  });

  it('renames and removes a thread in all his tabs', async ({ world, expect }) => {
    const [here, there] = [await world.peer(), await world.peer()];
    const { thread, accepted } = here.send('a thread');
    await accepted;
    here.tell({ type: 'rename', thread, title: '<b>Holidays</b>' });
    await there.until(() => there.frames('thread').at(-1)?.thread.title === '<b>Holidays</b>', 'The title');
    here.tell({ type: 'remove', thread });
    await there.until(() => there.frames('removed').length === 1, 'The end of it');
    expect(there.entries(thread)).toEqual([]);
    await expect(here.send('again', { thread }).accepted).rejects.toThrow(/unknown_thread/);
  });
});

describe.concurrent('an agent that does things', () => {
  it('shows what it did, with its answer', async ({ world, expect }) => {
    await world.plugin();
    const peer = await world.peer();
    const answer = await peer.answer(peer.send('/tool ls -l'));
    expect(answer.tools).toMatchObject([{ name: 'exec', title: 'Exec ls -l', status: 'completed' }]);
    const cards = peer.frames('live').flatMap(({ live }) => (live.type === 'tool' ? [live.tool.status] : []));
    expect(cards).toEqual(['running', 'completed']);
  });

  it.for([
    ['allow-once', 'ECHO: /approve touch x', 'completed'],
    ['deny', 'Exec denied: touch x\n\nECHO: /approve touch x', 'failed'],
  ] as const)('asks before it acts, and is told %s', async ([decision, text, status], { world, expect }) => {
    await world.plugin();
    const peer = await world.peer();
    const sent = peer.send('/approve touch x');
    await peer.until(() => approvalIn(peer, sent.thread) !== undefined, 'A question');
    const asked = approvalIn(peer, sent.thread);
    const approval = asked?.kind === 'approval' ? asked.approval.id : '';
    expect(asked).toMatchObject({ approval: { what: 'touch x' } });
    peer.tell({ type: 'decide', cid: randomUUID(), thread: sent.thread, approval, decision });
    expect(await peer.answer(sent)).toMatchObject({ text, tools: [{ status }] });
    expect(peer.entries(sent.thread)).toContainEqual(
      expect.objectContaining({ kind: 'decided', approval, decision }),
    );
  });

  it('hears of a decision that was made elsewhere', async ({ world, expect }) => {
    const plugin = await world.plugin();
    const peer = await world.peer();
    const sent = peer.send('/approve touch x');
    await plugin.until(() => plugin.approvals().length === 1, 'A question');
    plugin.decide(plugin.approvals()[0] ?? '', 'allow-always');
    await peer.answer(sent);
    await peer.until(() => kinds(peer.entries(sent.thread)).includes('decided'), 'The decision');
    expect(kinds(peer.entries(sent.thread))).toContain('approval');
  });

  it('is stopped', async ({ world, expect }) => {
    await world.plugin();
    const peer = await world.peer();
    const sent = peer.send('/slow 1000 50');
    await peer.until(() => peer.frames('live').some(({ live }) => live.type === 'partial'), 'Words');
    peer.tell({ type: 'stop', cid: randomUUID(), thread: sent.thread });
    expect((await peer.answer(sent)).text).toContain('aborted');
    expect(kinds(peer.entries(sent.thread))).toEqual(['said', 'delivered', 'answered']);
  });

  it('cannot be stopped while it is away, and says so', async ({ world, expect }) => {
    const peer = await world.peer();
    const { thread, accepted } = peer.send('hello');
    await accepted;
    peer.tell({ type: 'stop', cid: 'stop-1', thread });
    await peer.until(() => peer.frames('refused').length === 1, 'A refusal');
    expect(peer.frames('refused')).toMatchObject([{ cid: 'stop-1', isRetryable: true }]);
  });

  it('speaks first, to somebody by his name', async ({ world, expect }) => {
    const plugin = await world.plugin();
    const peer = await world.peer({ cookie: await world.invite('Bob') });
    const user = peer.welcome()?.person.id;
    expect(await plugin.resolve('bob')).toMatchObject({ user, name: 'Bob' });
    expect(await plugin.resolve('nobody')).toBeUndefined();
    await plugin.say('BOB', 'The bread is ready.');
    await peer.until(() => peer.frames('entry').length === 1, 'The news');
    expect(peer.frames('entry')).toMatchObject([
      { entry: { kind: 'answered', text: 'The bread is ready.' } },
    ]);
    await expect(plugin.say('nobody', 'hello?')).rejects.toThrow(/unknown_user/);
  });

  it('gets files, and gives some back', async ({ world, expect }) => {
    await world.plugin();
    const peer = await world.peer();
    // Markup in a name is text, as in every message.
    const name = '"><img src=x onerror=alert(1)>.png';
    const headers = { origin: world.url, 'content-type': 'image/png' };
    const body = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);
    const query = new URLSearchParams({ name }).toString();
    const put = await fetch(`${world.url}/chat/files?${query}`, { method: 'POST', headers, body });
    const file = uploaded.parse(await put.json());
    expect(file).toMatchObject({ name, size: 9 });
    const answer = await peer.answer(peer.send('look', { attachments: [file.id] }));
    expect(answer.attachments).toMatchObject([{ name, type: 'image/png', size: 9 }]);
    const got = await fetch(`${world.url}/chat/files/${answer.attachments[0]?.id}`);
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(body);
    const bob = await world.invite('Bob');
    const foreign = await fetch(`${world.url}/chat/files/${file.id}`, { headers: { cookie: bob } });
    expect(foreign.status).toBe(404);
  });
});
