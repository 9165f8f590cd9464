import type { RunProgress } from '../../domain/port/agent-runner.ts';
import { array, object, text, type Json } from '../json.ts';
import type { GatewayEvent } from './connection.ts';

/**
 * Builds the picture of one run from the gateway's events. Returns the new progress, or undefined when nothing changed.
 * @param isMine whether an id is that of the run, which changes when the gateway resumes it after a crash
 */
export function followRun(
  isMine: (runId: unknown) => boolean,
): (event: GatewayEvent) => RunProgress | undefined {
  let answer = '';
  let tool: string | undefined;
  const progress = (): RunProgress => ({ text: answer, ...(tool === undefined ? {} : { tool }) });

  return ({ event, payload }) => {
    if (!isMine(payload['runId'])) return undefined;
    if (event === 'chat' && payload['state'] === 'delta') {
      // Holds the answer so far, also for whoever comes late.
      answer = messageText(payload['message']);
      return progress();
    }
    if (event === 'agent' && payload['stream'] === 'tool') {
      const data = object(payload['data']);
      const before = tool;
      tool = data['phase'] === 'result' ? undefined : text(data['name']);
      return tool === before ? undefined : progress();
    }
    return undefined;
  };
}

/** The agent is at work: from here on a run may have had effects. */
export function isBeginning({ event, payload }: GatewayEvent): boolean {
  if (event === 'chat') return payload['state'] === 'delta';
  if (event !== 'agent') return false;
  return payload['stream'] !== 'lifecycle' || object(payload['data'])['phase'] === 'start';
}

/** The texts of a message's content, which is a string or an array of blocks. */
export function messageText(message: unknown): string {
  const { content } = object(message) as Json & { content?: unknown };
  if (typeof content === 'string') return content;
  return array(content)
    .map((block) => object(block))
    .filter((block) => block['type'] === 'text')
    .map((block) => text(block['text']) ?? '')
    .join('');
}
