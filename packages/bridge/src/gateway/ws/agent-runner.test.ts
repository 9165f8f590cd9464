import { describe, expect, it } from 'vitest';
import { Failure, neverBegan, toFailure, type FailureCode } from '../../domain/failure.ts';
import type { Run } from '../../domain/port/agent-runner.ts';
import { createRecordingLog } from '../../domain/port/recording-log.fixture.ts';
import { createStop } from '../../domain/stop.ts';
import { gatewayFailed, notNow } from '../run-failures.ts';
import { createAgentRunner } from './agent-runner.ts';
import { createScriptedConnection } from './scripted-connection.fixture.ts';

const RUN: Run = { instance: 'home', id: 'r1', sessionKey: 'notes', message: 'hi', timeoutMs: 60_000 };

const lost = () => {
  throw new Failure('connection_lost', 'The wire broke.', { retryable: true });
};

/** What cannot be shown on a real gateway at will; everything else is in the contract suite. */
function createWorld(answers: Parameters<typeof createScriptedConnection>[0], ownsAllRuns = true) {
  const connection = createScriptedConnection(answers);
  const { signal, stop } = createStop();
  const asked = (method: string) => connection.requests.filter(([name]) => name === method);
  return {
    runner: createAgentRunner({ connection, log: createRecordingLog(), ownsAllRuns }),
    watch: { signal, onProgress() {} },
    stop,
    asked,
    emit: connection.emit,
  };
}

describe('a run that was cancelled before anybody joined it again', () => {
  it('is stopped in the gateway, and not followed', async () => {
    const { runner, watch, stop, asked } = createWorld({ 'chat.abort': () => ({ aborted: true }) });
    stop();
    await expect(runner.rejoin(RUN, watch)).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked('chat.abort')).toEqual([['chat.abort', { sessionKey: 'notes', runId: 'r1' }]]);
    expect(asked('agent')).toEqual([]);
  });

  it('is stopped under the id by which the gateway resumed it', async () => {
    const resumed = {
      role: 'user',
      idempotencyKey: 'n1:user',
      provenance: { sourceTool: 'main_session_restart_recovery' },
    };
    const { runner, watch, stop, asked } = createWorld({
      'chat.history': () => ({
        messages: [{ role: 'user', idempotencyKey: 'r1:user' }, resumed],
        inFlightRun: { runId: 'n1' },
      }),
      'chat.abort': () => ({ aborted: true }),
    });
    stop();
    await expect(runner.rejoin(RUN, watch)).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked('chat.abort')).toEqual([['chat.abort', { sessionKey: 'notes', runId: 'n1' }]]);
  });

  it('is cancelled also when the gateway no longer has it, or is not there', async () => {
    for (const abort of [() => ({ aborted: false }), lost]) {
      const { runner, watch, stop, asked } = createWorld({ 'chat.abort': abort });
      stop();
      await expect(runner.rejoin(RUN, watch)).rejects.toMatchObject({ code: 'cancelled' });
      expect(asked('chat.abort')).toHaveLength(1);
    }
  });
});

describe('a run that is cancelled while the wire is cut', () => {
  it('is not begun once the gateway is back', async () => {
    let away = true;
    const { runner, watch, stop, asked } = createWorld({
      agent: () =>
        asked('agent').length === 1 ? lost() : { result: { payloads: [{ text: 'ran after all' }] } },
      'chat.history'() {
        if (away) return lost();
        return { messages: [] };
      },
      'chat.abort'() {
        away = false;
        return { aborted: false };
      },
    });
    const running = runner.run(RUN, watch);
    await expect.poll(() => asked('chat.history').length).toBeGreaterThan(0);
    stop();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked('agent')).toHaveLength(1);
  });
});

describe('a run without a trace that is joined again', () => {
  const history = { 'chat.history': () => ({ messages: [] }) };

  it('is begun where all runs go over the WebSocket', async () => {
    const { runner, watch, asked } = createWorld({
      ...history,
      agent: () => ({ status: 'ok', result: { payloads: [{ text: 'pong' }] } }),
    });
    expect(await runner.rejoin(RUN, watch)).toMatchObject({ text: 'pong' });
    expect(asked('agent')).toHaveLength(1);
  });

  it('is not begun where it may have gone over HTTP, which leaves no trace', async () => {
    const { runner, watch, asked } = createWorld(history, false);
    await expect(runner.rejoin(RUN, watch)).rejects.toMatchObject({ code: 'run_interrupted' });
    expect(asked('agent')).toEqual([]);
  });
});

const DRAINING = 'Gateway is draining; new tasks are not accepted';
const unreachable = () => {
  throw new Failure('gateway_unreachable', 'Nothing listens there.', { retryable: true });
};
const turnedAway = {
  role: 'custom',
  customType: 'run-failed-before-reply',
  content: `This turn ended before a reply: ${DRAINING}`,
  __openclaw: { runId: 'r1' },
};

