import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RawClient } from './contract/raw-client.ts';
import { startSimulator, type Simulator } from './simulator.ts';

const SESSION = 'agent:main:telegram:bob';

describe('a conversation with a person, and its troubles', () => {
  let simulator: Simulator;
  const clients: RawClient[] = [];
  beforeEach(async () => {
    simulator = await startSimulator();
    simulator.seedConversation({ sessionKey: SESSION, channel: 'telegram', to: 'bob' });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await simulator.stop();
  });

  it('tells what was received, with its files, by the id the caller gets', async () => {
    const client = await listening();
    const media = [{ url: 'media://inbound/a.png', contentType: 'image/png', kind: 'image' }];
    const messageId = simulator.receive({ sessionKey: SESSION, text: 'look', senderIsOwner: true, media });
    expect(await client.event('session.message')).toMatchObject({
      messageId,
      senderIsOwner: true,
      message: { role: 'user', content: 'look', __openclaw: { id: messageId, media } },
      lastTo: 'bob',
    });
    expect(simulator.turns).toEqual([]);
  });

  it('loses messages on their way, and the history has them', async () => {
    const client = await listening();
    simulator.loseMessages(1);
    for (const text of ['lost', 'found']) simulator.receive({ sessionKey: SESSION, text });
    expect(await client.event('session.message')).toMatchObject({ message: { content: 'found' } });
    const history = await client.call('chat.history', { sessionKey: SESSION });
    expect(history).toMatchObject({ messages: [{ content: 'lost' }, { content: 'found' }] });
  });

  it('tells messages twice', async () => {
    const client = await listening();
    simulator.repeatMessages(1);
    for (const text of ['twice', 'once']) simulator.receive({ sessionKey: SESSION, text });
    await client.event('session.message', (told) => told['messageSeq'] === 2);
    const told = client.events.filter(({ event }) => event === 'session.message');
    expect(told.map(({ payload }) => payload['messageSeq'])).toEqual([1, 1, 2]);
  });

  it('cuts the connection that takes the last of so many frames, and no other', async () => {
    const [one, other] = [await listening(), await connect()];
    simulator.dropAfterFrames(2);
    for (const text of ['one', 'two', 'three']) simulator.receive({ sessionKey: SESSION, text });
    expect((await one.closed)[0]).toBe(1006);
    const told = one.events.filter(({ event }) => event === 'session.message');
    expect(told.map(({ payload }) => payload['messageSeq'])).toEqual([1, 2]);
    expect(await other.call('chat.history', { sessionKey: SESSION })).toMatchObject({ totalMessages: 3 });
  });

  it('has nobody to talk to when it is stopped', async () => {
    await simulator.stop();
    const receive = () => simulator.receive({ sessionKey: SESSION, text: 'hi' });
    expect(receive).toThrow('the simulator is not running');
  });

  async function listening(): Promise<RawClient> {
    const client = await connect();
    await client.call('sessions.subscribe');
    return client;
  }

  function connect(): Promise<RawClient> {
    const client = new RawClient(simulator.wsUrl);
    clients.push(client);
    return client.connect({}, simulator.token);
  }
});
