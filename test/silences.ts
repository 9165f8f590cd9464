/** An event of one session, as `events_poll` shows it. */
interface Heard {
  readonly type: string;
  readonly messageId?: string | undefined;
}

/**
 * What the log of a session keeps silent about: messages that are missing where it tells of no gap, and those that came
 * out of order or twice. None, if it keeps its promise.
 * @param said ids of everything that was said, in order
 */
export function silences(said: readonly string[], log: readonly Heard[]): readonly string[] {
  const silent: string[] = [];
  let next = 0;
  let isGap = false;
  for (const { type, messageId = '' } of log) {
    if (type === 'gap') isGap = true;
    if (type !== 'message') continue;
    const place = said.indexOf(messageId, next);
    if (place < 0) {
      silent.push(`${messageId} came twice or out of order`);
      continue;
    }
    if (!isGap) silent.push(...said.slice(next, place));
    next = place + 1;
    isGap = false;
  }
  if (!isGap) silent.push(...said.slice(next));
  return silent;
}
