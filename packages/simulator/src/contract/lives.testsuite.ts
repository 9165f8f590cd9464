import { expect } from 'vitest';
import { failure, fresh, until, type Contract } from './contract.ts';
import { CLI, type RawClient, type Wire } from './raw-client.ts';
import { newDevice } from './raw-device.ts';

const DRAINING = 'Gateway is draining; new tasks are not accepted';
const UNAVAILABLE = 'Gateway is temporarily unavailable while suspending or restarting';
const KEY_IS_SPENT = {
  code: 'UNAVAILABLE',
  message: 'Pending input ownership ended; submit a new turn to continue',
};
const APPROVER = ['operator.read', 'operator.write', 'operator.admin', 'operator.approvals'];
const RECOVERY = { sourceTool: 'main_session_restart_recovery' };

/** Crash, return and farewell. The last tests of a gateway: it is stopped afterwards. */
export function livesContract(contract: Contract): void {
  contract.prove(
    ['kill.forgets', 'kill.transcript', 'kill.resumes', 'kill.device', 'kill.resend'],
    'comes back from a crash with its disk and without its memory',
    async () => {
      const device = newDevice();
      const before = await contract.connect({ client: CLI, device });
      const { deviceToken } = before.hello['auth'] as { deviceToken: string };
      const [ended, sent, broken] = [fresh('ended'), fresh('sent'), fresh('broken')];
      await before.ran('hi', ended);
      const send = { message: 'hi', sessionKey: sent, idempotencyKey: sent };
      await before.call('chat.send', send);
      await before.call('agent.wait', { runId: sent, timeoutMs: 9000 });
      await before.agent('/slow 20 15', broken);
      await before.event('chat', (chat) => chat['runId'] === broken && chat['state'] === 'delta');
      await contract.gateway.kill();
      expect((await before.closed)[0]).toBe(1006);
      await contract.gateway.start();

      const after = await contract.connect({ client: CLI, device, auth: { deviceToken } });
      expect(boot(after)).not.toBe(boot(before));
      expect(await after.call('agent.wait', { runId: ended, timeoutMs: 1 })).toEqual({
        runId: ended,
        status: 'timeout',
      });
      expect(await rows(after, ended)).toMatchObject([
        { idempotencyKey: `${ended}:user` },
        { role: 'assistant' },
      ]);
      expect((await rows(after, broken))[0]).toMatchObject({ idempotencyKey: `${broken}:user` });

      const resumed = await until(
        () => rows(after, broken),
        (now) => now.at(-1)?.['role'] === 'assistant',
      );
      const [, resume, answer] = resumed;
      expect(resume).toMatchObject({
        role: 'user',
        provenance: RECOVERY,
        idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}:user$/),
      });
      const newId = String(resume?.['idempotencyKey']).replace(':user', '');
      expect(answer).toMatchObject({ __openclaw: { runId: newId }, stopReason: 'stop' });
      const words = Array.from({ length: 20 }, (_, i) => `w${i}`).join(' ');
      const wait = await after.call('agent.wait', { runId: newId, timeoutMs: 9000 });
      expect(wait).toMatchObject({ status: 'ok', terminalReply: { text: words } });

      expect(await after.ran('hi', ended)).toMatchObject({
        status: 'error',
        result: { payloads: [{ isError: true }] },
      });
      expect((await rows(after, ended)).at(-1)).toMatchObject({ idempotencyKey: `${ended}:terminal-error` });
      expect(await after.call('chat.send', send)).toEqual({ runId: sent, status: 'started' });
      expect(await after.call('agent.wait', { runId: sent, timeoutMs: 9000 })).toMatchObject({
        status: 'ok',
        terminalReply: { text: 'ECHO: hi' },
      });
    },
  );

  contract.prove(
    ['kill.pending', 'kill.queued', 'abort.resumed'],
    'takes up after a crash what ran, by way of a pending input, and not what waited',
    async () => {
      const before = await contract.connect();
      // Several, because the stage is short and the gateway is slow to answer while it starts.
      const broken = [fresh('broken'), fresh('broken'), fresh('broken')];
      for (const key of broken) {
        await before.agent('/slow 60 100', key);
        await before.event('chat', (chat) => chat['runId'] === key && chat['state'] === 'delta');
        await before.agent('behind', key, { idempotencyKey: `${key}-waited` });
      }
      await contract.gateway.kill();
      const starting = contract.gateway.start();
      const after = await contract.reconnect();
      const historyOf = (sessionKey: string) => after.call('chat.history', { sessionKey });
      const watching = broken.map(async (sessionKey) => {
        const now: Wire = await until(
          () => historyOf(sessionKey).catch(() => ({ messages: [] })),
          ({ messages, ...rest }) => resumeIn(rest) !== undefined || (messages as Wire[]).length > 1,
        );
        if (resumeIn(now) === undefined) throw new Error(`${sessionKey} was resumed unseen`);
        return [sessionKey, now] as const;
      });
      const [key, seen] = await Promise.any(watching);
      const second = `${key}-waited`;
      const newId = String(resumeIn(seen)?.['runId']);
      expect(resumeIn(seen)).toMatchObject({ state: 'queued', message: { provenance: RECOVERY } });
      expect(seen).toMatchObject({
        messages: [{ idempotencyKey: `${key}:user` }],
        sessionInfo: { abortedLastRun: false, hasActiveRun: true },
      });

      const history = () => historyOf(key);
      // For a moment it is both a pending input and a row.
      const running = await until(history, (now) => resumeIn(now) === undefined);
      expect(running).toMatchObject({
        messages: [
          { idempotencyKey: `${key}:user` },
          { idempotencyKey: `${newId}:user`, provenance: RECOVERY },
        ],
        inFlightRun: { runId: newId },
        pendingInputs: { items: [{ runId: second, state: 'interrupted' }], total: 1 },
      });
      expect(await after.call('chat.abort', { sessionKey: key, runId: newId })).toMatchObject({
        aborted: true,
      });
      expect(await after.call('agent.wait', { runId: newId, timeoutMs: 9000 })).toMatchObject({
        status: 'error',
        stopReason: 'rpc',
      });
      const again = after.call('agent', { message: 'behind', sessionKey: key, idempotencyKey: second });
      expect((await failure(again)).shape).toEqual(KEY_IS_SPENT);
      await Promise.allSettled([...watching, starting]);
    },
  );

  contract.prove(
    ['stop.finishes', 'stop.refuses', 'stop.turns-away', 'stop.http', 'stop.shutdown'],
    'finishes what runs before it stops, and takes nothing new',
    async () => {
      const client = await contract.connect();
      const [key, byHttp] = [fresh('drain'), fresh('drain-http')];
      const [queued, late] = [`${key}-queued`, `${key}-late`];
      const running = await client.agent('/slow 30 80', key);
      await client.event('chat', (chat) => chat['runId'] === key && chat['state'] === 'delta');
      const waiting = await client.agent('behind', key, { idempotencyKey: queued });
      const session = { headers: { 'x-openclaw-session-key': byHttp } };
      const overHttp = await contract.chat('/slow 30 80', { stream: true }, session);
      await client.event('chat', ({ sessionKey }) => String(sessionKey).endsWith(byHttp));
      const queuedHttp = await contract.chat('behind', { stream: true }, session);

      const gone = contract.gateway.terminate();
      await until(
        () => upgrade(contract),
        (status) => status === 'Unexpected server response: 503',
      );
      const error = { message: UNAVAILABLE, type: 'service_unavailable', code: 'gateway_unavailable' };
      const refused = await contract.chat('hi');
      expect([refused.status, await refused.json()]).toEqual([503, { error }]);
      const ready = await contract.http('/readyz');
      expect([ready.status, await ready.json()]).toMatchObject([503, { ready: false }]);
      for (const [method, params] of [
        ['agent', { message: 'late', sessionKey: late, idempotencyKey: late }],
        ['agent.wait', { runId: key }],
        ['chat.history', { sessionKey: key }],
      ] as const) {
        expect((await failure(client.call(method, params))).shape).toEqual({
          code: 'UNAVAILABLE',
          message: `${method} unavailable during gateway restart`,
          retryable: true,
          retryAfterMs: 1000,
          details: { method, reason: 'gateway-restarting', phase: 'accepting' },
        });
      }

      const turnedAway = await failure(waiting.final);
      expect(turnedAway.shape).toEqual({ code: 'UNAVAILABLE', message: DRAINING });
      expect(turnedAway.payload).toEqual({ runId: queued, status: 'error', summary: DRAINING });
      expect(await running.final).toMatchObject({ runId: key, status: 'ok' });
      expect(await overHttp.text()).toMatch(/ w29.*\[DONE\]\n\n$/s);
      // The real gateway says sometimes why.
      expect(await queuedHttp.text()).toMatch(/{"error":{"message":"(internal error|Gateway is draining)/);
      expect(await client.event('shutdown')).toMatchObject({ reason: 'gateway stopping' });
      expect(await client.closed).toEqual([1012, 'service restart']);
      const told = (runId: string) =>
        client.events
          .filter(({ event, payload }) => event === 'chat' && payload['runId'] === runId)
          .map(({ payload }) => payload);
      expect(told(key).at(-1)).toMatchObject({ state: 'final', stopReason: 'stop' });
      expect(told(queued)).toMatchObject([{ state: 'error', errorMessage: DRAINING }]);
      await gone;
      await contract.gateway.start();

      const after = await contract.connect();
      expect(await after.call('chat.history', { sessionKey: key })).toMatchObject({
        messages: [
          { role: 'user', idempotencyKey: `${key}:user` },
          { role: 'assistant', __openclaw: { runId: key } },
          {
            role: 'custom',
            customType: 'run-failed-before-reply',
            content: `This turn ended before a reply: ${DRAINING}`,
            __openclaw: { runId: queued },
          },
        ],
        pendingInputs: {
          items: [{ runId: queued, state: 'interrupted' }],
          total: 1,
        },
      });
      const again = after.call('agent', { message: 'behind', sessionKey: key, idempotencyKey: queued });
      expect((await failure(again)).shape).toEqual(KEY_IS_SPENT);
      expect(await after.ran('late', late)).toMatchObject({ status: 'ok' });
    },
  );

  contract.prove(
    ['kill.cursor', 'kill.approvals'],
    'knows after its end where a reader was, and cancels what was open',
    async () => {
      const ends = { kill: () => contract.gateway.kill(), stop: () => contract.gateway.terminate() };
      for (const end of Object.values(ends)) {
        const before = await contract.connect({ scopes: APPROVER, caps: ['approvals'] });
        const sessionKey = fresh('cursor');
        await before.ran('one', sessionKey);
        const { deltaCursor: cursor } = await before.call('chat.history', { sessionKey });
        await before.ran('two', sessionKey, { idempotencyKey: fresh('two') });
        const asker = await contract.connect({ scopes: APPROVER });
        const wish = { command: 'echo hi', timeoutMs: 60_000, twoPhase: true };
        const { id } = await asker.call('exec.approval.request', wish);
        await end();
        await contract.gateway.start();

        const after = await contract.connect({ scopes: APPROVER, caps: ['approvals'] });
        expect(await after.call('chat.history', { sessionKey, cursor })).toMatchObject({
          kind: 'delta',
          messages: [{ messageSeq: 3 }, { messageSeq: 4 }],
        });
        expect(await after.call('exec.approval.list')).toEqual([]);
        expect(await after.call('approval.get', { id })).toMatchObject({
          approval: { status: 'cancelled', reason: 'gateway-restart', resolver: { kind: 'system' } },
        });
        const late = await failure(after.call('exec.approval.resolve', { id, decision: 'deny' }));
        expect(late.shape.details).toMatchObject({ reason: 'APPROVAL_NOT_FOUND' });
      }
    },
  );
}

/** The pending input by which the gateway resumes an interrupted run. */
function resumeIn(history: Wire): Wire | undefined {
  const { items = [] } = (history['pendingInputs'] ?? {}) as { items?: Wire[] };
  return items.find(({ message }) => (message as Wire)['provenance'] !== undefined);
}

/** What becomes of a connection. */
async function upgrade(contract: Contract): Promise<string> {
  const client = contract.open();
  const opened = client.event('connect.challenge').then(() => 'opened');
  return await Promise.race([client.failed, opened.catch(() => client.failed)]);
}

function boot(client: RawClient): string {
  return (client.hello['server'] as { bootId: string }).bootId;
}

async function rows(client: RawClient, sessionKey: string): Promise<Wire[]> {
  const { messages } = await client.call('chat.history', { sessionKey });
  return messages as Wire[];
}
