import { array, object, text, type Json } from '../json.ts';
import { cancelled, gatewayFailed, notNow } from '../run-failures.ts';
import { answerFromRow } from './answer.ts';
import type { Connection } from './connection.ts';
import { isDraining } from './failures.ts';
import { messageText } from './run-events.ts';
import { toFailure, type Failure } from '../../domain/failure.ts';
import type { Answer } from '../../domain/task.ts';

/** What the gateway still knows of a run. */
export type Trace =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'ended'; readonly failure: Failure }
  /** It goes on under this id: its own, or that of the run by which the gateway resumed it. */
  | { readonly kind: 'running'; readonly runId: string }
  /** It does not go on; `mayResume` when the gateway, restarted, may do so by itself. */
  | { readonly kind: 'interrupted'; readonly mayResume: boolean }
  | { readonly kind: 'none' };

/** Enough to hold every row of the run's own turn and those of turns that came after it. */
const ROWS = 500;

/** The mark of the row by which a gateway that was killed asks an interrupted question again, under a new run id. */
const RECOVERY_TOOL = 'main_session_restart_recovery';

/**
 * Looks a run up in its session's history, which survives restarts of the gateway (its memory of keys does not).
 * Source: the gateway's durable traces are the user row `<key>:user`, the assistant row with `runId` = key, the rows
 * `<key>:terminal-error` and `<key>:assistant` (aborted), pending inputs, recovery rows behind the user row, and for
 * a run that was turned away a `run-failed-before-reply` row with `runId` = key and no user row.
 */
export async function traceRun(connection: Connection, sessionKey: string, key: string): Promise<Trace> {
  const history = await connection.request('chat.history', { sessionKey, limit: ROWS });
  const rows = array(history['messages']).map(object);
  const lives = livesOf(key, rows);
  for (const runId of lives) {
    const end = await endOf(connection, sessionKey, runId, rows);
    if (end) return end;
  }
  const begun = rows.some((row) => row['idempotencyKey'] === `${key}:user`);
  if (!begun && wasTurnedAway(key, rows)) return { kind: 'ended', failure: turnedAway() };
  const inFlight = object(history['inFlightRun'])['runId'];
  const running = lives.find((runId) => runId === inFlight);
  if (running !== undefined) return { kind: 'running', runId: running };
  const inputs = array(object(history['pendingInputs'])['items']).map(object);
  const waiting = inputs.find((item) => item['runId'] === key);
  if (waiting?.['state'] === 'queued') return { kind: 'running', runId: key };
  // A turn is for a moment both a pending input and a row; a crash in it is resumed like any other.
  if (waiting && !begun) return { kind: 'interrupted', mayResume: false };
  const resuming =
    lives.at(-1) === lastAsked(rows) ? inputs.find((input) => isRecovery(input['message'])) : undefined;
  if (resuming) return { kind: 'running', runId: String(resuming['runId']) };
  if (!begun) return { kind: 'none' };
  return { kind: 'interrupted', mayResume: object(history['sessionInfo'])['abortedLastRun'] === true };
}

/** It waited in the queue when the gateway was stopped; beside this row it leaves a pending input that nothing takes up. */
function wasTurnedAway(key: string, rows: readonly Json[]): boolean {
  return rows.some(
    (row) =>
      row['customType'] === 'run-failed-before-reply' &&
      object(row['__openclaw'])['runId'] === key &&
      isDraining(messageText(row)),
  );
}

function turnedAway(): Failure {
  return notNow('OpenClaw was stopped before the turn of this run came.');
}

/** A resumed run waits its turn as a pending input before it gets its row. */
function isRecovery(message: unknown): boolean {
  return object(object(message)['provenance'])['sourceTool'] === RECOVERY_TOOL;
}

/** The id of the run that was asked for last. */
function lastAsked(rows: readonly Json[]): string | undefined {
  const row = rows.findLast((one) => one['role'] === 'user');
  return row && idOf(row);
}

function idOf(userRow: Json): string | undefined {
  return text(userRow['idempotencyKey'])?.replace(/:user$/, '');
}

/** The ids a run has had: its key, then one for each time the gateway resumed it. */
function livesOf(key: string, rows: readonly Json[]): readonly string[] {
  const users = rows.filter((row) => row['role'] === 'user');
  const begun = users.findIndex((row) => idOf(row) === key);
  if (begun < 0) return [key];
  const next = users.slice(begun + 1);
  const others = next.findIndex((row) => !isRecovery(row));
  const resumed = others < 0 ? next : next.slice(0, others);
  return [key, ...resumed.flatMap((row) => idOf(row) ?? [])];
}

/** How a run ended, if it did. */
async function endOf(
  connection: Connection,
  sessionKey: string,
  runId: string,
  rows: readonly Json[],
): Promise<Trace | undefined> {
  const answered = rows.findLast(
    (row) => object(row['__openclaw'])['runId'] === runId && row['role'] === 'assistant',
  );
  // A row that ends in a tool call is not the end of the turn.
  if (answered && answered['stopReason'] !== 'toolUse')
    return await answeredBy(connection, sessionKey, answered);
  const failed = rows.find((row) => row['idempotencyKey'] === `${runId}:terminal-error`);
  if (failed)
    return { kind: 'ended', failure: gatewayFailed(messageText(failed) || 'The run ended with an error.') };
  if (rows.some((row) => row['idempotencyKey'] === `${runId}:assistant`))
    return { kind: 'ended', failure: cancelled() };
  return undefined;
}

async function answeredBy(connection: Connection, sessionKey: string, row: Json): Promise<Trace> {
  if (row['openclawAbort'] !== undefined) return { kind: 'ended', failure: cancelled() };
  if (row['stopReason'] === 'error')
    return { kind: 'ended', failure: gatewayFailed(messageText(row) || 'The run ended with an error.') };
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
