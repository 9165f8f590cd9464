import { recordOf, toFailure } from '../../domain/failure.ts';
import type { Instance } from '../../domain/instance.ts';
import { networkFailure } from '../network-failure.ts';
import type { GatewayOutlet } from '../outlet.ts';
import { httpUrl } from '../url.ts';
import { createAgentRunner } from './agent-runner.ts';
import { badAnswer, statusFailure } from './failures.ts';
import { createHttpClient, readBody, type HttpRequest } from './request.ts';
import { withoutWebSocket } from './without-web-socket.ts';

const PROBE_MS = 5_000;
const MAX_PROBE_CHARS = 256 * 1024;

/** Speaks to a gateway by its OpenAI-compatible HTTP endpoint. */
export function createHttpOutlet(instance: Instance): GatewayOutlet {
  const url = httpUrl(instance.url);
  const secret = instance.credentials.token ?? instance.credentials.password;
  const client = createHttpClient(url, secret === undefined ? {} : { authorization: `Bearer ${secret}` });

  return {
    ...createAgentRunner(client, { ...instance, url }),
    ...withoutWebSocket(),
    reach: askForModels,
    async probe() {
      const begun = performance.now();
      try {
        await askForModels();
        return { outlet: 'http', approvals: 'none', latencyMs: Math.round(performance.now() - begun) };
      } catch (thrown) {
        return { failure: recordOf(toFailure(thrown)) };
      }
    },
    async close() {
      client.close();
    },
  };

  /** The model list sits behind the same switch and the same token as chat completions, and runs nothing. */
  async function askForModels(): Promise<void> {
    const { status, body, json } = await ask({ method: 'GET', path: '/v1/models' });
    if (status === 404 || status === 405) return await askForNothing();
    if (status !== 200) throw statusFailure(status, body, url);
    if (!json) throw badAnswer('something that is not JSON', url);
  }

  /** For proxies that pass chat completions only: a request without messages is refused as such, and runs nothing. */
  async function askForNothing(): Promise<void> {
    const { status, body } = await ask({
      method: 'POST',
      path: '/v1/chat/completions',
      body: JSON.stringify({ model: instance.model, messages: [] }),
    });
    if (status !== 400 && status !== 422) throw statusFailure(status, body, url);
  }

  async function ask(request: HttpRequest) {
    const exchange = client.send(request);
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      exchange.abort();
    }, PROBE_MS);
    try {
      const response = await exchange.response;
      const body = (await readBody(response, url, MAX_PROBE_CHARS)) ?? '';
      return {
        status: response.statusCode ?? 0,
        body,
        json: response.headers['content-type']?.includes('json') ?? false,
      };
    } catch (thrown) {
      // What we cut off ourselves looks as if somebody else had.
      throw late ? networkFailure(noAnswer(), url) : thrown;
    } finally {
      clearTimeout(deadline);
    }
  }
}

function noAnswer(): Error {
  return Object.assign(new Error(`No answer within ${PROBE_MS} ms.`), { code: 'ETIMEDOUT' });
}
