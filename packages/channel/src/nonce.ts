import { createHash } from 'node:crypto';

/**
 * Names one part of something OpenClaw has in its queue, the same one at every attempt: the relay writes it once. Undefined
 * for what is not in the queue.
 */
export function nonceOf(queueId: string | undefined, part = 0): string | undefined {
  return queueId && createHash('sha256').update(`${queueId}\n${part}`).digest('hex');
}
