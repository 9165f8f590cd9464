import type { Voice } from './voice.ts';

/** The voice of a kitchen, with what the test wants otherwise. */
export function aVoice(over: Partial<Voice> = {}): Voice {
  return {
    language: 'zh',
    assistant: '贾维斯',
    listener: 'kitchen',
    sessionId: 'kitchen',
    waitMs: 8_000,
    maxChars: 300,
    maxBytes: 1_024,
    notify: [],
    ...over,
  };
}
