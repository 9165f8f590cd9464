import { expect } from 'vitest';
import { fresh, until, type Contract } from './contract.ts';
import type { RawClient, Wire } from './raw-client.ts';

/** HTTP beside the agent: health, models, who may come in. */
export function httpContract(contract: Contract): void {
  contract.prove(['http.health', 'http.ready'], 'tells its health to everybody', async () => {
    for (const path of ['/health', '/healthz']) {
      const response = await contract.http(path, { token: '' });
      expect([response.status, await response.json()]).toEqual([200, { ok: true, status: 'live' }]);
    }
    for (const path of ['/ready', '/readyz']) {
      const response = await contract.http(path, { token: '' });
      expect([response.status, await response.json()]).toMatchObject([200, { ready: true }]);
    }
  });

  contract.prove(['http.models', 'http.models.unknown'], 'lists its models', async () => {
    const list = (await (await contract.http('/v1/models')).json()) as { data: { id: string }[] };
    expect(list.data.map(({ id }) => id)).toEqual(['openclaw', 'openclaw/default', 'openclaw/main']);
    expect(await (await contract.http('/v1/models/openclaw%2Fmain')).json()).toMatchObject({
      id: 'openclaw/main',
    });
    expect((await contract.http('/v1/models/openclaw%2Fghost')).status).toBe(404);
    expect((await contract.http('/v1/models/gpt-4')).status).toBe(400);
  });

  contract.prove(['http.unauthorized'], 'lets nobody in without the token', async () => {
    const unauthorized = { error: { message: 'Unauthorized', type: 'unauthorized' } };
    for (const token of ['', 'wrong']) {
      const response = await contract.http('/v1/chat/completions', { method: 'POST', body: '{', token });
      expect([response.status, await response.json()]).toEqual([401, unauthorized]);
      expect((await contract.http('/v1/models', { token })).status).toBe(401);
    }
  });

  contract.prove(
    ['http.unknown-path', 'http.wrong-verb', 'http.bad-json'],
    'refuses what it cannot read',
    async () => {
      for (const path of ['/nope', '/v1/nope', '/']) {
        const response = await contract.http(path);
        expect([response.status, await response.text()]).toEqual([404, 'Not Found']);
      }
      expect((await contract.http('/v1/chat/completions')).status).toBe(405);
      const response = await contract.http('/v1/chat/completions', { method: 'POST', body: '{' });
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { error: { type: 'invalid_request_error' } },
      ]);
    },
  );
}

