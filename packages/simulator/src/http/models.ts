import type { ServerResponse } from 'node:http';
import { sendFailure, sendJson } from './send.ts';

const MODELS = ['openclaw', 'openclaw/default', 'openclaw/main'];

/** `GET /v1/models`: the agents, under the names of models. */
export function listModels(response: ServerResponse): void {
  sendJson(response, 200, { object: 'list', data: MODELS.map(row) });
}

/** `GET /v1/models/<id>`. */
export function showModel(id: string, response: ServerResponse): void {
  if (MODELS.includes(id)) return sendJson(response, 200, row(id));
  const couldBe = id.startsWith('openclaw/');
  sendFailure(response, {
    status: couldBe ? 404 : 400,
    message: couldBe ? `Model '${id}' not found.` : 'Invalid model id.',
    type: 'invalid_request_error',
  });
}

function row(id: string): object {
  return { id, object: 'model', created: 0, owned_by: 'openclaw', permission: [] };
}
