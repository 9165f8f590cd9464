import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isRecord } from '../frame.ts';
import { AGENT, fullKey, isReserved } from '../session-key.ts';
import { promptOf } from './prompt.ts';

/** What a chat completion asks for. */
export interface Turn {
  readonly message: string;
  readonly sessionKey: string;
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/** The caller asked for something that cannot be: the reason, which he gets with status 400. */
export interface Fault {
  readonly fault: string;
}

/** Reads body and headers of a chat completion. */
export function readTurn(body: string, headers: IncomingHttpHeaders): Turn | Fault {
  let asked: unknown;
  try {
    asked = JSON.parse(body);
  } catch (error) {
    return { fault: (error as Error).message };
  }
  if (!isRecord(asked)) return { fault: NO_MESSAGE };
  const wrongAgent = agentFault(asked['model'], headers['x-openclaw-agent-id']);
  if (wrongAgent !== undefined) return { fault: wrongAgent };
  const message = promptOf(asked['messages']);
  if (message === undefined) return { fault: NO_MESSAGE };
  const key = headers['x-openclaw-session-key'];
  if (typeof key === 'string' && isReserved(key)) return { fault: RESERVED };
  const options = asked['stream_options'];
  return {
    message,
    sessionKey: typeof key === 'string' ? fullKey(key) : defaultKey(asked['user']),
    stream: asked['stream'] === true,
    includeUsage: isRecord(options) && options['include_usage'] === true,
  };
}

const NO_MESSAGE = 'Missing user message in `messages`.';

const RESERVED = '`x-openclaw-session-key` cannot use reserved internal session namespaces.';

function agentFault(model: unknown, header: string | string[] | undefined): string | undefined {
  if (header !== undefined && header !== AGENT) return `Unknown agent '${String(header)}'.`;
  if (model === undefined || model === 'openclaw') return undefined;
  const agent = typeof model === 'string' ? /^openclaw\/(.+)$/.exec(model)?.[1] : undefined;
  if (agent === undefined) return 'Invalid `model`. Use `openclaw` or `openclaw/<agentId>`.';
  return agent === AGENT || agent === 'default' ? undefined : `Unknown agent '${agent}'.`;
}

/** A named user keeps his conversation; anybody else gets a new one with each request. */
function defaultKey(user: unknown): string {
  return fullKey(typeof user === 'string' && user !== '' ? `openai-user:${user}` : `openai:${randomUUID()}`);
}
