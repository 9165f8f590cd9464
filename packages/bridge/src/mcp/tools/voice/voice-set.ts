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

/** The voice tools for one listener. */
export interface VoiceSet {
  readonly voice: Voice;
  /** In the order clients show. */
  readonly tools: readonly Tool[];
  /** What a model is told of them at the beginning. */
  readonly instructions: string;
}

/** Ask an agent by voice, and hear its answers. Only doors that offer it load this file: the others start without it. */
export function voiceSet(voice: Voice): VoiceSet {
  const words = wordsOf(voice);
  return { voice, tools: toolsIn(words), instructions: words.instructions };
}

/** Made once for a language and a name: the rest of the voice comes with each call. */
function toolsIn(words: Words): readonly Tool[] {
  const tools = known.get(words) ?? makeTools(words);
  known.set(words, tools);
  return tools;
}

function makeTools(words: Words): readonly Tool[] {
  const tools: readonly Tool[] = [
    ...[processIntent, getTaskResult, askJarvis, executeTask].map((make) => make(words)),
    getStatus(words, () => tools),
  ];
  return tools;
}
