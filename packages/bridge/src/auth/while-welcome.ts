import type { Admission } from './gate.ts';

/** Soon enough for who takes a token away; seldom enough for a thousand streams. */
const LOOK_EVERY_MS = 5_000;

/**
 * The response, whose stream ends soon after he who listens to it is no longer welcome: whoever listens may send no request
 * that could be refused. A client that has another token comes back by itself.
 */
export function whileWelcome(
  response: Response,
  { isWelcome }: Pick<Admission, 'isWelcome'>,
  lookEveryMs = LOOK_EVERY_MS,
): Response {
  const { body, status, headers } = response;
  if (isWelcome === undefined || body === null || headers.get('content-type') !== 'text/event-stream')
    return response;
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const look = () => {
    isWelcome().then(
      (welcome) => (welcome ? lookLater() : reader.cancel().catch(() => {})),
      // Nobody knows just now.
      lookLater,
    );
  };
  const lookLater = () => {
    if (!isOver) timer = setTimeout(look, lookEveryMs).unref();
  };
  const leave = () => {
    isOver = true;
    clearTimeout(timer);
  };
  lookLater();
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          leave();
          controller.close();
        } catch (thrown) {
          leave();
          controller.error(thrown);
        }
      },
      async cancel(reason) {
        leave();
        await reader.cancel(reason);
      },
    },
    // What is unread is counted where it comes from.
    { highWaterMark: 0 },
  );
  return new Response(stream, { status, headers });
}
