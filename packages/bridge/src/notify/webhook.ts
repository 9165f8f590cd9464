import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Failure } from '../domain/failure.ts';
import type { Notice } from '../domain/notice.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { IsAllowed } from './allowed-hosts.ts';
import { noticeBody } from './notice-body.ts';
import type { Resolve } from '../net/public-address.ts';
import { publicLookup, webhookUrl } from './public-address.ts';
import { signatureHeaders } from './standard-webhook.ts';

/** A receiver should take a notice first and work on it afterwards. */
const LIMIT_MS = 15_000;

/** The answer's text is of no use to us, but a receiver that is cut off while it writes may take that for an error. */
const MAX_RESPONSE_BYTES = 64 * 1024;

export interface WebhookDeps {
  readonly isAllowed: IsAllowed;
  readonly clock: Clock;
  readonly resolve?: Resolve | undefined;
}

export interface Webhook {
  readonly url: string;
  readonly secret: string;
}

/** Posts the notice, signed. Errors: `notify_refused` for an address that is not allowed, else `notify_failed`. */
export async function callWebhook(
  { url, secret }: Webhook,
  notice: Notice,
  deps: WebhookDeps,
): Promise<void> {
  const address = webhookUrl(url, deps.isAllowed, 'notify_refused');
  const body = noticeBody(notice);
  const signed = signatureHeaders({ id: notice.id, now: deps.clock.now(), body }, secret);
  const status = await post(address, body, signed, deps);
  if (status < 200 || status > 299) throw statusFailure(status, address.host);
}

/** Resolves with the status. Redirects are not followed: each would be another address to check. */
function post(
  url: URL,
  body: string,
  signed: Readonly<Record<string, string>>,
  { isAllowed, clock, resolve }: WebhookDeps,
): Promise<number> {
  return new Promise((fulfil, reject) => {
    let status: number | undefined;
    let problem: unknown = new Error('closed without an answer');
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      // A connection of its own: a kept one may go where this address must not.
      agent: false,
      ...(isAllowed(url) ? {} : { lookup: publicLookup(resolve) }),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'clawbridge',
        ...signed,
      },
    });
    const cancelLimit = clock.after(LIMIT_MS, () => request.destroy(tooSlow(url.host)));
    request.on('response', (response) => {
      status = response.statusCode;
      ignoreBody(response);
    });
    request.on('error', (error) => {
      problem = error;
    });
    // Comes after everything else, whatever happened. Once there is a status, it is the answer.
    request.on('close', () => {
      cancelLimit();
      if (status === undefined) reject(failureOf(problem, url.host));
      else fulfil(status);
    });
    request.end(body);
  });
}

function ignoreBody(response: IncomingMessage): void {
  let bytes = 0;
  response.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > MAX_RESPONSE_BYTES) response.destroy();
  });
  // The connection broke after the status was there.
  response.on('error', () => {});
}

function statusFailure(status: number, host: string): Failure {
  const retryable = [408, 425, 429].includes(status) || (status >= 500 && status < 600);
  return new Failure('notify_failed', `The webhook at ${host} answered HTTP ${status}.`, {
    hint: hintFor(status),
    retryable,
  });
}

function hintFor(status: number): string {
  if (status >= 300 && status < 400) return 'Redirects are not followed: give the address it leads to.';
  if (status === 401 || status === 403) return 'Check the webhook secret on both sides.';
  if (status === 404 || status === 410) return 'Check the address.';
  return 'The log of the receiver should say why.';
}

function tooSlow(host: string): Failure {
  return new Failure('notify_failed', `The webhook at ${host} did not answer within ${LIMIT_MS / 1000} s.`, {
    hint: 'A receiver should answer at once and do its work afterwards.',
    retryable: true,
  });
}

function failureOf(problem: unknown, host: string): Failure {
  if (problem instanceof Failure) return problem;
  const reason = reasonOf(problem);
  return new Failure('notify_failed', `The webhook at ${host} could not be reached: ${reason}.`, {
    hint: /CERT|SELF_SIGNED|ISSUER|ALTNAME|LEAF_SIGNATURE/.test(reason)
      ? 'Check the certificate; for a private authority set NODE_EXTRA_CA_CERTS to its file.'
      : 'Check the address, and that the receiver runs and can be reached from this machine.',
    retryable: true,
    cause: problem,
  });
}

function reasonOf(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  return 'code' in problem && typeof problem.code === 'string' ? problem.code : problem.message;
}
