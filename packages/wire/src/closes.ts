/**
 * Why the relay closes a socket, by the code of the close frame. What ends with `gone` or `version` is not dialled again before
 * something has changed.
 */
export const CLOSES = {
  /** Going down, or coming back: dial again. */
  leaving: 1001,
  /** What was sent is no frame. */
  malformed: 1007,
  tooLarge: 1009,
  /** Too slow to read, or too many: dial again later and catch up. */
  busy: 1013,
  /** Another link of the same name has come. */
  replaced: 4001,
  /** Speaks another version. */
  version: 4002,
  /** May not be here any more: signed out, or revoked. */
  gone: 4003,
  /** Did not say hello in time, or says nothing any more. */
  silent: 4004,
} as const;
