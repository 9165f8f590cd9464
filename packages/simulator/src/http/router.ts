import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway } from '../gateway.ts';
import { chatCompletions } from './chat-completions.ts';
import { listModels, showModel } from './models.ts';
import { sendJson, sendText } from './send.ts';

interface Endpoint {
  readonly verb: 'GET' | 'POST';
  /** Does it want the token? */
  readonly guarded: boolean;
  readonly answer: (
    gateway: Gateway,
    request: IncomingMessage,
    response: ServerResponse,
  ) => Promise<void> | void;
}

/** Answers one HTTP request. */
export async function route(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const endpoint = find((request.url ?? '').split('?')[0] ?? '', gateway);
  if (endpoint === undefined) return sendText(response, 404, 'Not Found');
  if (request.method !== endpoint.verb) {
    response.setHeader('allow', endpoint.verb);
    return sendText(response, 405, 'Method Not Allowed');
  }
  if (gateway.runs.draining && endpoint !== HEALTH) return sendDraining(endpoint, response);
  if (endpoint.guarded && request.headers.authorization !== `Bearer ${gateway.settings.token}`) {
    return sendJson(response, 401, { error: { message: 'Unauthorized', type: 'unauthorized' } });
  }
  await endpoint.answer(gateway, request, response);
}

function sendDraining(endpoint: Endpoint, response: ServerResponse): void {
  if (endpoint === READINESS) return sendJson(response, 503, { ready: false, failing: ['gateway-draining'] });
  const message = 'Gateway is temporarily unavailable while suspending or restarting';
  sendJson(response, 503, { error: { message, type: 'service_unavailable', code: 'gateway_unavailable' } });
}

function find(path: string, { settings }: Gateway): Endpoint | undefined {
  // A switched-off endpoint looks exactly like a wrong address.
  if (path.startsWith('/v1/') && !settings.chatCompletions) return undefined;
  if (path.startsWith(MODEL)) return modelEndpoint(path.slice(MODEL.length).replace(/%2f/i, '/'));
  return ENDPOINTS.get(path);
}

const MODEL = '/v1/models/';

function modelEndpoint(id: string): Endpoint {
  return { verb: 'GET', guarded: true, answer: (_gateway, _request, response) => showModel(id, response) };
}

const HEALTH: Endpoint = {
  verb: 'GET',
  guarded: false,
  answer: (_gateway, _request, response) => sendJson(response, 200, { ok: true, status: 'live' }),
};

const READINESS: Endpoint = {
  verb: 'GET',
  guarded: false,
  answer: ({ bornAt, settings }, _request, response) => {
    // From elsewhere the details are nobody's business.
    const details = settings.remote ? {} : { failing: [], uptimeMs: Date.now() - bornAt };
    sendJson(response, 200, { ready: true, ...details });
  },
};

const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([
  ['/health', HEALTH],
  ['/healthz', HEALTH],
  ['/ready', READINESS],
  ['/readyz', READINESS],
  [
    '/v1/models',
    { verb: 'GET', guarded: true, answer: (_gateway, _request, response) => listModels(response) },
  ],
  ['/v1/chat/completions', { verb: 'POST', guarded: true, answer: chatCompletions }],
]);
