import { describe, expect, it } from 'vitest';
import { messageFrom, messageFromPayload } from './message-row.ts';

const PLACE = { instance: 'home', sessionKey: 'agent:main:x' };

const row = (over: object = {}, marks: object = {}) => ({
  role: 'user',
  content: 'hello',
  timestamp: 5,
  __openclaw: {
    id: 'm1',
    seq: 2,
    recordTimestampMs: 7,
    transcriptPosition: { source: 's', rawSeq: 4 },
    ...marks,
  },
  ...over,
});

describe('a row of a history', () => {
  it('is a message with its place and its owner', () => {
    const raw = row({}, { senderIsOwner: true });
    expect(messageFrom(PLACE, raw)).toEqual({
      ...PLACE,
      id: 'm1',
      seq: 2,
      position: { source: 's', rawSeq: 4 },
      role: 'user',
      text: 'hello',
      at: 7,
      fromOwner: true,
      raw,
    });
  });

  it('has the texts of all its blocks', () => {
    const content = [{ type: 'text', text: 'a' }, { type: 'image' }, { type: 'text', text: 'b' }];
    expect(messageFrom(PLACE, row({ content }))?.text).toBe('ab');
  });

  it('was said when the gateway wrote it down, whatever the clock of its channel says', () => {
    expect(messageFrom(PLACE, row({}, { recordTimestampMs: 9.7 }))?.at).toBe(9);
  });

  it('that does not say when it was written down was said when its channel says', () => {
    expect(messageFrom(PLACE, row({}, { recordTimestampMs: undefined }))?.at).toBe(5);
  });

  it.each([undefined, 'noon'])('without any time (%j) is as old at each look', (timestamp) => {
    expect(messageFrom(PLACE, row({ timestamp }, { recordTimestampMs: undefined }))?.at).toBe(0);
  });

  it('without an id is none', () => {
    expect(messageFrom(PLACE, row({}, { id: undefined }))).toBeUndefined();
  });

  it.each([
    ['toolResult', 'toolResult'],
    ['system', 'system'],
    ['of the future', 'custom'],
    [undefined, 'custom'],
  ])('with the role %s is %s', (role, expected) => {
    expect(messageFrom(PLACE, row({ role }))?.role).toBe(expected);
  });

  it('is from the owner only when the gateway says so', () => {
    expect(messageFrom(PLACE, row({}, { senderIsOwner: 'true' }))?.fromOwner).toBe(false);
  });

  it('has no position when half of it is missing', () => {
    expect(messageFrom(PLACE, row({}, { transcriptPosition: { source: 's' } }))).not.toHaveProperty(
      'position',
    );
  });
});

describe('the payload of an event', () => {
  it('says what its row leaves out', () => {
    const payload = {
      sessionKey: 'agent:main:x',
      messageId: 'm2',
      messageSeq: 7,
      senderIsOwner: true,
      message: { role: 'assistant', content: 'hi', timestamp: 1 },
    };
    expect(messageFromPayload('home', payload)).toMatchObject({
      ...PLACE,
      id: 'm2',
      seq: 7,
      role: 'assistant',
      fromOwner: true,
    });
  });

  it('without a session is none', () => {
    expect(messageFromPayload('home', { message: row() })).toBeUndefined();
  });
});
