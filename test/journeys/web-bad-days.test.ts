import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '@clawbridge/wire';
import { createChance, type PeerMessage, type SimulatedPeer } from '@clawbridge/simulator';
import { describe } from 'vitest';
import { it } from './web-test.ts';

const answersIn = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => (entry.kind === 'answered' ? [entry.text] : []));
const saidIn = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => (entry.kind === 'said' ? [entry.text] : []));
const numbersOf = (entries: readonly Entry[]) => entries.map(({ seq }) => seq);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

describe.concurrent('a relay that dies', () => {
  it('while the answer is ready: it arrives once, when the relay is back', async ({ world, expect }) => {
    const plugin = await world.plugin({ isManual: true });
    const peer = await world.peer();
    const sent = peer.send('think about it');
    await plugin.until(() => plugin.messages.length === 1, 'The message');
    const [message] = plugin.messages;
    await world.kill();
    const written = plugin.answer(message!, 'Here it is.');
    await world.start();
    expect(await peer.answer(sent)).toMatchObject({ text: 'Here it is.' });
    expect((await written).length).toBeGreaterThan(0);
    expect(answersIn(peer.entries(sent.thread))).toEqual(['Here it is.']);
    expect(plugin.messages).toHaveLength(1);
  });

  it('before it can say that an answer is written: it is written once', async ({ world, expect }) => {
    const plugin = await world.plugin({ isManual: true });
    const peer = await world.peer();
    const { thread } = peer.send('message 0');
    for (let n = 0; n < 3; n++) {
      if (n > 0) peer.send(`message ${n}`, { thread });
      await plugin.until(() => plugin.messages.length === n + 1, 'The message');
      const written = plugin.answer(plugin.messages[n]!, `answer ${n}`);
      await peer.until(() => answersIn(peer.entries(thread)).length > n, 'The answer');
      await world.kill();
      await world.start();
      await written;
    }
    await peer.until(() => peer.state().kind === 'open', 'The line');
    expect(answersIn(peer.entries(thread))).toEqual(['answer 0', 'answer 1', 'answer 2']);
  });

  it('while much is being said: all that was accepted is there, once, in order', async ({
    world,
    expect,
  }) => {
    const plugin = await world.plugin();
    const peer = await world.peer();
    const first = peer.send('0');
    const sent = [first, ...upTo(39).map((n) => peer.send(`${n}`, { thread: first.thread }))];
    await sent[10]!.accepted;
    await world.kill();
    await world.start();
    await Promise.all(sent.map(peer.answer));
    const entries = peer.entries(first.thread);
    expect(saidIn(entries)).toEqual([0, ...upTo(39)].map(String));
    expect(answersIn(entries)).toEqual(saidIn(entries).map((text) => `ECHO: ${text}`));
    expect(numbersOf(entries)).toEqual(upTo(entries.length));
    expect(plugin.messages.map(({ text }) => text)).toEqual(saidIn(entries));
  });

  it('asked politely says that it comes back, and everybody is back with it', async ({ world, expect }) => {
    const plugin = await world.plugin();
    const peer = await world.peer();
    const sent = peer.send('before');
    await peer.answer(sent);
    await world.kill('SIGTERM');
    await peer.until(() => peer.state().kind === 'waiting', 'The loss');
    await world.start();
    expect(await peer.answer(peer.send('after', { thread: sent.thread }))).toMatchObject({
      text: 'ECHO: after',
    });
    expect(plugin.opened()).toBe(2);
    expect(answersIn(peer.entries(sent.thread))).toEqual(['ECHO: before', 'ECHO: after']);
  });

  it('and comes back with another store: what is held means nothing, and one goes on', async ({
    world,
    expect,
  }) => {
    await world.plugin();
    const peer = await world.peer();
    const sent = peer.send('before');
    await peer.answer(sent);
    const epoch = peer.welcome()?.epoch;
    await world.kill();
    for (const end of ['', '-wal', '-shm'])
      rmSync(join(world.env['CLAWBRIDGE_HOME'] ?? '', `state.db${end}`), { force: true });
    await world.start();
    await peer.until(() => peer.welcome()?.epoch !== epoch, 'Another log');
    expect([peer.entries(sent.thread), peer.welcome()?.threads]).toEqual([[], []]);
    await world.plugin();
    expect(await peer.answer(peer.send('after'))).toMatchObject({ text: 'ECHO: after' });
  });
});

