import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure, toFailure } from '../../domain/failure.ts';
import type { Instance } from '../../domain/instance.ts';
import type { AgentRunner, Run, RunWatch } from '../../domain/port/agent-runner.ts';
import { MAX_ANSWER_CHARS, type Answer } from '../../domain/task.ts';
import { cancelled, timedOut, tooLarge } from '../run-failures.ts';
import { brokenOff, createCompletion } from './completion.ts';
import { badAnswer, statusFailure } from './failures.ts';
import { readBody, readPieces, type Exchange, type HttpClient } from './request.ts';

/** Characters of an error page worth reading. */
const MAX_ERROR_CHARS = 64 * 1024;

/** In JSON a character may take six (\u0000); the rest is the envelope. */
const MAX_BODY_CHARS = 6 * MAX_ANSWER_CHARS + 64 * 1024;

/**
 * A closed request is noticed by the gateway a little later, and nothing tells when. A turn that comes before would
 * be merged into the one that is being stopped.
 */
const STOPPING_MS = 500;

/**
 * Runs agents over `POST /v1/chat/completions`, for gateways and proxies without WebSocket. The gateway stops a run
 * whose client goes away, so closing the request is the way to cancel, and a run cannot be rejoined.
 */
export function createAgentRunner(client: HttpClient, instance: Instance): AgentRunner {
  return {
    async run(run, watch) {
      if (watch.signal.aborted) throw cancelled();
      const exchange = client.send(completionRequest(run, instance));
      let ended: Failure | undefined;
      const end = (failure: Failure) => {
        ended ??= failure;
        exchange.abort();
      };
      const cancel = () => end(cancelled());
      const deadline = setTimeout(() => end(timedOut(run)), run.timeoutMs);
      watch.signal.addEventListener('abort', cancel, { once: true });
      try {
        return await read(await responseOf(exchange, instance.url), instance.url, watch);
      } catch (thrown) {
        if (ended === undefined) throw thrown;
        await pause(STOPPING_MS);
        throw ended;
      } finally {
        clearTimeout(deadline);
        watch.signal.removeEventListener('abort', cancel);
      }
    },
    async rejoin(_, watch) {
      if (watch.signal.aborted) throw cancelled();
      throw new Failure(
        'run_interrupted',
        'The bridge was interrupted while the agent worked; the answer is not known.',
        {
          hint: 'Over HTTP a run ends with its connection. Look at the session before asking again; --outlet ws survives this.',
        },
      );
    },
  };
}

function completionRequest(run: Run, instance: Instance) {
  return {
    method: 'POST' as const,
    path: '/v1/chat/completions',
    headers: { accept: 'text/event-stream, application/json', 'x-openclaw-session-key': run.sessionKey },
    body: JSON.stringify({
      model: instance.model,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: run.message }],
      ...(instance.maxTokens === undefined ? {} : { max_tokens: instance.maxTokens }),
    }),
  };
}

/** Once the question is sent, a wire that breaks before the first byte of an answer leaves a run that may have begun. */
async function responseOf({ response }: Exchange, url: string): Promise<IncomingMessage> {
  try {
    return await response;
  } catch (thrown) {
    const failure = toFailure(thrown);
    throw failure.code === 'connection_lost' ? brokenOff(url, failure) : failure;
  }
}

async function read(response: IncomingMessage, url: string, watch: RunWatch): Promise<Answer> {
  if (response.statusCode !== 200) {
    // The status says most of it, also when the words are lost.
    const body = await readBody(response, url, MAX_ERROR_CHARS).catch(() => undefined);
    throw statusFailure(response.statusCode ?? 0, body ?? '', url);
  }
  const type = response.headers['content-type'] ?? '';
  if (type.includes('text/event-stream')) return await readStream(response, url, watch);
  if (type.includes('json')) return await readWhole(response, url);
  response.destroy();
  throw badAnswer(type === '' ? 'without a content type' : (type.split(';')[0] ?? type), url);
}

async function readStream(response: IncomingMessage, url: string, watch: RunWatch): Promise<Answer> {
  const completion = createCompletion(url);
  const reading = readPieces(response, url, (piece) => {
    if (completion.feed(piece)) watch.onProgress({ text: completion.text });
  });
  return completion.answer(await breakOf(reading));
}

async function readWhole(response: IncomingMessage, url: string): Promise<Answer> {
  const completion = createCompletion(url);
  const reading = readBody(response, url, MAX_BODY_CHARS).then((body) => {
    if (body === undefined) throw tooLarge();
    completion.feedWhole(body);
  });
  return completion.answer(await breakOf(reading));
}

/** What broke the connection: in the middle of an answer that is no reason to ask again, for the agent has begun. */
async function breakOf(reading: Promise<void>): Promise<Failure | undefined> {
  try {
    await reading;
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'connection_lost') return thrown;
    throw thrown;
  }
}
