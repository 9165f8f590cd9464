import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AskedApproval, Decision, Live, ToolCard } from '@clawbridge/wire';
import { APOLOGY } from '../answer.ts';
import type { Step } from '../script.ts';

/** What a turn can do to the world around it. */
export interface TurnStage {
  live(live: Live): void;
  /** Asks, and resolves with what was decided. */
  approve(approval: Omit<AskedApproval, 'id'>): Promise<Decision>;
  /** Cuts the link. */
  disconnect(): void;
  readonly signal: AbortSignal;
  /** Between two words. Milliseconds. */
  readonly wordMs: number;
}

/** Plays the steps of a turn, telling it part by part. Rejects when it is stopped. */
export async function playTurn(turn: string, steps: readonly Step[], stage: TurnStage): Promise<string> {
  let text = '';
  for (const step of steps) {
    stage.signal.throwIfAborted();
    switch (step.kind) {
      case 'say':
        for (const word of words(step.text)) {
          stage.live({ type: 'partial', turn, at: text.length, text: word });
          text += word;
          if (stage.wordMs > 0) await sleep(stage.wordMs, undefined, { signal: stage.signal });
        }
        break;
      case 'wait':
        await sleep(step.ms, undefined, { signal: stage.signal });
        break;
      case 'exec':
        text += await exec(turn, step, stage);
        break;
      case 'refuse':
        return APOLOGY.refused;
      case 'hang':
        await untilStopped(stage.signal);
        break;
      case 'disconnect':
      case 'restart':
        stage.disconnect();
        break;
    }
  }
  return text === '' ? APOLOGY.silent : text;
}

/** @returns what the agent says about it: nothing, unless it may not. */
async function exec(
  turn: string,
  { command, needsApproval }: Extract<Step, { readonly kind: 'exec' }>,
  stage: TurnStage,
): Promise<string> {
  const card: Omit<ToolCard, 'status'> = {
    id: `call_${randomUUID()}`,
    name: 'exec',
    title: `Exec ${command}`,
  };
  const show = (status: ToolCard['status']) => stage.live({ type: 'tool', turn, tool: { ...card, status } });
  show('running');
  const decision = needsApproval
    ? await stage.approve({ what: command, choices: ['allow-once', 'allow-always', 'deny'] })
    : 'allow-once';
  show(decision === 'deny' ? 'failed' : 'completed');
  return decision === 'deny' ? `Exec denied: ${command}\n\n` : '';
}

/** Few enough that a novel does not come as a flood. */
const MOST_PARTS = 200;

function words(text: string): readonly string[] {
  const parts = text.match(/\s*\S+|\s+$/g) ?? [];
  return parts.length > MOST_PARTS ? [text] : parts;
}

function untilStopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
