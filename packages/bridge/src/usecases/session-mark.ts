import type { Message } from '../domain/message.ts';
import type { SessionMark } from '../domain/port/event-log.ts';

/** A gateway keeps rows to itself; more than a few between two messages means that something else was there. */
const LONGEST_STEP = 6;

/** The mark once this message is in the log. */
export function markAfter(before: SessionMark, { id, seq, position }: Message): SessionMark {
  const { messageSeq: _, position: __, ...rest } = before;
  return {
    ...rest,
    messageId: id,
    ...(seq === undefined ? {} : { messageSeq: seq }),
    ...(position === undefined ? {} : { position }),
  };
}

/** Is it in the log, or was it, before it was deleted there for its age? A transcript only grows. */
export function isHeard(mark: SessionMark | undefined, { position }: Message): boolean {
  const last = mark?.position;
  return last !== undefined && position?.source === last.source && position.rawSeq <= last.rawSeq;
}

/** Does it come after the mark in the same transcript? Otherwise a reset, say, cut it off from the history. */
export function isLater({ position }: Message, { position: last }: SessionMark): boolean {
  if (position === undefined || last === undefined) return false;
  return position.source === last.source && position.rawSeq > last.rawSeq;
}

/** Does a message come directly after the last one of the log? Numbers begin anew after a reset, so the position counts as well. */
export function follows(mark: SessionMark | undefined, { seq, position }: Message): boolean {
  if (mark?.messageSeq === undefined || mark.position === undefined || seq === undefined) return false;
  const step = position?.source === mark.position.source ? position.rawSeq - mark.position.rawSeq : 0;
  return seq === mark.messageSeq + 1 && step > 0 && step <= LONGEST_STEP;
}

export function isSameMark(one: SessionMark | undefined, other: SessionMark): boolean {
  const keys = Object.keys({ ...one, ...other }) as (keyof SessionMark)[];
  return keys.every((key) => JSON.stringify(one?.[key]) === JSON.stringify(other[key]));
}
