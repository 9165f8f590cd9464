import type { Entry } from '@clawbridge/wire';

/** A message with the number `seq`. */
export function said(
  seq: number,
  more: Partial<Extract<Entry, { kind: 'said' }>> = {},
): Extract<Entry, { kind: 'said' }> {
  return {
    seq,
    id: `m${seq}`,
    at: seq * 1000,
    kind: 'said',
    cid: `c${seq}`,
    text: `text ${seq}`,
    attachments: [],
    ...more,
  };
}

export function answered(
  seq: number,
  more: Partial<Extract<Entry, { kind: 'answered' }>> = {},
): Extract<Entry, { kind: 'answered' }> {
  return {
    seq,
    id: `a${seq}`,
    at: seq * 1000,
    kind: 'answered',
    text: `answer ${seq}`,
    attachments: [],
    isFinal: true,
    ...more,
  };
}
