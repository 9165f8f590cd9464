import type { Attachment, Live } from '@clawbridge/wire';
import { background } from '../background.ts';
import { parseScript } from '../script.ts';
import type { Asked } from './asked.ts';
import type { MessageFrame } from './message-frame.ts';
import { newNonce, type Outbox } from './outbox.ts';
import { playTurn } from './turn.ts';

/** What is answered to whoever stopped it. */
const ABORTED = '⚙️ Agent was aborted.';

export interface AgentOptions {
  readonly outbox: Pick<Outbox, 'tell'>;
  readonly asked: Asked;
  live(to: string, live: Live): void;
  /** The file again, as one of the agent's own. Resolves with its id. */
  copy(file: Attachment, to: string): Promise<string>;
  disconnect(): void;
  /** Between two words. Milliseconds. */
  readonly wordMs: number;
}

/** Does what messages say, one after the other in each conversation, and echoes the others. */
export interface Agent {
  begin(message: MessageFrame): void;
  /** Ends what it is doing there. */
  stop(to: string): void;
  stopAll(): void;
}

export function createAgent(options: AgentOptions): Agent {
  const { outbox, asked, wordMs } = options;
  const turns = new Map<string, { readonly stopping: AbortController; readonly done: Promise<void> }>();
  return {
    begin(message) {
      const before = turns.get(message.from);
      const stopping = new AbortController();
      const done = Promise.resolve(before?.done).then(() => play(message, stopping.signal));
      turns.set(message.from, { stopping, done });
      background(done);
    },
    stop: (to) => turns.get(to)?.stopping.abort(),
    stopAll() {
      for (const { stopping } of turns.values()) stopping.abort();
    },
  };

  async function play(message: MessageFrame, signal: AbortSignal): Promise<void> {
    const { id: turn, from: to } = message;
    const live = (one: Live) => options.live(to, one);
    live({ type: 'typing', on: true });
    const stage = { live, signal, wordMs, disconnect: options.disconnect, approve };
    const text = await playTurn(turn, parseScript(message.text), stage).catch(() => ABORTED);
    const attachments = await Promise.all(message.attachments.map((file) => options.copy(file, to)));
    outbox.tell({ type: 'reply', nonce: newNonce(), to, turn, text, attachments, isFinal: true });
    live({ type: 'typing', on: false });
    live({ type: 'ended', turn });

    function approve(asking: Parameters<Parameters<typeof playTurn>[2]['approve']>[0]) {
      const { id, decision } = asked.ask(to, signal);
      const approval = { id, ...asking };
      outbox.tell({ type: 'approval', nonce: `approval:${id}`, to, turn, approval });
      return decision;
    }
  }
}
