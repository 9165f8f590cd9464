import type { FailureCode } from './failure.ts';

/** What each failure is called over HTTP. A gateway that does not do what we ask of it is no fault of the request. */
const STATUSES: Readonly<Record<FailureCode, number>> = {
  invalid_input: 400,
  unknown_instance: 404,
  unknown_task: 404,
  unknown_conversation: 404,
  unknown_message: 404,
  unknown_approval: 404,
  unknown_token: 404,
  unknown_grant: 404,
  unknown_thread: 404,
  unknown_user: 404,
  unknown_upload: 404,
  not_signed_in: 401,
  too_many: 429,
  not_allowed: 403,
  not_cancellable: 409,
  idempotency_conflict: 409,
  gateway_unreachable: 503,
  connection_lost: 503,
  gateway_unauthorized: 502,
  gateway_forbidden: 502,
  pairing_required: 502,
  insecure_url: 502,
  endpoint_missing: 502,
  gateway_refused: 502,
  gateway_failed: 502,
  bad_answer: 502,
  empty_answer: 502,
  answer_too_large: 502,
  run_interrupted: 502,
  run_timeout: 504,
  cancelled: 409,
  notify_failed: 502,
  notify_refused: 502,
  store_unavailable: 503,
  issuer_unavailable: 503,
  config_invalid: 500,
  port_in_use: 500,
  service_failed: 500,
  shutting_down: 503,
  internal: 500,
};

export function httpStatusOf(code: FailureCode): number {
  return STATUSES[code];
}
