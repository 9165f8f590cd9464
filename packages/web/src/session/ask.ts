import { problem, readFrame } from '@clawbridge/wire';

/** The relay's no, in its own words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;

  constructor(status: number, code: string, message: string, hint?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint;
  }

  /** True when the same request may succeed later. */
  get isRetryable(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}

export interface Question {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly json?: unknown;
  readonly body?: Blob;
  readonly signal?: AbortSignal;
}

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * Asks the relay for JSON of a known shape.
 *
 * Errors: {@link Refusal} for its no, whatever `fetch` throws when it cannot be reached
 */
export async function ask<T>(
  fetch: Fetch,
  schema: Parameters<typeof readFrame<T>>[0],
  url: string,
  question: Question = {},
): Promise<T> {
  const response = await fetch(url, requestOf(question));
  const text = await response.text();
  if (!response.ok) throw refusalFrom(response.status, text);
  const read = readFrame(schema, text);
  if ('fault' in read) throw new Refusal(response.status, 'bad_answer', read.fault);
  return read.frame;
}

function requestOf({ method = 'GET', json, body, signal }: Question): RequestInit {
  return {
    method,
    ...(json === undefined
      ? {}
      : { body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } }),
    ...(body === undefined
      ? {}
      : { body, headers: { 'Content-Type': body.type || 'application/octet-stream' } }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function refusalFrom(status: number, text: string): Refusal {
  const read = readFrame(problem, text);
  if ('fault' in read) return new Refusal(status, 'bad_answer', `HTTP ${status}`);
  const { code, message, hint } = read.frame.error;
  return new Refusal(status, code, message, hint);
}
