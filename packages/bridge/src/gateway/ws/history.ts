import { array, object, text, type Json } from '../json.ts';
import { cancelled, gatewayFailed } from '../run-failures.ts';
import { answerFromRow } from './answer.ts';
import { messageText } from './run-events.ts';
import type { Connection } from './connection.ts';
import { toFailure, type Failure } from '../../domain/failure.ts';
import type { Answer } from '../../domain/task.ts';

/** What the gateway still knows of a run. */
export type Trace =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'ended'; readonly failure: Failure }
  | { readonly kind: 'running' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'none' };

/** Enough to hold every row of the run's own turn and those of turns that came after it. */
const ROWS = 500;

/**
 * Looks a run up in its session's history, which survives restarts of the gateway (its memory of keys does not).
 * Source: the gateway's durable traces are the user row `<key>:user`, the assistant row with `runId` = key, the rows
 * `<key>:terminal-error` and `<key>:assistant` (aborted), and pending inputs.
 */
export async function traceRun(connection: Connection, sessionKey: string, runId: string): Promise<Trace> {
  const history = await connection.request('chat.history', { sessionKey, limit: ROWS });
  const rows = array(history['messages']).map(object);
  const answered = rows.findLast(
    (row) => object(row['__openclaw'])['runId'] === runId && row['role'] === 'assistant',
  );
  if (answered) return await answeredBy(connection, sessionKey, answered);
  const failed = rows.find((row) => row['idempotencyKey'] === `${runId}:terminal-error`);
  if (failed)
    return { kind: 'ended', failure: gatewayFailed(messageText(failed) || 'The run ended with an error.') };
  if (rows.some((row) => row['idempotencyKey'] === `${runId}:assistant`))
    return { kind: 'ended', failure: cancelled() };
  if (object(history['inFlightRun'])['runId'] === runId) return { kind: 'running' };
  const waiting = array(object(history['pendingInputs'])['items'])
    .map(object)
    .find((item) => item['runId'] === runId);
  if (waiting) return { kind: waiting['state'] === 'queued' ? 'running' : 'interrupted' };
  return { kind: rows.some((row) => row['idempotencyKey'] === `${runId}:user`) ? 'interrupted' : 'none' };
}

async function answeredBy(connection: Connection, sessionKey: string, row: Json): Promise<Trace> {
  if (row['openclawAbort'] !== undefined) return { kind: 'ended', failure: cancelled() };
  if (row['stopReason'] === 'error')
    return { kind: 'ended', failure: gatewayFailed(messageText(row) || 'The run ended with an error.') };
  // A row that ends in a tool call is not the end of the turn.
  if (row['stopReason'] === 'toolUse') return { kind: 'interrupted' };
  // A wire that breaks here says nothing about the run; the caller looks again.
  const whole = await wholeText(connection, sessionKey, row);
  try {
    return { kind: 'answered', answer: answerFromRow(row, whole) };
  } catch (thrown) {
    return { kind: 'ended', failure: toFailure(thrown) };
  }
}

/** History cuts long texts; the message itself comes whole. */
async function wholeText(connection: Connection, sessionKey: string, row: Json): Promise<string> {
  const marks = object(row['__openclaw']);
  const id = text(marks['id']);
  if (marks['truncated'] !== true || id === undefined) return messageText(row);
  const found = await connection.request('chat.message.get', { sessionKey, messageId: id });
  return messageText(found['message']);
}
