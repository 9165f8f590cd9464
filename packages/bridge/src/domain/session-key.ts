import { Failure } from './failure.ts';

/** Namespaces the gateway keeps for itself: its scheduler, its sub-agents, its coding sessions. */
const RESERVED = ['subagent', 'cron', 'acp'];

const MAX_LENGTH = 256;

/** Printable ASCII without blanks: the key travels in an HTTP header, and what cannot travel must not be accepted. */
const ALLOWED = /^[\x21-\x7e]+$/;

/** Checks a session id given by a caller and returns it unchanged. Errors: `invalid_input`. */
export function checkSessionId(id: string): string {
  if (id.length === 0 || id.length > MAX_LENGTH) {
    throw invalid(`session_id must have 1 to ${MAX_LENGTH} characters; this one has ${id.length}.`);
  }
  if (!ALLOWED.test(id)) {
    throw invalid(
      'session_id may hold printable ASCII characters only: no blanks, line breaks or other scripts.',
    );
  }
  const reserved = RESERVED.find((namespace) => belongsTo(id, namespace));
  if (reserved !== undefined) {
    throw invalid(`session_id "${id}" lies in "${reserved}:", a namespace OpenClaw keeps for itself.`);
  }
  return id;
}

function belongsTo(id: string, namespace: string): boolean {
  const withoutAgent = id.toLowerCase().replace(/^agent:[^:]*:/, '');
  return withoutAgent.startsWith(`${namespace}:`);
}

function invalid(message: string): Failure {
  return new Failure('invalid_input', message, {
    hint: 'Use a short name such as "notes" or the session_id of an earlier answer, or leave it out for a new session.',
  });
}

/** The session id a new conversation gets when the caller names none. */
export function freshSessionId(id: string): string {
  return `clawbridge:${id}`;
}

/**
 * The gateway's address of a conversation. Without an agent the gateway adds its default one itself.
 * Lower case, because the gateway folds case and one conversation must not look like two.
 */
export function sessionKeyFor(sessionId: string, agent?: string): string {
  const id = sessionId.toLowerCase();
  return agent === undefined || id.startsWith('agent:') ? id : `agent:${agent.toLowerCase()}:${id}`;
}
