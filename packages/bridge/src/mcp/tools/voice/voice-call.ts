import type { Voice } from '../../../domain/voice.ts';
import type { Hearing } from '../../../usecases/begin-hearing.ts';
import type { ToolCall } from '../tool.ts';
import type { Words } from './words.ts';

/** A call of somebody who listens. */
export interface VoiceCall extends ToolCall {
  readonly voice: Voice;
  readonly words: Words;
  /** What it gives to hear. */
  readonly hearing: Hearing;
}
