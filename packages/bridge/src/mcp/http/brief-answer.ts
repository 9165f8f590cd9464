/** Longer than nearly every answer takes that needs no agent; short enough for every proxy and client. */
const PATIENCE_MS = 1_000;

type Reader = ReadableStreamDefaultReader<Uint8Array>;
type Chunk = Awaited<ReturnType<Reader['read']>>;

/**
 * Passes a streamed answer on, in one piece when it is one event that comes soon: that is one write to the socket
 * instead of four, a third of what such a call costs. Anything else streams as it comes.
 * @param onEnd called once the body has been read to its end, was given up, or broke
 */
export async function briefly(response: Response, onEnd: () => void): Promise<Response> {
  const reader = response.body?.getReader();
  if (reader === undefined) {
    onEnd();
    return response;
  }
  const reading = reader.read();
  const first = await orUndefined(reading, (resolve) => setTimeout(resolve, PATIENCE_MS), clearTimeout);
  if (first === undefined || first.done) return rebuilt(response, streamed(reader, [reading], onEnd));
  const next = reader.read();
  // The end follows its event within the same turn, or not at all soon.
  const second = await orUndefined(next, (resolve) => setImmediate(resolve), clearImmediate);
  if (second?.done !== true) return rebuilt(response, streamed(reader, [reading, next], onEnd));
  onEnd();
  return rebuilt(response, first.value);
}

/** Passes a stream on as it comes. */
export function streaming(response: Response, onEnd: () => void): Response {
  const reader = response.body?.getReader();
  if (reader !== undefined) return rebuilt(response, streamed(reader, [], onEnd));
  onEnd();
  return response;
}

function rebuilt({ status, headers }: Response, body: ReadableStream | Uint8Array): Response {
  return new Response(body, { status, headers });
}

function streamed(reader: Reader, read: Promise<Chunk>[], onEnd: () => void) {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await (read.shift() ?? reader.read());
        if (!done) return controller.enqueue(value);
        onEnd();
        controller.close();
      } catch (thrown) {
        onEnd();
        controller.error(thrown);
      }
    },
    async cancel(reason) {
      onEnd();
      await reader.cancel(reason);
    },
  });
}

/** What the promise brings, or undefined when `wait` is over first. */
async function orUndefined<T, H>(
  promise: Promise<T>,
  wait: (resolve: () => void) => H,
  cancel: (handle: H) => void,
): Promise<T | undefined> {
  let handle: H | undefined;
  const over = new Promise<undefined>((resolve) => {
    handle = wait(() => resolve(undefined));
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    if (handle !== undefined) cancel(handle);
  }
}
