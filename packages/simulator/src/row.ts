import { MODEL, PROVIDER } from './answer.ts';
import type { ToolCall } from './run.ts';

/** One line of a conversation, as `chat.history` shows it. */
export interface Row extends RowContent {
  readonly timestamp: number;
  readonly __openclaw: RowMark;
}

/** What the gateway knows about a row. */
export interface RowMark {
  /** Unique and stable: clients recognise a row by it. */
  readonly id: string;
  /** Place in the visible history, from 1. */
  readonly seq: number;
  readonly runId?: string;
  readonly idempotencyKey?: string;
  /** Did the person who owns the assistant write it? Left out where nobody knows. */
  readonly senderIsOwner?: boolean;
  /** Files that came with it. */
  readonly media?: readonly Media[];
  readonly kind?: 'reset';
  readonly recordTimestampMs: number;
  readonly transcriptPosition: { readonly source: string; readonly rawSeq: number };
  readonly truncated?: boolean;
  readonly reason?: 'display-cap';
}

/** A file, not its bytes. */
export interface Media {
  readonly url: string;
  readonly contentType: string;
  readonly kind: string;
  readonly fileName?: string;
  readonly sizeBytes?: number;
}

export interface RowContent {
  readonly role: 'user' | 'assistant' | 'toolResult' | 'system' | 'custom';
  readonly content: string | readonly Block[];
  readonly idempotencyKey?: string;
  readonly [field: string]: unknown;
}

export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'toolCall'; readonly id: string; readonly name: string; readonly arguments: unknown };

export function userRow(runId: string, message: string): RowContent {
  return { role: 'user', content: message, idempotencyKey: `${runId}:user` };
}

/** After a crash the gateway asks again, under a new run id, and says so in the row. */
export function resumedRow(runId: string, message: string, sourceSessionKey: string): RowContent {
  const provenance = {
    kind: 'internal_system',
    sourceSessionKey,
    sourceTool: 'main_session_restart_recovery',
  };
  return { ...userRow(runId, message), provenance };
}

export function answerRow(text: string): RowContent {
  return assistant(text === '' ? [] : [{ type: 'text', text }], 'stop');
}

export function toolCallRow(call: ToolCall): RowContent {
  return assistant(
    [{ type: 'toolCall', id: call.id, name: 'exec', arguments: { command: call.command } }],
    'toolUse',
  );
}

export function toolResultRow(call: ToolCall, text: string, isError: boolean): RowContent {
  return {
    role: 'toolResult',
    toolCallId: call.id,
    toolName: 'exec',
    content: [{ type: 'text', text }],
    isError,
  };
}

/** The provider refused. */
export function failureRow(runId: string): RowContent {
  return terminalErrorRow(runId, '⚠️ LLM request failed (request format rejected, HTTP 400).');
}

/** A key that was used before. */
export function repeatedRow(runId: string): RowContent {
  return terminalErrorRow(runId, 'The agent run failed before producing a reply.');
}

/** Its turn came too late. */
export function turnedAwayRow(why: string): RowContent {
  const content = `This turn ended before a reply: ${why}`;
  return { role: 'custom', customType: 'run-failed-before-reply', content, display: true };
}

function terminalErrorRow(runId: string, text: string): RowContent {
  return { ...assistant([{ type: 'text', text }], 'error'), idempotencyKey: `${runId}:terminal-error` };
}

/** What an aborted run had said so far. Its `stopReason` is "stop" like that of a whole answer. */
export function abortedRow(runId: string, text: string): RowContent {
  return {
    role: 'assistant',
    content: [{ type: 'text', text }],
    stopReason: 'stop',
    provider: 'openclaw',
    model: 'gateway-injected',
    idempotencyKey: `${runId}:assistant`,
    openclawAbort: { aborted: true, origin: 'rpc', runId },
  };
}

/** What is left of a run that ran out of time: the words are lost. */
export function timedOutRow(): RowContent {
  return { ...assistant([{ type: 'text', text: '' }], 'aborted'), errorMessage: 'request timed out' };
}

/** A word of the gateway itself: no run stands behind it. */
export function noteRow(text: string): RowContent {
  return ownWord(text, 'gateway-injected');
}

/** What was sent over a channel for a session, as the session remembers it. */
export function mirrorRow(text: string, idempotencyKey: string): RowContent {
  return { ...ownWord(text, 'delivery-mirror'), idempotencyKey };
}

function ownWord(text: string, model: string): RowContent {
  return {
    role: 'assistant',
    content: [{ type: 'text', text }],
    stopReason: 'stop',
    provider: 'openclaw',
    model,
  };
}

function assistant(content: readonly Block[], stopReason: string): RowContent {
  return { role: 'assistant', content, provider: PROVIDER, model: MODEL, stopReason };
}
