import type { Params } from './params.ts';
import type { ErrorShape } from './refusal.ts';

export interface Request {
  readonly id: string;
  readonly method: string;
  readonly params: Params;
}

/** Parses a request frame; anything else is undefined. */
export function parseRequest(text: string): Request | undefined {
  const frame = parseJson(text);
  if (!isRecord(frame)) return undefined;
  const { type, id, method, params = {} } = frame;
  if (type !== 'req' || typeof id !== 'string' || typeof method !== 'string' || !isRecord(params))
    return undefined;
  return { id, method, params };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value a JSON text stands for, or undefined when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function okFrame(id: string, payload: object): string {
  return JSON.stringify({ type: 'res', id, ok: true, payload });
}

export function errorFrame(id: string, error: ErrorShape, payload?: object): string {
  return JSON.stringify({ type: 'res', id, ok: false, ...(payload && { payload }), error });
}

/** @param payload JSON: one payload goes to many connections, each with a number of its own */
export function eventFrame(event: string, payload: string, seq?: number): string {
  const tail = seq === undefined ? '' : `,"seq":${seq}`;
  return `{"type":"event","event":"${event}","payload":${payload}${tail}}`;
}
