import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { inputSchema, outputJson } from './schema.ts';

const schema = inputSchema(() =>
  z.strictObject({
    message: z.string().min(1),
    session_id: z.string().optional(),
    priority: z.int().min(-100).max(100).default(0),
    where: z.object({ name: z.string() }).optional(),
  }),
);

/** What a model is told about `value`: nothing when it is fine. */
async function problems(value: unknown, of = schema): Promise<readonly string[]> {
  const result = await of['~standard'].validate(value);
  return (result.issues ?? []).map(({ message }) => message);
}

describe('the input of a tool', () => {
  it('is given on as it was read, with its defaults', async () => {
    expect(await schema['~standard'].validate({ message: 'hi' })).toEqual({
      value: { message: 'hi', priority: 0 },
    });
  });

  it.each([
    [{}, ['message is required']],
    [undefined, [expect.stringMatching(/expected object/)]],
    [{ message: 5 }, [expect.stringMatching(/^message: .*expected string/)]],
    [{ message: null }, [expect.stringMatching(/^message: .*expected string/)]],
    [{ message: '' }, [expect.stringMatching(/^message: /)]],
    [{ message: 'x', priority: 101 }, [expect.stringMatching(/^priority: .*100/)]],
    [{ message: 'x', where: {} }, [expect.stringMatching(/^where\.name: /)]],
    [{ mesage: 'x' }, ['message is required', 'Unknown field "mesage". Did you mean "message"?']],
    [{ message: 'x', sessionId: 'y' }, ['Unknown field "sessionId". Did you mean "session_id"?']],
    [
      { message: 'x', frobnicate: 1 },
      ['Unknown field "frobnicate". Fields: message, session_id, priority, where'],
    ],
  ])('%j is answered in words a model can act on', async (value, told) => {
    expect(await problems(value)).toEqual(told);
  });

  it.each([
    [{ session_key: 'x', nobody_knows: 1 }, []],
    [{ session_key: 'x', chanel: 'y' }, ['Unknown field "chanel". Did you mean "channel"?']],
    [
      { sessionKey: 'x' },
      ['session_key is required', 'Unknown field "sessionKey". Did you mean "session_key"?'],
    ],
    [[], [expect.stringMatching(/expected object/)]],
  ])('%j, where strangers are ignored, is refused when it only misspells a field', async (value, told) => {
    const lenient = inputSchema(() =>
      z.object({ session_key: z.string(), channel: z.string().optional(), id: z.string().optional() }),
    );
    expect(await problems(value, lenient)).toEqual(told);
  });

  it('names every unknown field', async () => {
    expect(await problems({ message: 'x', session: 'y', prority: 1 })).toEqual([
      expect.stringMatching(/"session".*, Unknown field "prority"\. Did you mean "priority"\?/),
    ]);
  });

  it('says so of a tool that takes none', async () => {
    const none = inputSchema(() => z.strictObject({}));
    expect(await problems({ verbose: true }, none)).toEqual([
      'Unknown field "verbose". This tool takes none',
    ]);
    expect(await problems({}, none)).toEqual([]);
  });

  it('is announced as JSON Schema, with only the fields a caller must give as required', () => {
    const json = schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
    expect(json).toMatchObject({
      type: 'object',
      required: ['message'],
      additionalProperties: false,
      properties: { priority: { default: 0, minimum: -100, maximum: 100 } },
    });
  });

  it('is built when first used, and once', async () => {
    let built = 0;
    const lazy = inputSchema(() => {
      built++;
      return z.strictObject({});
    });
    expect(built).toBe(0);
    await problems({}, lazy);
    await problems({ x: 1 }, lazy);
    lazy['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
    expect(built).toBe(1);
  });
});

describe('the output of a tool', () => {
  it('is announced as what comes out, and built once, when it is asked for', () => {
    let built = 0;
    const output = outputJson(() => {
      built++;
      return z.object({ total: z.int().default(0) });
    });
    expect(built).toBe(0);
    expect(output()).toMatchObject({ type: 'object', required: ['total'] });
    expect(output()).toBe(output());
    expect(built).toBe(1);
  });
});