describe('a run that fails says whether the agent may have begun it', () => {
  const started = { event: 'agent', payload: { runId: 'r1', stream: 'lifecycle', data: { phase: 'start' } } };
  const failed = { event: 'agent', payload: { runId: 'r1', stream: 'lifecycle', data: { phase: 'error' } } };

  it.each<{
    what: string;
    begun: boolean;
    accepted: boolean;
    thrown: Failure;
    code: FailureCode;
    never: boolean;
  }>([
    {
      what: 'nothing was sent',
      begun: false,
      accepted: false,
      thrown: new Failure('gateway_unreachable', 'Nothing listens there.', { retryable: true }),
      code: 'gateway_unreachable',
      never: true,
    },
    {
      what: 'the gateway is starting or stopping and takes nothing',
      begun: false,
      accepted: false,
      thrown: notNow('agent unavailable during gateway restart'),
      code: 'gateway_refused',
      never: true,
    },
    {
      what: 'it waited in the queue of a gateway that was stopped',
      begun: false,
      accepted: true,
      thrown: notNow(DRAINING),
      code: 'gateway_refused',
      never: true,
    },
    {
      what: 'the gateway was stopped while the agent worked',
      begun: true,
      accepted: true,
      thrown: notNow(DRAINING),
      code: 'gateway_failed',
      never: false,
    },
    {
      what: 'it was accepted and then something was not available',
      begun: false,
      accepted: true,
      thrown: notNow('no worker'),
      code: 'gateway_failed',
      never: false,
    },
    {
      what: 'it failed',
      begun: true,
      accepted: true,
      thrown: gatewayFailed('LLM request failed'),
      code: 'gateway_failed',
      never: false,
    },
    {
      what: 'the request is wrong',
      begun: false,
      accepted: false,
      thrown: new Failure('gateway_refused', 'invalid agent params'),
      code: 'gateway_refused',
      never: false,
    },
  ])('when $what: $code', async ({ begun, accepted, thrown, code, never }) => {
    const { runner, watch, emit } = createWorld({
      agent(_, options) {
        if (accepted) options?.onAccepted?.({});
        emit(begun ? started : failed);
        throw thrown;
      },
    });
    const failure = toFailure(await runner.run(RUN, watch).catch((error: unknown) => error));
    expect([failure.code, neverBegan(failure)]).toEqual([code, never]);
  });

  it('when the wire broke after it was sent: its fate is looked up, and it was turned away', async () => {
    const { runner, watch, asked } = createWorld({
      agent: lost,
      'chat.history': () => ({
        messages: [turnedAway],
        pendingInputs: { items: [{ runId: 'r1', state: 'interrupted' }] },
      }),
    });
    await expect(runner.run(RUN, watch)).rejects.toMatchObject({ code: 'gateway_refused', retryable: true });
    expect(asked('agent')).toHaveLength(1);
  });
});

describe('a gateway that says "not now" while a run is looked up', () => {
  const refuse = (method: string) => () => {
    throw notNow(`${method} unavailable during gateway restart`);
  };

  it.each(['run', 'rejoin'] as const)('is asked again: %s', async (verb) => {
    let looks = 0;
    const { runner, watch } = createWorld({
      agent: lost,
      'chat.history'() {
        looks += 1;
        if (looks === 1) return refuse('chat.history')();
        if (looks === 2) return { messages: [], inFlightRun: { runId: 'r1' } };
        return {
          messages: [
            { role: 'user', idempotencyKey: 'r1:user' },
            { role: 'assistant', content: 'pong', stopReason: 'stop', __openclaw: { runId: 'r1' } },
          ],
        };
      },
      'agent.wait': refuse('agent.wait'),
    });
    expect(await runner[verb](RUN, watch)).toMatchObject({ text: 'pong' });
  });

  it('or is not there, does not begin a run that may be running there', async () => {
    let looks = 0;
    const { runner, watch, asked } = createWorld({
      'chat.history'() {
        looks += 1;
        return looks === 1
          ? unreachable()
          : { messages: [], pendingInputs: { items: [{ runId: 'r1', state: 'interrupted' }] } };
      },
    });
    await expect(runner.rejoin(RUN, watch)).rejects.toMatchObject({ code: 'run_interrupted' });
    expect(asked('agent')).toEqual([]);
  });

  it('is waited for with a run it never saw, which is then begun once', async () => {
    const { runner, watch, asked } = createWorld({
      'chat.history': () => ({ messages: [] }),
      agent: () =>
        asked('agent').length === 1
          ? refuse('agent')()
          : { status: 'ok', result: { payloads: [{ text: 'pong' }] } },
    });
    expect(await runner.rejoin(RUN, watch)).toMatchObject({ text: 'pong' });
    expect(asked('agent')).toHaveLength(2);
  });
});
