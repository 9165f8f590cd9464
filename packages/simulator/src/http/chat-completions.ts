import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Outcome } from '../answer.ts';
import type { Gateway } from '../gateway.ts';
import { NOBODY } from '../owner.ts';
import type { Run } from '../run.ts';
import { userRow } from '../row.ts';
import { AGENT, agentOf } from '../session-key.ts';
import { readTurn, type Turn } from './completion-request.ts';
import { CompletionStream } from './completion-stream.ts';
import { head, TOKENS } from './completion.ts';
import { sendFailure, sendJson, type HttpFailure } from './send.ts';

/** `POST /v1/chat/completions`: one turn, as a whole or as a stream. */
export async function chatCompletions(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  if (body === undefined) return;
  const turn = readTurn(body, request.headers);
  if ('fault' in turn) return sendFailure(response, invalid(turn.fault));
  if (agentOf(turn.sessionKey) !== AGENT) return stumble(turn, response);
  const run = startRun(gateway, turn);
  // The client is gone: nobody will read the answer.
  response.on('close', () => gateway.runs.abort(run));
  if (turn.stream) return stream(run, response, turn.includeUsage);
  await whole(run, response);
}

/** Undefined when the client is gone. By hand, because iterating a stream costs as much as an instant turn. */
function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('error', () => resolve(undefined));
  });
}

/** The gateway notices an unknown agent in the session key only when it is about to run it. */
function stumble({ sessionKey, stream: streamed }: Turn, response: ServerResponse): void {
  if (!streamed) return sendFailure(response, BROKEN);
  const message = `Agent ${agentOf(sessionKey)} is not present in the configured roster.`;
  new CompletionStream(head(newId(), 'chat.completion.chunk'), response).fail({ ...BROKEN, message });
}

function startRun(gateway: Gateway, { message, sessionKey }: Turn): Run {
  return gateway.runs.start({
    id: newId(),
    via: 'http',
    session: gateway.disk.sessions.open(sessionKey),
    message,
    owner: NOBODY,
    mayAskApproval: true,
    timeoutMs: 0,
    // The caller chose no key: this row has one of its own.
    opening: userRow(randomUUID(), message.trim()),
  });
}

function newId(): string {
  return `chatcmpl_${randomUUID()}`;
}

async function whole(run: Run, response: ServerResponse): Promise<void> {
  const outcome = await run.ended();
  if (outcome.kind === 'aborted') return;
  if (outcome.kind !== 'answered') return sendFailure(response, failureOf(outcome));
  const message = { role: 'assistant', content: outcome.text };
  const choices = [{ index: 0, message, finish_reason: 'stop' }];
  sendJson(response, 200, { ...head(run.id, 'chat.completion'), choices, usage: TOKENS });
}

async function stream(run: Run, response: ServerResponse, includeUsage: boolean): Promise<void> {
  const told = new CompletionStream(head(run.id, 'chat.completion.chunk'), response);
  run.follow((news) => news.kind === 'said' && told.say(news.delta));
  const outcome = await run.ended();
  if (outcome.kind === 'aborted') return;
  if (outcome.kind === 'answered') return told.finish(includeUsage);
  told.fail(failureOf(outcome));
}

const BROKEN: HttpFailure = { status: 500, message: 'internal error', type: 'api_error' };

function invalid(message: string): HttpFailure {
  return { status: 400, message, type: 'invalid_request_error' };
}

/** The provider's refusal is the caller's fault; everything else is the gateway's. */
function failureOf(outcome: Exclude<Outcome, { kind: 'answered' }>): HttpFailure {
  return outcome.kind === 'refused' ? invalid(`400 ${outcome.reason}`) : BROKEN;
}
