import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkFrame, relayLinkFrame } from './link-frames.ts';
import { peerFrame, relayFrame } from './peer-frames.ts';
import { readFrame } from './read-frame.ts';

const read = (data: unknown) => readFrame(peerFrame, typeof data === 'string' ? data : JSON.stringify(data));

describe('a frame', () => {
  it('is read as it was written', () => {
    const frame = { type: 'send', cid: 'c-1', thread: 't-1', text: '<b>hi</b>', attachments: [] };
    expect(read(frame)).toEqual({ frame });
  });

  it('loses what nobody has heard of: a newer end may say more', () => {
    expect(read({ type: 'ping', n: 1, also: 'this' })).toEqual({ frame: { type: 'ping', n: 1 } });
  });

  it.each([
    ['', 'This is no JSON object.'],
    ['{"type":', 'This is no JSON object.'],
    ['7', 'This is no JSON object.'],
    ['null', 'This is no JSON object.'],
    [[], 'This is no frame: type is not as expected.'],
    [{}, 'This is no frame: type is not as expected.'],
    [{ type: 'unheard of' }, 'This is no frame: type is not as expected.'],
    [{ type: 'ping' }, 'This is no frame: n is not as expected.'],
    [{ type: 'ping', n: 1.5 }, 'This is no frame: n is not as expected.'],
    [{ type: 'read', thread: 'T!', seq: 1 }, 'This is no frame: thread is not as expected.'],
    [{ type: 'read', thread: 't', seq: -1 }, 'This is no frame: seq is not as expected.'],
    [
      { type: 'hello', version: 1, threads: [{ id: 't', seq: 'x' }] },
      'This is no frame: threads.0.seq is not as expected.',
    ],
  ])('%j is none', (data, fault) => {
    expect(read(data)).toEqual({ fault });
  });
});

it.each([
  ['a browser', peerFrame],
  ['the relay to a browser', relayFrame],
  ['a plugin', linkFrame],
  ['the relay to a plugin', relayLinkFrame],
] as const)('nothing that %s may send makes reading fail, and no fault quotes it', (_, schema) => {
  const data = fc.oneof(
    fc.string(),
    fc.json(),
    fc.object().map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(data, (text) => {
      const result = readFrame<unknown>(schema, text);
      if ('fault' in result) expect(result.fault).toMatch(/^This is no (JSON object|frame: type is not)/);
    }),
  );
});

describe('what a link names', () => {
  const notice = { type: 'notice', ref: 1, to: 'bob', text: 'Hi' };

  it.each(['', 'n'.repeat(251)])('is neither nothing nor longer than any store takes', (nonce) => {
    expect(readFrame(linkFrame, JSON.stringify({ ...notice, nonce }))).toHaveProperty('fault');
    const decided = { type: 'decided', ref: 1, nonce: 'n', to: 'bob', decision: 'deny' };
    const approval = 'a'.repeat(201);
    expect(readFrame(linkFrame, JSON.stringify({ ...decided, approval }))).toHaveProperty('fault');
  });
});
