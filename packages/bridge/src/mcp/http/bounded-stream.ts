/** More than any answer has; a client that leaves so much unread has stopped reading. */
export const MOST_UNREAD_BYTES = 8_000_000;

/** How much of an event stream may wait for a client before the stream is given up. */
export const UNREAD = new ByteLengthQueuingStrategy({ highWaterMark: MOST_UNREAD_BYTES });

/** True when so much is unread that nothing more may be added. */
export function isFull({ desiredSize }: ReadableStreamDefaultController<Uint8Array>): boolean {
  return desiredSize !== null && desiredSize <= 0;
}

/** Why a stream ends whose client does not read. */
export function notRead(): Error {
  return new Error('The client does not read its stream.');
}

/**
 * The answer with a stream that breaks when its client does not read: the SDK would keep all of it in memory. What is lost
 * is in the event log, and a client that comes back hears of it.
 */
export function bounded(response: Response): Response {
  const { body, status, headers } = response;
  if (body === null || headers.get('content-type') !== 'text/event-stream') return response;
  const gone = new AbortController();
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Takes all there is at once: only what has been taken can be counted.
        const unread = new WritableStream<Uint8Array>({
          write(chunk) {
            if (isFull(controller)) throw notRead();
            controller.enqueue(chunk);
          },
        });
        body.pipeTo(unread, { signal: gone.signal }).then(
          () => controller.close(),
          (thrown: unknown) => controller.error(thrown),
        );
      },
      cancel: () => gone.abort(),
    },
    UNREAD,
  );
  return new Response(stream, { status, headers });
}
