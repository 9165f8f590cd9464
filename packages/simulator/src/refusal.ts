export type RefusalCode = 'INVALID_REQUEST' | 'NOT_PAIRED' | 'FORBIDDEN' | 'UNAVAILABLE';

/** What the wire carries as `error` in a response. */
export interface ErrorShape {
  readonly code: RefusalCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

interface RefusalExtras extends Pick<ErrorShape, 'retryable' | 'retryAfterMs'> {
  /** Some refusals carry a payload beside the error. */
  readonly payload?: object;
}

/** The gateway says no to a request. */
export class Refusal extends Error {
  readonly shape: ErrorShape;
  readonly payload: object | undefined;

  constructor(
    code: RefusalCode,
    message: string,
    details?: Readonly<Record<string, unknown>>,
    { payload, ...more }: RefusalExtras = {},
  ) {
    super(message);
    this.name = 'Refusal';
    this.shape = { code, message, ...(details && { details }), ...more };
    this.payload = payload;
  }
}

/** A gateway that is being stopped answers nothing any more, whatever is asked. */
export function draining(method: string): Refusal {
  const details = { method, reason: 'gateway-restarting', phase: 'accepting' };
  const message = `${method} unavailable during gateway restart`;
  return new Refusal('UNAVAILABLE', message, details, { retryable: true, retryAfterMs: 1000 });
}

/** The connection lacks the scope a method needs. */
export function missingScope(scope: string): Refusal {
  const details = { code: 'MISSING_SCOPE', missingScope: scope, requiredScopes: [scope] };
  return new Refusal('FORBIDDEN', `missing scope: ${scope}`, details);
}

/** Unknown, over, or not for this caller's eyes: the gateway does not say which. */
export function approvalNotFound(message: string): Refusal {
  return new Refusal('INVALID_REQUEST', message, { reason: 'APPROVAL_NOT_FOUND' });
}
