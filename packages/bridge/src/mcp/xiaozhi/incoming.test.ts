import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFrame } from './incoming.ts';

function requestIn(frame: object) {
  const read = readFrame(JSON.stringify(frame));
  return read?.kind === 'request' ? read.as(7) : read;
}

describe('a frame of a request', () => {
  it.each([0, '', 'uuid_n_1', '67900795-07a4_s_x', -1, 1.5, 'x'.repeat(256)])(
    'keeps its id for the answer: %j',
    (id) => {
      const read = readFrame(JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' }));
      expect(read).toMatchObject({ kind: 'request', id });
    },
  );

  it('is known to the SDK by another id', () => {
    expect(requestIn({ jsonrpc: '2.0', id: 'a', method: 'ping' })).toEqual({
      jsonrpc: '2.0',
      id: 7,
      method: 'ping',
    });
  });

  it('has no parameters where they are null', () => {
    expect(requestIn({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: null })).not.toHaveProperty(
      'params',
    );
  });

  it.each([null, undefined])('has arguments where they are %s', (none) => {
    const params = { name: 'get_status', arguments: none };
    expect(requestIn({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })).toMatchObject({
      params: { name: 'get_status', arguments: {} },
    });
  });

  it('tells the device’s number where tools find it', () => {
    const params = { name: 'x', arguments: {}, serialNumber: 'SN-1', _meta: { progressToken: 3 } };
    expect(requestIn({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })).toMatchObject({
      params: { name: 'x', arguments: {}, _meta: { 'clawbridge/serial': 'SN-1', progressToken: 3 } },
    });
  });

  it('tells no number where there is none', () => {
    const params = { name: 'x', arguments: {}, serialNumber: null };
    expect(requestIn({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })).toMatchObject({
      params: { name: 'x', arguments: {} },
    });
  });

  it.each([[[]], ['text'], [{ _meta: 5 }], [{ _meta: { progressToken: {} } }]])(
    'is answered also when its parameters are %j',
    (params) => {
      expect(readFrame(JSON.stringify({ jsonrpc: '2.0', id: 4, method: 'ping', params }))).toEqual({
        kind: 'malformed',
        id: 4,
      });
    },
  );
});

describe('a frame that nobody expects an answer to', () => {
  it.each([
    ['no JSON', 'hello'],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]'],
    ['an answer', '{"jsonrpc":"2.0","id":1,"result":{}}'],
    ['null', 'null'],
    ['a request with an endless id', JSON.stringify({ jsonrpc: '2.0', id: 'x'.repeat(257), method: 'ping' })],
    ['a notification without a sensible form', '{"jsonrpc":"2.0","method":"x","params":[]}'],
  ])('is passed over when it is %s', (_, text) => {
    expect(readFrame(text)).toBeUndefined();
  });

  it('is a notification also with the id null', () => {
    const text = '{"jsonrpc":"2.0","id":null,"method":"notifications/initialized","params":null}';
    expect(readFrame(text)).toEqual({
      kind: 'notification',
      message: { jsonrpc: '2.0', method: 'notifications/initialized' },
    });
  });
});

describe('any frame', () => {
  it('is read without an error', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readFrame(text)));
  });

  it('is a request, well formed or not, when it has a method and an id', () => {
    const anyId = fc.oneof(fc.string(), fc.integer());
    const frame = fc.record({ id: anyId, method: fc.string(), params: fc.jsonValue() });
    fc.assert(
      fc.property(frame, ({ id, method, params }) => {
        const read = readFrame(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
        expect(read).toMatchObject({ id: JSON.parse(JSON.stringify(id)) });
      }),
    );
  });
});
