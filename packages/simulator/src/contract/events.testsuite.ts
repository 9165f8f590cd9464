import { expect } from 'vitest';
import { fresh, type Contract } from './contract.ts';
import type { RawClient, Wire, WireEvent } from './raw-client.ts';

/** Events: what is told, and to whom. */
export function eventsContract(contract: Contract): void {
  contract.prove(['events.chat', 'events.seq'], 'tells how a reply grows', async () => {
    const client = await contract.connect();
    const key = fresh('chat');
    await client.agent('/slow 4 60', key);
    const final = await client.event('chat', (chat) => chat['runId'] === key && chat['state'] === 'final');
    expect(final).toMatchObject({
      runId: key,
      sessionKey: `agent:main:${key}`,
      agentId: 'main',
      stopReason: 'stop',
      message: { role: 'assistant', content: [{ type: 'text', text: 'w0 w1 w2 w3' }] },
    });
    const deltas = of(client, key, 'chat').filter((chat) => chat['state'] === 'delta');
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas.map((chat) => chat['deltaText']).join('')).toBe('w0 w1 w2 w3');
    expect(deltas[0]).toMatchObject({ message: { content: [{ text: 'w0' }] } });
    const seqs = client.events.map(({ seq }) => seq).filter((seq) => seq !== undefined);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  contract.prove(['events.agent'], 'tells the life of a run', async () => {
    const client = await contract.connect();
    const key = fresh('life');
    await client.ran('hi', key);
    const told = of(client, key, 'agent');
    const seen = told.map((agent) => [agent['stream'], (agent['data'] as Wire)['phase']].join(' ').trim());
    const expected = ['lifecycle start', 'assistant', 'usage', 'lifecycle end'];
    expect(seen.filter((name) => expected.includes(name))).toEqual(expected);
    expect(told.map((agent) => agent['seq'])).toEqual(told.map((_, index) => index + 1));
    const [assistant] = told.filter((agent) => agent['stream'] === 'assistant');
    expect(assistant).toMatchObject({
      data: { text: 'ECHO: hi', delta: 'ECHO: hi' },
      ts: expect.any(Number),
    });
    const end = told.find((agent) => (agent['data'] as Wire)['phase'] === 'end');
    expect(end).toMatchObject({
      data: { aborted: false, stopReason: 'stop', terminalReply: { text: 'ECHO: hi' } },
    });
  });

  contract.prove(['events.failed'], 'tells how a run failed', async () => {
    const client = await contract.connect();
    const ending = async (message: string) => {
      const key = fresh('failed');
      await client.agent(message, key);
      if (message === '/slow 100 30') {
        await client.event('chat', (chat) => chat['runId'] === key && chat['state'] === 'delta');
        await client.call('chat.abort', { sessionKey: key });
      }
      const over = ['final', 'error', 'aborted'];
      return client.event('chat', (chat) => chat['runId'] === key && over.includes(String(chat['state'])));
    };
    expect(await ending('/error no')).toMatchObject({
      state: 'error',
      errorMessage: expect.stringMatching(/^LLM request failed/),
      errorDetail: { provider: 'mock', model: 'echo', failoverReason: 'format' },
    });
    expect(await ending('/empty')).toMatchObject({
      state: 'error',
      errorMessage: expect.stringMatching(/^⚠️ Agent/),
    });
    const aborted = await ending('/slow 100 30');
    expect(aborted).toMatchObject({ state: 'aborted', stopReason: 'rpc' });
    expect(aborted).toMatchObject({ message: { content: [{ text: expect.stringMatching(/^w0/) }] } });
  });

  contract.prove(['events.tool'], 'tells the use of a tool to who started the run', async () => {
    const starter = await contract.connect({ caps: ['tool-events'] });
    const other = await contract.connect({ caps: ['tool-events'] });
    const unable = await contract.connect();
    const key = fresh('tool');
    const tool = (phase: string) => (agent: Wire) =>
      agent['runId'] === key && agent['stream'] === 'tool' && (agent['data'] as Wire)['phase'] === phase;
    await starter.ran('/tool true', key);
    const start = await starter.event('agent', tool('start'));
    expect(start).toMatchObject({ data: { name: 'exec', args: { command: 'true' } } });
    const result = await starter.event('agent', tool('result'));
    const { toolCallId } = start['data'] as Wire;
    const text = [{ type: 'text', text: '(no output)' }];
    expect(result).toMatchObject({
      data: {
        toolCallId,
        isError: false,
        result: { content: text, details: { status: 'completed', exitCode: 0 } },
      },
    });
    const later = fresh('later');
    await unable.ran('/tool true', later);
    for (const client of [other, unable]) {
      await client.event('chat', (chat) => chat['runId'] === later && chat['state'] === 'final');
      expect(client.events.filter(({ payload }) => payload['stream'] === 'tool')).toEqual([]);
    }
  });

  contract.prove(
    ['events.everybody', 'events.message'],
    'tells readers of runs and subscribers of messages',
    async () => {
      const starter = await contract.connect();
      const reader = await contract.connect({ scopes: ['operator.read'] });
      const subscriber = await contract.connect({ scopes: ['operator.read'] });
      const key = fresh('told');
      const subscribed = await subscriber.call('sessions.messages.subscribe', { key });
      expect(subscribed).toEqual({ subscribed: true, key: `agent:main:${key}` });
      await starter.agent('/long 9000', key);
      const final = (chat: Wire) => chat['runId'] === key && chat['state'] === 'final';
      await Promise.all([reader.event('chat', final), subscriber.event('chat', final)]);
      const reply = await subscriber.event('session.message', (told) => told['messageSeq'] === 2);
      expect(reply).toMatchObject({
        sessionKey: `agent:main:${key}`,
        agentId: 'main',
        runId: key,
        messageId: expect.any(String),
        message: { role: 'assistant', __openclaw: { seq: 2, truncated: true } },
        session: { key: `agent:main:${key}` },
      });
      expect(reply['messageId']).toBe((reply['message'] as { __openclaw: { id: string } }).__openclaw.id);
      const question = await subscriber.event('session.message', (told) => told['messageSeq'] === 1);
      expect(question).toMatchObject({
        message: { role: 'user', content: '/long 9000', idempotencyKey: `${key}:user` },
      });
      expect(names(reader.events)).not.toContain('session.message');
    },
  );

  contract.prove(
    ['events.scoped', 'events.scoped.session', 'events.scoped.all'],
    'tells only what was asked for',
    async () => {
      const caps = ['session-scoped-events'];
      const deaf = await contract.connect({ caps });
      const one = await contract.connect({ caps });
      const all = await contract.connect({ caps });
      const key = fresh('scoped');
      await one.call('sessions.messages.subscribe', { key });
      expect(await all.call('sessions.subscribe')).toEqual({ subscribed: true });
      const [inside, outside] = [fresh('inside'), fresh('outside')];
      await deaf.ran('out', outside);
      await deaf.ran('in', key, { idempotencyKey: inside });

      await all.event('session.message', (told) => told['sessionKey'] === `agent:main:${outside}`);
      await all.event('session.message', (told) => told['runId'] === inside);
      await one.event('session.message', (told) => told['runId'] === inside);
      await one.event('chat', (chat) => chat['runId'] === inside && chat['state'] === 'final');
      expect(names(deaf.events)).not.toContain('chat');
      expect(names(deaf.events)).not.toContain('agent');
      expect(names(all.events)).not.toContain('chat');
      expect(of(one, outside, 'chat')).toEqual([]);
      expect(names(deaf.events)).not.toContain('session.message');

      const gone = await one.call('sessions.messages.unsubscribe', { key });
      expect(gone).toEqual({ subscribed: false, key: `agent:main:${key}` });
      const after = fresh('after');
      await deaf.ran('later', key, { idempotencyKey: after });
      await all.event('session.message', (told) => told['runId'] === after);
      expect(of(one, after, 'chat')).toEqual([]);
    },
  );
}

function of(client: RawClient, runId: string, event: string): Wire[] {
  return client.events
    .filter((one) => one.event === event && one.payload['runId'] === runId)
    .map(({ payload }) => payload);
}

function names(events: readonly WireEvent[]): string[] {
  return events.map(({ event }) => event);
}
