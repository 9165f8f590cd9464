import { Failure } from '../../domain/failure.ts';
import { gatewayFailed, gatewayRefused, notNow } from '../run-failures.ts';
import { object, text } from '../json.ts';

const CHECK_TOKEN =
  'Set OPENCLAW_GATEWAY_TOKEN to the value of gateway.auth.token in the config of that OpenClaw.';
const ENABLE_ENDPOINT =
  'Enable it in the config of that OpenClaw: gateway.http.endpoints.chatCompletions.enabled = true. Or check the URL.';

/** What an HTTP status other than 200 means; the gateway's own text is kept. */
export function statusFailure(status: number, body: string, url: string): Failure {
  const said = errorText(body);
  const told = said === undefined ? `HTTP ${status}` : `${status} ${said}`;
  if (status === 401)
    return failure('gateway_unauthorized', 'The gateway does not accept the token.', CHECK_TOKEN, false);
  if (status === 403)
    return failure('gateway_forbidden', `The gateway forbids it: ${told}`, CHECK_TOKEN, false);
  if (status === 404 || status === 405) {
    return failure(
      'endpoint_missing',
      `There is no chat completions endpoint at ${url} (HTTP ${status}).`,
      ENABLE_ENDPOINT,
      false,
    );
  }
  // A proxy says 503 also when it lost the gateway in the middle of a run, but not in the gateway's words.
  if (status === 429 || (status === 503 && said !== undefined))
    return notNow(`OpenClaw at ${url} cannot take requests now: ${told}`);
  if (status >= 500) return gatewayFailed(`API request failed: ${told}`);
  return gatewayRefused(`API request failed: ${told}`);
}

export function badAnswer(what: string, url: string): Failure {
  return failure(
    'bad_answer',
    `OpenClaw at ${url} answered ${what}.`,
    'Is this the URL of an OpenClaw gateway, and not of a web page or a proxy?',
    false,
  );
}

/** `{"error":{"message"}}` as the gateway and every OpenAI-like proxy write it. */
export function errorText(body: string): string | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return text(error) ?? text(object(error)['message']);
  } catch {
    return undefined;
  }
}

function failure(code: Failure['code'], message: string, hint: string, retryable: boolean): Failure {
  return new Failure(code, message, { hint, retryable });
}
