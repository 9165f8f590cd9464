import type { NotifyTarget } from './notice.ts';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How answers are made for the ear of one listener. */
export interface Voice {
  readonly language: Language;
  /** What people call the assistant: 贾维斯, Jarvis. */
  readonly assistant: string;
  /** Who listens, such as the name of an endpoint: what it has not heard yet is told there and nowhere else. */
  readonly listener: string;
  /** Where its questions go; the default instance without it. */
  readonly instance?: string;
  /** The conversation its questions go on in, unless a device says who it is. */
  readonly sessionId: string;
  /** How long a call waits for the answer before it says that it is worked on. Milliseconds. */
  readonly waitMs: number;
  /** Longest text said at once; 0 for any length. Characters. */
  readonly maxChars: number;
  /** Longest answer, with the names of its fields. Bytes of UTF-8. */
  readonly maxBytes: number;
  /** Who else is told of answers that were not heard at once. */
  readonly notify: readonly NotifyTarget[];
}