describe.concurrent('a browser on a bad network', () => {
  it('that is offline while it sends keeps it, and says it once', async ({ world, expect }) => {
    const plugin = await world.plugin();
    const peer = await world.peer();
    const first = peer.send('before');
    await peer.answer(first);
    const online = peer.offline();
    const { thread } = first;
    const sent = [peer.send('in the tunnel', { thread }), peer.send('still in it', { thread })];
    expect(peer.waiting()).toBe(2);
    online();
    await Promise.all(sent.map(peer.answer));
    expect(saidIn(peer.entries(thread))).toEqual(['before', 'in the tunnel', 'still in it']);
    expect(plugin.deliveries()).toBe(3);
  });

  it('that is cut off before it knows what was accepted says it once', async ({ world, expect }) => {
    const plugin = await world.plugin();
    const peer = await world.peer();
    const { thread } = peer.send('0');
    const sent: PeerMessage[] = [];
    for (const n of upTo(20)) {
      sent.push(peer.send(`${n}`, { thread }));
      peer.drop();
    }
    await Promise.all(sent.map(peer.answer));
    expect(saidIn(peer.entries(thread)).toSorted()).toEqual([0, ...upTo(20)].map(String).toSorted());
    expect(plugin.messages).toHaveLength(21);
  });

  it('that is offline while an answer is written gets the rest of it', async ({ world, expect }) => {
    await world.plugin();
    const peer = await world.peer();
    const sent = peer.send('/slow 30 50');
    await peer.until(() => peer.frames('live').some(({ live }) => live.type === 'partial'), 'Words');
    const online = peer.offline();
    const words = upTo(30).map((n) => `w${n - 1}`);
    online();
    expect(await peer.answer(sent)).toMatchObject({ text: words.join(' ') });
  });

  it.for([
    ['with what it holds', false],
    ['without', true],
  ] as const)(
    'that loads the page anew %s sees how far the answer is',
    async ([, forgets], { world, expect }) => {
      await world.plugin();
      const peer = await world.peer();
      const sent = peer.send('/slow 60 50');
      const partials = () => peer.frames('live').filter(({ live }) => live.type === 'partial');
      await peer.until(() => partials().length > 3, 'Words');
      const before = peer.frames('welcome').length;
      peer.reload(forgets);
      await peer.until(() => peer.frames('welcome').length > before, 'A welcome');
      const { id: turn } = await sent.accepted;
      const [running] = peer.welcome()?.running ?? [];
      expect(running).toMatchObject({ thread: sent.thread, turn });
      expect(running?.text).toMatch(/^w0 w1 w2/);
      if (forgets) await peer.load(sent.thread);
      expect((await peer.answer(sent)).text).toMatch(/^w0 .* w59$/);
      expect(numbersOf(peer.entries(sent.thread))).toEqual([1, 2, 3]);
    },
  );

  it('that reads slowly delays nobody, and has everything in the end', async ({ world, expect }) => {
    const plugin = await world.plugin({ isManual: true });
    const [slow, quick] = [await world.peer(), await world.peer()];
    const { thread, accepted } = quick.send('a novel, please');
    await accepted;
    await plugin.until(() => plugin.messages.length === 1, 'The message');
    await slow.until(() => slow.entries(thread).length === 2, 'The beginning');
    const go = slow.pause();
    const chapter = '中'.repeat(150_000);
    for (const n of upTo(50))
      await plugin.answer(plugin.messages[0]!, `${n} ${chapter}`.slice(0, 150_000), false);
    await quick.until(() => quick.entries(thread).length === 52, 'The novel');
    go();
    await slow.until(() => slow.entries(thread).length === 52, 'The novel', 30_000);
    expect(slow.entries(thread)).toEqual(quick.entries(thread));
    expect(slow.frames('welcome').length).toBeGreaterThan(1);
    expect(quick.frames('welcome')).toHaveLength(1);
  });
});

describe.concurrent('a link that breaks', () => {
  it('is replaced by the newest one, and the old one stays away', async ({ world, expect }) => {
    const old = await world.plugin();
    const peer = await world.peer();
    await peer.answer(peer.send('to the first'));
    const fresh = await world.plugin();
    await old.until(() => old.state().kind === 'stopped', 'The end of it');
    expect(old.state()).toMatchObject({ code: 4001 });
    await peer.answer(peer.send('to the second'));
    expect(fresh.messages).toMatchObject([{ text: 'to the second' }]);
  });

  it('is shown as it is', async ({ world, expect }) => {
    const peer = await world.peer();
    const plugin = await world.plugin();
    const agents = () => peer.frames('agents').at(-1)?.agents;
    await peer.until(() => agents()?.[0]?.isConnected === true, 'The agent');
    plugin.stop();
    await peer.until(() => agents()?.[0]?.isConnected === false, 'Its absence');
    expect(agents()).toEqual([{ name: 'default', isConnected: false }]);
  });

  it('ends no turn it cannot speak of: the answer comes once it is back', async ({ world, expect }) => {
    const plugin = await world.plugin();
    const peer = await world.peer();
    const sent = peer.send('/slow 20 50');
    await peer.until(() => peer.frames('live').some(({ live }) => live.type === 'partial'), 'Words');
    plugin.drop();
    expect((await peer.answer(sent)).text).toMatch(/^w0 .* w19$/);
    expect(answersIn(peer.entries(sent.thread))).toHaveLength(1);
    expect(plugin.messages).toHaveLength(1);
  });

  it(
    'at random, a thousand messages long: none is lost, none is there twice, and each thread keeps its order',
    { timeout: 180_000 },
    async ({ world, expect }) => {
      const [users, each] = [25, 40] as const;
      const plugin = await world.plugin({ accidents: { seed: 7, chance: 0.01 } });
      const draw = createChance(11);
      const cookies = await world.people(users);
      const peers = await Promise.all(cookies.map((cookie) => world.peer({ cookie })));
      await Promise.all(peers.map(talk));
      expect(plugin.opened()).toBeGreaterThan(20);
      expect(plugin.messages).toHaveLength(users * each);
      await plugin.until(() => plugin.waiting() === 0, 'The last word that all is written');
      expect(plugin.refused).toEqual([]);

      async function talk(peer: SimulatedPeer): Promise<void> {
        const { thread } = peer.send('0');
        for (const n of upTo(each - 1)) {
          await peer.send(`${n}`, { thread }).accepted;
          if (draw() < 0.05) peer.drop();
        }
        const isAnswered = () => answersIn(peer.entries(thread)).length === each;
        await peer.until(isAnswered, 'All answers', 120_000);
        const entries = peer.entries(thread);
        expect(saidIn(entries)).toEqual([0, ...upTo(each - 1)].map(String));
        expect(answersIn(entries)).toEqual(saidIn(entries).map((text) => `ECHO: ${text}`));
        expect(numbersOf(entries)).toEqual(upTo(entries.length));
      }
    },
  );
});
