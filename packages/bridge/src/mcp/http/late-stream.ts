/** Short enough for every proxy and client; longer than anything takes that is refused before it runs. */
const PATIENCE_MS = 1_000;
const KEEP_ALIVE_MS = 15_000;
const KEEP_ALIVE = new TextEncoder().encode(': keepalive\n\n');

/**
 * The answer itself when it comes soon, because only before a stream is open can an error have its HTTP status: the
 * 400 of a missing client capability is a MUST of revision 2026-07-28. Else an event stream that will carry the
 * answer: a long run that sends no byte, not even headers, would die in a proxy.
 */
export async function answerInTime(
  answering: Promise<Response>,
  patienceMs = PATIENCE_MS,
): Promise<Response> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patienceMs, undefined);
  });
  const answer = await Promise.race([answering, late]).finally(() => clearTimeout(timer));
  return answer ?? lateStream(answering);
}

function lateStream(answering: Promise<Response>): Response {
  const events = eventsOf(answering);
  let keepAlive: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      keepAlive = setInterval(() => controller.enqueue(KEEP_ALIVE), KEEP_ALIVE_MS).unref();
    },
    async pull(controller) {
      // From the first event on, the answer's own stream keeps itself alive.
      const { done, value } = await events.next().finally(() => clearInterval(keepAlive));
      if (done) controller.close();
      else controller.enqueue(value);
    },
    // What runs is ended by the signal of the request, which aborts when its connection closes.
    cancel: () => clearInterval(keepAlive),
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

/** The answer as bytes of an event stream, which it may be already. */
async function* eventsOf(answering: Promise<Response>): AsyncGenerator<Uint8Array, void> {
  const answer = await answering;
  if (answer.headers.get('content-type') === 'text/event-stream') {
    yield* (answer.body ?? []) as AsyncIterable<Uint8Array>;
    return;
  }
  const json = await answer.text();
  if (json !== '') yield new TextEncoder().encode(`event: message\ndata: ${json}\n\n`);
}
