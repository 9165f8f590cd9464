import type { Entry } from '@clawbridge/wire';
import type { SimulatedPeer } from '@clawbridge/simulator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createTempDatabase,
  type TempDatabase,
} from '../../packages/bridge/src/store/postgres/temp-store.fixture.ts';
import { runProgram } from '../journeys/program.ts';
import { makeWebWorld, type WebWorld } from '../journeys/web-world.ts';

let database: TempDatabase;
let here: WebWorld;
let there: WebWorld;

beforeAll(async () => {
  database = await createTempDatabase();
});
afterAll(() => database.drop());

/** Two nodes on one database. */
beforeEach(async () => {
  const env = { CLAWBRIDGE_DATABASE_URL: database.url };
  here = await makeWebWorld({ env });
  there = await makeWebWorld({ env });
});
afterEach(async () => {
  await Promise.all([here.close(), there.close()]);
});

const answersIn = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => (entry.kind === 'answered' ? [entry.text] : []));
const hasPartial = (peer: SimulatedPeer) => () =>
  peer.frames('live').some(({ live }) => live.type === 'partial');

describe('a browser on one node and the agent’s link on another', () => {
  it('find each other, and the browser sees the answer being written', async () => {
    await there.plugin();
    const peer = await here.peer();
    const sent = peer.send('hello over there');
    expect(await peer.answer(sent)).toMatchObject({ text: 'ECHO: hello over there' });
    expect(peer.entries(sent.thread).map(({ kind }) => kind)).toEqual(['said', 'delivered', 'answered']);
    await peer.until(() => peer.frames('live').some(({ live }) => live.type === 'ended'), 'The end');
    const parts = peer.frames('live').flatMap(({ live }) => (live.type === 'partial' ? [live] : []));
    expect(parts.reduce((text, part) => text.slice(0, part.at) + part.text, '')).toBe(
      'ECHO: hello over there',
    );
  });

  it('a page that is loaded on a third way sees how far the answer is', async () => {
    await there.plugin();
    const peer = await here.peer();
    const sent = peer.send('/slow 100 50');
    await peer.until(hasPartial(peer), 'Words');
    const late = await here.peer();
    expect(late.welcome()?.running).toMatchObject([{ thread: sent.thread }]);
    expect(late.welcome()?.running[0]?.text).toMatch(/^w0/);
  });

  it('a decision and a stop find the link', async () => {
    const plugin = await there.plugin();
    const peer = await here.peer();
    const sent = peer.send('/approve touch x');
    await plugin.until(() => plugin.approvals().length === 1, 'A question');
    const [approval = ''] = plugin.approvals();
    await peer.until(() => peer.entries(sent.thread).some(({ kind }) => kind === 'approval'), 'A question');
    peer.tell({ type: 'decide', cid: 'd-1', thread: sent.thread, approval, decision: 'allow-once' });
    expect(await peer.answer(sent)).toMatchObject({ text: 'ECHO: /approve touch x' });
    const slow = peer.send('/slow 1000 50', { thread: sent.thread });
    await slow.accepted;
    await plugin.until(() => plugin.messages.at(-1)?.text === '/slow 1000 50', 'The message');
    peer.tell({ type: 'stop', cid: 's-1', thread: sent.thread });
    expect((await peer.answer(slow)).text).toContain('aborted');
  });

  it('the link moves: nothing is lost, nothing is there twice', async () => {
    const old = await there.plugin();
    const peer = await here.peer();
    const first = peer.send('one');
    await peer.answer(first);
    const fresh = await here.plugin();
    await old.until(() => old.state().kind === 'stopped', 'The end of the old one');
    expect(old.state()).toMatchObject({ code: 4001 });
    await peer.answer(peer.send('two', { thread: first.thread }));
    expect([old.messages.length, fresh.messages.length]).toEqual([1, 1]);
  });

  it('the node of the link dies with an answer in it: it arrives once, over the other', async () => {
    const dying = await there.plugin({ isManual: true });
    const peer = await here.peer();
    const sent = peer.send('think');
    await dying.until(() => dying.messages.length === 1, 'The message');
    await there.kill();
    dying.stop();
    const heir = await here.plugin({ isManual: true });
    const { id: turn } = await sent.accepted;
    const to = `owner.${sent.thread}`;
    const reply = { type: 'reply' as const, nonce: 'n-1', to, turn, text: 'Done.', isFinal: true };
    heir.send({ ...reply, attachments: [], ref: 1001 });
    heir.send({ ...reply, attachments: [], ref: 1002 });
    expect(await peer.answer(sent)).toMatchObject({ text: 'Done.' });
    expect(await heir.find('n-1')).toBe((await peer.answer(sent)).id);
    expect(answersIn(peer.entries(sent.thread))).toEqual(['Done.']);
    await there.start();
  });

  it('the node of the browser dies: he goes on at the other one', async () => {
    await there.plugin();
    const cookie = await here.invite('Ada');
    const peer = await here.peer({ cookie });
    const sent = peer.send('before');
    await peer.answer(sent);
    await here.kill();
    const again = await there.peer({ cookie });
    await again.load(sent.thread);
    await again.answer(again.send('after', { thread: sent.thread }));
    expect(answersIn(again.entries(sent.thread))).toEqual(['ECHO: before', 'ECHO: after']);
    await here.start();
  });

  it('who is revoked is thrown out everywhere, at once', async () => {
    const cookie = await here.invite('Mallory');
    const peers = [await here.peer({ cookie }), await there.peer({ cookie })];
    await runProgram(['invite', '--revoke', 'Mallory'], here.env);
    for (const peer of peers) await peer.until(() => peer.state().kind === 'stopped', 'The end');
    expect(peers.map((peer) => peer.state())).toMatchObject([{ code: 4003 }, { code: 4003 }]);
  });
});
