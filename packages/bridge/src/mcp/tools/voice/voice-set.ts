import type { Voice } from '../../../domain/voice.ts';
import type { Tool } from '../tool.ts';

/** Ask an agent by voice, and hear its answers. */
export function voiceSet(_voice: Voice): readonly Tool[] {
  return [];
}
