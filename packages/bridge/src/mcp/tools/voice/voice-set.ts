import type { Voice } from '../../../domain/voice.ts';
import type { Tool } from '../tool.ts';
import { askJarvis } from './ask-jarvis.ts';
import { executeTask } from './execute-task.ts';
import { getStatus } from './get-status.ts';
import { getTaskResult } from './get-task-result.ts';
import { processIntent } from './process-intent.ts';
import { wordsOf } from './words-of.ts';
import type { Words } from './words.ts';

const known = new WeakMap<Words, readonly Tool[]>();

/**
 * Ask an agent by voice, and hear its answers. The order is the order clients show. Made once for a language and a name: the
 * rest of the voice comes with each call.
 */
export function voiceSet(voice: Pick<Voice, 'language' | 'assistant'>): readonly Tool[] {
  const words = wordsOf(voice);
  const tools =
    known.get(words) ??
    [processIntent, getTaskResult, askJarvis, executeTask, getStatus].map((make) => make(words));
  known.set(words, tools);
  return tools;
}
