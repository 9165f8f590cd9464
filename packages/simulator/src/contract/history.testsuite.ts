import { expect } from 'vitest';
import { failure, fresh, until, type Contract } from './contract.ts';

/** Transcripts and the list of sessions. */
export function historyContract(contract: Contract): void {
  contract.prove(['history.rows', 'history.limit'], 'shows the rows of a session', async () => {
    const client = await contract.connect();
    const key = fresh('rows');
    await client.ran('one', key, { idempotencyKey: `${key}-1` });
    await client.ran('two', key, { idempotencyKey: `${key}-2` });
    const history = await client.call('chat.history', { sessionKey: key });
    const row = (seq: number, more: object = {}) => ({
      timestamp: expect.any(Number),
      __openclaw: {
        id: expect.any(String),
        seq,
        transcriptPosition: { rawSeq: expect.any(Number) },
        ...more,
      },
    });
    expect(history).toMatchObject({
      sessionKey: key,
      sessionId: expect.any(String),
      totalMessages: 4,
      hasMore: false,
      messages: [
        { role: 'user', content: 'one', idempotencyKey: `${key}-1:user`, ...row(1) },
        {
          role: 'assistant',
          content: [{ type: 'text', text: 'ECHO: one' }],
          ...row(2, { runId: `${key}-1` }),
        },
        { role: 'user', content: 'two', idempotencyKey: `${key}-2:user`, ...row(3) },
        {
          role: 'assistant',
          content: [{ type: 'text', text: 'ECHO: two' }],
          ...row(4, { runId: `${key}-2` }),
        },
      ],
    });
    const { messages, hasMore } = await client.call('chat.history', { sessionKey: key, limit: 1 });
    expect([(messages as object[]).length, hasMore]).toEqual([1, true]);
    expect(messages).toMatchObject([{ content: [{ text: 'ECHO: two' }] }]);
    const zero = await failure(client.call('chat.history', { sessionKey: key, limit: 0 }));
    expect(zero.shape.message).toBe('invalid chat.history params: at /limit: must be >= 1');
  });

  contract.prove(['history.unknown'], 'shows nothing of a session nobody has opened', async () => {
    const client = await contract.connect();
    const history = await client.call('chat.history', { sessionKey: fresh('unknown') });
    expect(history).toMatchObject({ messages: [], totalMessages: 0, pendingInputs: { items: [], total: 0 } });
  });

  contract.prove(['history.in-flight'], 'shows what is running and what waits', async () => {
    const client = await contract.connect();
    const key = fresh('in-flight');
    const history = () => client.call('chat.history', { sessionKey: key });
    await client.agent('/slow 100 50', key, { idempotencyKey: `${key}-1` });
    await client.event('chat', (chat) => chat['runId'] === `${key}-1` && chat['state'] === 'delta');
    await client.agent('next', key, { idempotencyKey: `${key}-2` });
    const waiting = await until(
      history,
      ({ pendingInputs }) => (pendingInputs as { total: number }).total === 1,
    );
    expect(waiting).toMatchObject({
      inFlightRun: { runId: `${key}-1`, text: expect.stringMatching(/^w0/), startedAt: expect.any(Number) },
      pendingInputs: {
        items: [{ runId: `${key}-2`, state: 'queued', message: { role: 'user', content: 'next' } }],
      },
    });
    await client.call('chat.abort', { sessionKey: key });
    const settled = await until(history, (now) => !('inFlightRun' in now));
    expect(settled).not.toHaveProperty('inFlightRun');
  });

  contract.prove(['history.cut'], 'cuts long texts and keeps the whole', async () => {
    const client = await contract.connect();
    const key = fresh('cut');
    await client.ran('/long 9000', key);
    const { messages } = await client.call('chat.history', { sessionKey: key, limit: 1 });
    const [row] = messages as { __openclaw: { id: string } }[];
    expect(row).toMatchObject({
      content: [{ text: `${'x'.repeat(8000)}\n...(truncated)...` }],
      __openclaw: { truncated: true, reason: 'display-cap' },
    });
    const whole = [{ type: 'text', text: 'x'.repeat(9000) }];
    const wide = await client.call('chat.history', { sessionKey: key, limit: 1, maxChars: 20_000 });
    expect(wide).toMatchObject({ messages: [{ content: whole }] });
    const messageId = row?.__openclaw.id;
    const one = await client.call('chat.message.get', { sessionKey: key, messageId });
    expect(one).toMatchObject({ ok: true, message: { content: whole } });
    const none = await client.call('chat.message.get', { sessionKey: key, messageId: 'none' });
    expect(none).toEqual({ ok: false, unavailableReason: 'not_found' });
  });

  contract.prove(['history.failed'], 'keeps what is left of a failed run', async () => {
    const client = await contract.connect();
    const [refused, aborted] = [fresh('refused'), fresh('aborted')];
    await failure(client.ran('/error no', refused));
    expect(await client.call('chat.history', { sessionKey: refused })).toMatchObject({
      messages: [
        { role: 'user' },
        { role: 'assistant', idempotencyKey: `${refused}:terminal-error`, stopReason: 'error' },
      ],
    });
    const run = await client.agent('/slow 100 50', aborted);
    await client.event('chat', (chat) => chat['runId'] === aborted && chat['state'] === 'delta');
    await client.call('chat.abort', { sessionKey: aborted });
    await run.final;
    expect(await client.call('chat.history', { sessionKey: aborted })).toMatchObject({
      messages: [
        { role: 'user' },
        {
          role: 'assistant',
          content: [{ type: 'text', text: expect.stringMatching(/^w0/) }],
          idempotencyKey: `${aborted}:assistant`,
          stopReason: 'stop',
          openclawAbort: { aborted: true, origin: 'rpc', runId: aborted },
        },
      ],
    });
  });

  contract.prove(['sessions.list'], 'lists its sessions', async () => {
    const client = await contract.connect();
    const [older, newer] = [fresh('older'), fresh('newer')];
    await client.ran('hi', older);
    await client.agent('/hang', newer);
    await until(
      () => client.call('chat.history', { sessionKey: newer }),
      (history) => 'inFlightRun' in history,
    );
    const list = await client.call('sessions.list', { limit: 2 });
    expect(list).toMatchObject({
      count: 2,
      hasMore: true,
      nextOffset: 2,
      sessions: [
        { key: `agent:main:${newer}`, status: 'running', hasActiveRun: true },
        { key: `agent:main:${older}`, status: 'done', hasActiveRun: false, abortedLastRun: false },
      ],
    });
    await client.call('chat.abort', { sessionKey: newer });
    const search = await client.call('sessions.list', { search: older });
    expect(search).toMatchObject({
      totalCount: 1,
      hasMore: false,
      sessions: [{ key: `agent:main:${older}` }],
    });
  });
}
