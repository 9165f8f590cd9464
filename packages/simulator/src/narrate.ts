import { randomUUID } from 'node:crypto';
import { APOLOGY, MODEL, PROVIDER, USAGE, type Outcome } from './answer.ts';
import { hearsRunsOf, hearsToolsOf, type Audience, type Listener } from './audience.ts';
import type { Run, RunNews, ToolCall, ToolResult } from './run.ts';
import { agentOf } from './session-key.ts';

type Hears = (listener: Listener) => boolean;

/** Tells the audience what happens in a run, as `agent` and `chat` events. */
export function narrate(run: Run, audience: Audience): void {
  const narrator = new Narrator(run, audience);
  run.follow((news) => narrator.tell(news));
}

class Narrator {
  readonly #run: Run;
  readonly #audience: Audience;
  readonly #runs: Hears;
  readonly #tools: Hears;
  readonly #itemId = randomUUID();
  /** Counts the agent events of this run; a chat event carries the number of the agent event it belongs to. */
  #seq = 0;

  constructor(run: Run, audience: Audience) {
    this.#run = run;
    this.#audience = audience;
    this.#runs = hearsRunsOf(run.session.key);
    this.#tools = hearsToolsOf(run.request.owner.connId);
  }

  tell(news: RunNews): void {
    switch (news.kind) {
      case 'started':
        return this.#started();
      case 'said':
        return this.#said(news.delta);
      case 'toolCalled':
        return this.#toolCalled(news.call);
      case 'toolEnded':
        return this.#toolEnded(news.call, news.result);
      case 'ended':
        return this.#ended(news.outcome);
    }
  }

  #started(): void {
    this.#agent('lifecycle', () => ({ phase: 'start', startedAt: this.#run.startedAt }));
    this.#agent('lifecycle', () => ({ phase: 'model', provider: PROVIDER, model: MODEL }));
  }

  #said(delta: string): void {
    this.#agent('assistant', () => ({ text: this.#run.text, delta, itemId: this.#itemId }));
    this.#chat(() => ({ state: 'delta', deltaText: delta, message: assistantMessage(this.#run.text) }));
  }

  #toolCalled(call: ToolCall): void {
    const about = { name: 'exec', toolCallId: call.id };
    const partialResult = { content: [], details: { status: 'running' } };
    this.#agent('tool', () => ({ phase: 'start', ...about, args: { command: call.command } }), this.#tools);
    this.#agent('tool', () => ({ phase: 'update', ...about, partialResult }), this.#tools);
  }

  #toolEnded(call: ToolCall, { text, isError }: ToolResult): void {
    const details = isError
      ? { status: 'failed', error: text }
      : { status: 'completed', exitCode: 0, durationMs: 0 };
    const result = { content: [{ type: 'text', text }], details };
    this.#agent(
      'tool',
      () => ({ phase: 'result', name: 'exec', toolCallId: call.id, isError, result }),
      this.#tools,
    );
  }

  #ended(outcome: Outcome): void {
    switch (outcome.kind) {
      case 'answered':
        return this.#answered(outcome.text);
      case 'aborted':
        return this.#aborted(outcome.text);
      case 'refused':
        return this.#failed(APOLOGY.refused, { errorDetail: REFUSAL_DETAIL });
      case 'silent':
      case 'repeated':
      case 'turnedAway':
        return this.#failed(APOLOGY[outcome.kind], {});
      case 'timedOut':
        return this.#failed(APOLOGY.timedOut, { errorKind: 'timeout' });
    }
  }

  #answered(text: string): void {
    const terminalReply = { disposition: 'visible', text };
    this.#agent('usage', () => ({ outputTokens: USAGE.output }));
    this.#agent('lifecycle', () => ({
      phase: 'end',
      ...this.#times(),
      aborted: false,
      stopReason: 'stop',
      terminalReply,
    }));
    this.#chat(() => ({ state: 'final', stopReason: 'stop', message: assistantMessage(text) }));
  }

  #aborted(text: string): void {
    const partial = text === '' ? {} : { message: assistantMessage(text) };
    this.#chat(() => ({ state: 'aborted', stopReason: 'rpc', ...partial }), 1);
    const end = { phase: 'end', status: 'cancelled', aborted: true, stopReason: 'rpc' };
    this.#agent('lifecycle', () => ({ ...end, ...this.#times() }));
  }

  #failed(error: string, more: object): void {
    this.#agent('lifecycle', () => ({ phase: 'error', ...this.#times(), aborted: false, error }));
    this.#chat(() => ({ state: 'error', errorMessage: error, ...more }));
  }

  #times(): object {
    return { startedAt: this.#run.startedAt, endedAt: this.#run.endedAt };
  }

  #agent(stream: string, data: () => object, to: Hears = this.#runs): void {
    const seq = (this.#seq += 1);
    this.#audience.tell('agent', to, () => ({ ...this.#about(), stream, data: data(), seq, ts: Date.now() }));
  }

  #chat(rest: () => object, ahead = 0): void {
    const seq = this.#seq + ahead;
    this.#audience.tell('chat', this.#runs, () => ({ ...this.#about(), seq, ...rest() }));
  }

  #about(): object {
    const { key } = this.#run.session;
    return { runId: this.#run.id, sessionKey: key, agentId: agentOf(key) };
  }
}

const REFUSAL_DETAIL = {
  provider: PROVIDER,
  model: MODEL,
  failoverReason: 'format',
  providerRuntimeFailureKind: 'schema',
};

function assistantMessage(text: string): object {
  return { role: 'assistant', content: [{ type: 'text', text }], timestamp: Date.now() };
}
