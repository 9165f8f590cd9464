export type RefusalCode = 'INVALID_REQUEST' | 'NOT_PAIRED' | 'FORBIDDEN' | 'UNAVAILABLE';

/** What the wire carries as `error` in a response. */
export interface ErrorShape {
  readonly code: RefusalCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The gateway says no to a request. */
export class Refusal extends Error {
  readonly shape: ErrorShape;
  /** Some refusals carry a payload beside the error. */
  readonly payload: object | undefined;

  constructor(
    code: RefusalCode,
    message: string,
    details?: Readonly<Record<string, unknown>>,
    payload?: object,
  ) {
    super(message);
    this.name = 'Refusal';
    this.shape = details === undefined ? { code, message } : { code, message, details };
    this.payload = payload;
  }
}

/** The connection lacks the scope a method needs. */
export function missingScope(scope: string): Refusal {
  const details = { code: 'MISSING_SCOPE', missingScope: scope, requiredScopes: [scope] };
  return new Refusal('FORBIDDEN', `missing scope: ${scope}`, details);
}
