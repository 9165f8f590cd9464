/** What can go wrong, as a closed list: every edge (MCP, HTTP, exit code, log) has one face per code. */
export type FailureCode =
  | 'invalid_input'
  | 'unknown_instance'
  | 'unknown_task'
  | 'unknown_conversation'
  | 'unknown_message'
  | 'unknown_approval'
  | 'unknown_token'
  | 'unknown_grant'
  | 'unknown_thread'
  | 'unknown_user'
  | 'unknown_upload'
  | 'not_signed_in'
  | 'too_many'
  | 'not_allowed'
  | 'not_cancellable'
  | 'idempotency_conflict'
  | 'gateway_unreachable'
  | 'connection_lost'
  | 'gateway_unauthorized'
  | 'gateway_forbidden'
  | 'pairing_required'
  | 'insecure_url'
  | 'endpoint_missing'
  | 'gateway_refused'
  | 'gateway_failed'
  | 'bad_answer'
  | 'empty_answer'
  | 'answer_too_large'
  | 'run_interrupted'
  | 'run_timeout'
  | 'cancelled'
  | 'notify_failed'
  | 'notify_refused'
  | 'store_unavailable'
  | 'issuer_unavailable'
  | 'config_invalid'
  | 'port_in_use'
  | 'service_failed'
  | 'shutting_down'
  | 'internal';

/** A failure as plain data: what the store keeps and what tools answer. */
export interface FailureRecord {
  readonly code: FailureCode;
  /** What happened, for a person. Never holds a secret. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  /** True when the same request may succeed later without any change by the caller. */
  readonly retryable: boolean;
}

export interface FailureDetails {
  readonly hint?: string | undefined;
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** The one error type of the house. */
export class Failure extends Error implements FailureRecord {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly hint?: string;
  readonly retryable: boolean;

  constructor(code: FailureCode, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.retryable = details.retryable ?? false;
    if (details.hint !== undefined) this.hint = details.hint;
  }
}

/**
 * Does this failure of a run prove that the agent never began it? Then it may be asked for again and cannot happen
 * twice; where the gateway refused it, under a new run id.
 *
 * | code                  | retryable | proves it |                                                             |
 * | --------------------- | --------- | --------- | ----------------------------------------------------------- |
 * | `gateway_unreachable` | any       | yes       | nothing was sent                                            |
 * | `gateway_refused`     | yes       | yes       | "not now": it is starting, stopping or has too much to do   |
 * | `gateway_refused`     | no        | no        | not begun either, but asking again is refused again         |
 * | any other             | any       | no        | the agent may have begun                                    |
 */
export function neverBegan({ code, retryable }: FailureRecord): boolean {
  return code === 'gateway_unreachable' || (code === 'gateway_refused' && retryable);
}

/** Turns anything thrown into a Failure; what we do not know is `internal`, with the original as cause. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new Failure('internal', message, {
    hint: 'This is a fault of clawbridge. The log has the details; please report it.',
    cause: thrown,
  });
}

/** Source: the store. The inverse of {@link recordOf}. */
export function failureFrom(record: FailureRecord): Failure {
  return new Failure(record.code, record.message, record);
}

export function recordOf(failure: FailureRecord): FailureRecord {
  const { code, message, hint, retryable } = failure;
  return { code, message, retryable, ...(hint === undefined ? {} : { hint }) };
}

/** One line for a log or a terminal: what happened and what to do. */
export function describeFailure(failure: FailureRecord): string {
  const { message, hint } = failure;
  if (hint === undefined) return message;
  return /[.!?…:]$/.test(message) ? `${message} ${hint}` : `${message}. ${hint}`;
}