/** Chat completions. */
export function chatCompletionsContract(contract: Contract): void {
  contract.prove(['http.chat'], 'answers as a whole', async () => {
    const response = await contract.chat('hello');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      id: expect.stringMatching(/^chatcmpl_[0-9a-f-]{36}$/),
      object: 'chat.completion',
      model: 'openclaw',
      choices: [{ index: 0, message: { role: 'assistant', content: 'ECHO: hello' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    });
  });

  contract.prove(['http.chat.stream', 'http.chat.usage-chunk'], 'answers as a stream', async () => {
    const events = await streamOf(contract.chat('/slow 3 20', { stream: true }));
    const deltas = events.slice(0, -1).map((event) => (event as StreamChunk).choices[0]?.delta);
    expect(deltas[0]).toEqual({ role: 'assistant' });
    expect(deltas.map((delta) => delta?.content ?? '').join('')).toBe('w0 w1 w2');
    expect(events.at(-2)).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [{ finish_reason: 'stop' }],
    });
    expect(events.at(-1)).toBe('[DONE]');

    const options = { stream: true, stream_options: { include_usage: true } };
    const counted = await streamOf(contract.chat('hi', options));
    expect(counted.at(-2)).toMatchObject({ choices: [], usage: { total_tokens: 15 } });
  });

  contract.prove(['http.chat.session-header'], 'continues the session a header names', async () => {
    const key = fresh('Header');
    await contract.chat('by http', {}, { headers: { 'x-openclaw-session-key': key } });
    expect(await userRows(contract, key.toLowerCase())).toEqual(['by http']);
  });

  contract.prove(['http.chat.user'], 'keeps one session per user', async () => {
    const user = fresh('user');
    await contract.chat('one', { user });
    await contract.chat('two', { user });
    expect(await userRows(contract, `agent:main:openai-user:${user}`)).toEqual(['one', 'two']);
  });

  contract.prove(['http.chat.new-session'], 'opens a new session for everybody else', async () => {
    await contract.chat('first');
    const one = await newestKey(contract);
    await contract.chat('second');
    const two = await newestKey(contract);
    expect(one).toMatch(/^agent:main:openai:[0-9a-f-]{36}$/);
    expect(two).toMatch(/^agent:main:openai:[0-9a-f-]{36}$/);
    expect(one).not.toBe(two);
  });

  contract.prove(['http.chat.flattened', 'http.chat.parts'], 'turns messages into one prompt', async () => {
    const earlier = [
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'ECHO: first' },
    ];
    const asked = await contract.chat('', { messages: [...earlier, { role: 'user', content: 'second' }] });
    expect(await reply(asked)).toBe(
      'ECHO: [Chat messages since your last reply - for context]\nUser: first\nAssistant: ECHO: first\n\n' +
        '[Current message - respond to this]\nUser: second',
    );
    const parts = ['a', 'b'].map((text) => ({ type: 'text', text }));
    expect(await reply(await contract.chat('', { messages: [{ role: 'user', content: parts }] }))).toBe(
      'ECHO: a\nb',
    );
  });

  contract.prove(
    ['http.chat.model', 'http.chat.agent', 'http.chat.agent-in-key'],
    'knows its agents',
    async () => {
      const invalid = 'Invalid `model`. Use `openclaw` or `openclaw/<agentId>`.';
      const unknown = "Unknown agent 'ghost'.";
      expect(await refused(contract.chat('x', { model: 'gpt-4' }))).toEqual([400, invalid]);
      expect(await refused(contract.chat('x', { model: 'openclaw/ghost' }))).toEqual([400, unknown]);
      expect(await refused(contract.chat('x', {}, { headers: { 'x-openclaw-agent-id': 'ghost' } }))).toEqual([
        400,
        unknown,
      ]);
      const key = { 'x-openclaw-session-key': 'agent:ghost:x' };
      expect(await refused(contract.chat('x', {}, { headers: key }))).toEqual([500, 'internal error']);
      const events = await streamOf(contract.chat('x', { stream: true }, { headers: key }));
      expect(events.slice(-2)).toEqual([
        { error: { message: 'Agent ghost is not present in the configured roster.', type: 'api_error' } },
        '[DONE]',
      ]);
      expect(await reply(await contract.chat('no model', { model: undefined }))).toBe('ECHO: no model');
    },
  );

  contract.prove(
    ['http.chat.no-user-message', 'http.chat.reserved-session'],
    'refuses what it cannot run',
    async () => {
      const missing = 'Missing user message in `messages`.';
      expect(await refused(contract.chat('', { messages: [] }))).toEqual([400, missing]);
      expect(await refused(contract.chat('', { messages: undefined }))).toEqual([400, missing]);
      expect(await refused(contract.chat('', { messages: [{ role: 'system', content: 'x' }] }))).toEqual([
        400,
        missing,
      ]);
      for (const key of ['cron:x', 'agent:main:subagent:x', 'acp:x']) {
        const [status] = await refused(
          contract.chat('x', {}, { headers: { 'x-openclaw-session-key': key } }),
        );
        expect([key, status]).toEqual([key, 400]);
      }
    },
  );

  contract.prove(['http.chat.refused'], 'passes on the refusal of the provider', async () => {
    expect(await refused(contract.chat('/error not today'))).toEqual([400, '400 not today']);
    const events = await streamOf(contract.chat('/error not today', { stream: true }));
    expect(events.at(-2)).toEqual({ error: { message: '400 not today', type: 'invalid_request_error' } });
    expect(events.at(-1)).toBe('[DONE]');
  });

  contract.prove(['http.chat.silent'], 'fails when the model says nothing', async () => {
    expect(await refused(contract.chat('/empty'))).toEqual([500, 'internal error']);
    const events = await streamOf(contract.chat('/empty', { stream: true }));
    expect(events.at(-2)).toEqual({ error: { message: 'internal error', type: 'api_error' } });
  });

  contract.prove(['http.chat.gone'], 'aborts the run of a client that is gone', async () => {
    const user = fresh('gone');
    const gone = new AbortController();
    const asked = contract.chat('/hang', { user, stream: true }, { signal: gone.signal });
    const client = await contract.connect();
    const session = () => rowOf(client, `agent:main:openai-user:${user}`);
    await until(session, (row) => row?.['status'] === 'running');
    gone.abort();
    await expect(asked.then((response) => response.text())).rejects.toThrow(/abort/);
    expect(await until(session, (row) => row?.['status'] !== 'running')).toMatchObject({ status: 'killed' });
  });

  contract.prove(['http.chat.elsewhere'], 'shows its runs to the others, who cannot abort them', async () => {
    const admin = await contract.connect({ scopes: ['operator.admin'] });
    const key = fresh('elsewhere');
    const asked = contract.chat('/slow 4 60', {}, { headers: { 'x-openclaw-session-key': key } });
    const mine = (chat: Wire) => chat['sessionKey'] === `agent:main:${key}`;
    const { runId } = await admin.event('chat', (chat) => mine(chat) && chat['state'] === 'delta');
    expect(await admin.call('chat.abort', { sessionKey: key })).toEqual({
      ok: true,
      aborted: false,
      runIds: [],
    });
    const { id } = (await (await asked).json()) as { id: string };
    expect(runId).toBe(id);
    const wait = await admin.call('agent.wait', { runId: id, timeoutMs: 9000 });
    expect(wait).toMatchObject({ status: 'ok', terminalReply: { text: 'w0 w1 w2 w3' } });
  });
}

interface StreamChunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
}

async function streamOf(answer: Promise<Response>): Promise<unknown[]> {
  const response = await answer;
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
  ]);
  const lines = (await response.text()).split('\n\n').filter((line) => line !== '');
  return lines
    .map((line) => line.slice('data: '.length))
    .map((data) => (data === '[DONE]' ? data : JSON.parse(data)));
}

async function reply(response: Response): Promise<string | undefined> {
  const body = (await response.json()) as { choices: { message: { content: string } }[] };
  return body.choices[0]?.message.content;
}

async function refused(answer: Promise<Response>): Promise<readonly [number, string]> {
  const response = await answer;
  return [response.status, ((await response.json()) as { error: { message: string } }).error.message];
}

async function userRows(contract: Contract, sessionKey: string): Promise<unknown[]> {
  const client = await contract.connect();
  const { messages } = await client.call('chat.history', { sessionKey });
  return (messages as { role: string; content: unknown }[])
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content);
}

async function newestKey(contract: Contract): Promise<string> {
  const client = await contract.connect();
  const { sessions } = await client.call('sessions.list', { limit: 1 });
  return (sessions as { key: string }[])[0]?.key ?? '';
}

async function rowOf(client: RawClient, key: string): Promise<Wire | undefined> {
  const { sessions } = await client.call('sessions.list', { limit: 20 });
  return (sessions as Wire[]).find((row) => row['key'] === key);
}
