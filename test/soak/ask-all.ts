import { setTimeout as pause } from 'node:timers/promises';
import { between, oneOf, type Chance } from './form.ts';
import { ToolError, type Mortal } from './mortal.ts';

/** One question, and the id of its task once a bridge has said that it is accepted. */
export interface Asked {
  readonly message: string;
  readonly sessionId?: string;
  readonly taskId: string;
}

/** The asking lasts about as long as the killing. */
const CLIENTS = 12;
const LONGEST_PAUSE_MS = 1_000;

/** Some go on in a conversation, where only one may run at a time; most stand alone. */
const CONVERSATIONS = 10;
const IN_CONVERSATION = 0.2;

/**
 * Hands that many questions to bridges that die, as a careful client does: each with a key of its own, and again with
 * the same key until somebody acknowledges it.
 */
export async function askAll(count: number, bridges: readonly Mortal[], chance: Chance): Promise<Asked[]> {
  const questions = Array.from({ length: count }, (_, i) => ({
    message: `/think ${between(5, 1_500, chance)} about ${i}`,
    ...(chance() < IN_CONVERSATION ? { sessionId: `talk-${between(1, CONVERSATIONS, chance)}` } : {}),
  }));
  const open = [...questions];
  const asked: Asked[] = [];
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let question = open.shift(); question; question = open.shift()) {
        await pause(between(0, LONGEST_PAUSE_MS, chance));
        asked.push({ ...question, taskId: await untilAccepted(question, bridges, chance) });
      }
    }),
  );
  return asked;
}

async function untilAccepted(
  { message, sessionId }: Omit<Asked, 'taskId'>,
  bridges: readonly Mortal[],
  chance: Chance,
): Promise<string> {
  for (;;) {
    try {
      const { task_id } = await oneOf(bridges, chance).call<{ task_id: string }>('openclaw_chat_async', {
        message,
        idempotency_key: `key of ${message}`,
        ...(sessionId === undefined ? {} : { session_id: sessionId }),
      });
      return task_id;
    } catch (thrown) {
      // It was killed before it answered, or the database is away. Anything else is a fault.
      if (thrown instanceof ToolError && !thrown.retryable) throw thrown;
    }
  }
}
