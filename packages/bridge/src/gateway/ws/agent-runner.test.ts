import { describe, expect, it } from 'vitest';
import { Failure } from '../../domain/failure.ts';
import type { Run } from '../../domain/port/agent-runner.ts';
import { createRecordingLog } from '../../domain/port/recording-log.fixture.ts';
import { createStop } from '../../domain/stop.ts';
import type { Json } from '../json.ts';
import { createAgentRunner } from './agent-runner.ts';
import { createScriptedConnection } from './scripted-connection.fixture.ts';

const RUN: Run = { instance: 'home', id: 'r1', sessionKey: 'notes', message: 'hi', timeoutMs: 60_000 };

const lost = () => {
  throw new Failure('connection_lost', 'The wire broke.', { retryable: true });
};

/** What cannot be shown on a real gateway at will; everything else is in the contract suite. */
function createWorld(answers: Readonly<Record<string, (params: Json) => unknown>>, ownsAllRuns = true) {
  const connection = createScriptedConnection(answers);
  const { signal, stop } = createStop();
  const asked = (method: string) => connection.requests.filter(([name]) => name === method);
  return {
    runner: createAgentRunner({ connection, log: createRecordingLog(), ownsAllRuns }),
    watch: { signal, onProgress() {} },
    stop,
    asked,
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
