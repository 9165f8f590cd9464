import type { FailureCode } from './failure.ts';

/** Every code there is. A new code does not compile until it stands here, and then every table test covers it. */
const CODES: Readonly<Record<FailureCode, true>> = {
  invalid_input: true,
  unknown_instance: true,
  unknown_task: true,
  unknown_conversation: true,
  unknown_message: true,
  unknown_approval: true,
  not_allowed: true,
  not_cancellable: true,
  idempotency_conflict: true,
  gateway_unreachable: true,
  connection_lost: true,
  gateway_unauthorized: true,
  gateway_forbidden: true,
  pairing_required: true,
  insecure_url: true,
  endpoint_missing: true,
  gateway_refused: true,
  gateway_failed: true,
  bad_answer: true,
  empty_answer: true,
  answer_too_large: true,
  run_interrupted: true,
  run_timeout: true,
  cancelled: true,
  notify_failed: true,
  notify_refused: true,
  store_unavailable: true,
  config_invalid: true,
  port_in_use: true,
  shutting_down: true,
  internal: true,
};

export const ALL_FAILURE_CODES = Object.keys(CODES) as readonly FailureCode[];
