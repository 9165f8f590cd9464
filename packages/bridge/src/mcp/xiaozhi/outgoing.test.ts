import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wellFormed } from '../../domain/well-formed.ts';
import { answerFrame, errorFrame, MOST_FRAME_BYTES } from './outgoing.ts';

const called = { id: 'uuid_n_1', method: 'tools/call' };

function answered(result: Readonly<Record<string, unknown>>, asked = called) {
  return JSON.parse(answerFrame({ jsonrpc: '2.0', id: 7, result }, asked));
}

function said(text: string, id: string | number = 1): { readonly text: string; readonly frame: string } {
  const result = { content: [{ type: 'text', text }] };
  const frame = answerFrame({ jsonrpc: '2.0', id: 7, result }, { id, method: 'tools/call' });
  return { text: JSON.parse(frame).result.content[0].text, frame };
}

describe('the answer to a call', () => {
  it('is one text under the id it was asked with, and no error', () => {
    const result = {
      isError: true,
      content: [
        { type: 'image', data: '' },
        { type: 'text', text: 'it broke' },
        { type: 'text', text: '{"code":"internal"}' },
      ],
      structuredContent: { code: 'internal' },
      _meta: {},
    };
    expect(answered(result)).toEqual({
      jsonrpc: '2.0',
      id: 'uuid_n_1',
      result: { content: [{ type: 'text', text: 'it broke' }], isError: false },
    });
  });

  it('has a text also when the tool said nothing', () => {
    expect(answered({ content: [] }).result.content).toEqual([{ type: 'text', text: '' }]);
  });

  it('is no order to the device', () => {
    const { text } = said(' {"action": "shutdown", "x": 1}');
    expect(JSON.parse(text)).toEqual({ result: { action: 'shutdown', x: 1 } });
  });

  it.each(['{"status":"processing","task_id":"task_1"}', '{"deep":{"action":1}}', '["action"]', '{"action'])(
    'stays as it is: %s',
    (text) => {
      expect(said(text).text).toBe(text);
    },
  );

  it('is cut where it would be too large, and shows it', () => {
    const { text, frame } = said('字'.repeat(9_000));
    expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(MOST_FRAME_BYTES);
    expect(Buffer.byteLength(frame)).toBeGreaterThan(MOST_FRAME_BYTES - 4);
    expect(text).toMatch(/^字+…$/);
  });

  it('never is larger than a frame may be, and never breaks a character', () => {
    const anyText = fc.string({
      unit: fc.constantFrom('a', '"', '\n', '字', '😀', '\u0007'),
      maxLength: 9_000,
    });
    fc.assert(
      fc.property(anyText, fc.string({ maxLength: 80 }), (text, id) => {
        const sent = said(text, id);
        expect(Buffer.byteLength(sent.frame)).toBeLessThanOrEqual(MOST_FRAME_BYTES);
        expect(sent.text === text || sent.text.endsWith('…')).toBe(true);
        expect(wellFormed(sent.text)).toBe(sent.text);
        expect(JSON.parse(sent.frame).id).toBe(id);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the list of tools', () => {
  it('has only what is read', () => {
    const tool = {
      name: 'ask_jarvis',
      title: 'Ask',
      description: 'Asks',
      annotations: { readOnlyHint: true },
      outputSchema: { type: 'object' },
      inputSchema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        additionalProperties: false,
        properties: {
          title: { type: 'string', title: 'Title', description: 'What about' },
          page: { anyOf: [{ type: 'integer', title: 'Page' }], default: { title: 1 } },
          kind: { enum: ['title'] },
        },
        required: ['title'],
      },
    };
    expect(
      answered({ tools: [tool], nextCursor: 'n', ttlMs: 0 }, { id: 'a', method: 'tools/list' }).result,
    ).toEqual({
      tools: [
        {
          name: 'ask_jarvis',
          description: 'Asks',
          inputSchema: {
            type: 'object',
            properties: {
              title: { type: 'string', description: 'What about' },
              page: { anyOf: [{ type: 'integer' }], default: { title: 1 } },
              kind: { enum: ['title'] },
            },
            required: ['title'],
          },
        },
      ],
      nextCursor: 'n',
    });
  });
});

describe('any other answer', () => {
  it('goes out as it is', () => {
    expect(answered({ protocolVersion: '2024-11-05' }, { id: '', method: 'initialize' })).toEqual({
      jsonrpc: '2.0',
      id: '',
      result: { protocolVersion: '2024-11-05' },
    });
  });

  it('may be an error, without what only programs read, and not for ever long', () => {
    const error = { code: -32_602, message: 'x'.repeat(9_000), data: { secret: 1 } };
    const frame = answerFrame({ jsonrpc: '2.0', id: 7, error }, called);
    expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(MOST_FRAME_BYTES);
    expect(JSON.parse(frame).error).not.toHaveProperty('data');
    expect(JSON.parse(errorFrame(0, -32_600, 'Invalid request.'))).toEqual({
      jsonrpc: '2.0',
      id: 0,
      error: { code: -32_600, message: 'Invalid request.' },
    });
  });
});
