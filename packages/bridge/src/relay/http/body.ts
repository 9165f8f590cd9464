import { problem } from './problem.ts';

/** More than a sign-in holds. */
const MAX_JSON_BYTES = 8 * 1024;

/** What is left of a body that is refused is read as far as this: who is cut off in the middle of sending sees no answer. */
const MAX_DISCARDED_BYTES = 32 * 1024 * 1024;

/** A body, and how to get rid of the rest of it. */
export interface Body {
  readonly bytes: AsyncIterable<Uint8Array>;
  discard(): Promise<void>;
}

/** The bytes of a request. Whoever stops reading them leaves the rest to `discard`. */
export function bodyOf(request: Request): Body {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = request.body?.getReader();
  return {
    bytes: { [Symbol.asyncIterator]: () => ({ next }) },
    async discard() {
      for (let size = 0; size < MAX_DISCARDED_BYTES;) {
        const { done, value } = await next().catch(() => LEFT);
        if (done) return;
        size += value.length;
      }
    },
  };

  async function next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const read = await reader?.read();
    return read === undefined || read.done ? LEFT : { done: false, value: read.value };
  }
}

const LEFT = { done: true, value: undefined } as const;

/** The JSON of a small request, or the answer that refuses it. */
export async function readJson(request: Request): Promise<{ readonly body: unknown } | Response> {
  const { bytes, discard } = bodyOf(request);
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > MAX_JSON_BYTES) {
      await discard();
      return tooLarge(`The request is larger than ${MAX_JSON_BYTES} bytes.`);
    }
    text += decoder.decode(piece, { stream: true });
  }
  try {
    return { body: JSON.parse(text + decoder.decode()) as unknown };
  } catch {
    return problem(400, { code: 'invalid_input', message: 'The request is no JSON.' });
  }
}

export function tooLarge(message: string): Response {
  return problem(413, { code: 'invalid_input', message });
}
