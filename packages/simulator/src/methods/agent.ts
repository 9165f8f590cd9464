import { APOLOGY, MODEL, PROVIDER, USAGE, type Outcome } from '../answer.ts';
import { method, type Call } from '../method.ts';
import { ownerOf } from '../owner.ts';
import type { ParamsOf } from '../params.ts';
import { Refusal } from '../refusal.ts';
import type { Run } from '../run.ts';
import { ADMIN, allows, APPROVALS, WRITE } from '../scopes.ts';
import type { Session } from '../session.ts';
import { AGENT, fullKey } from '../session-key.ts';
import { requireKnownAgent } from './known-agent.ts';

const SHAPE = {
  message: 'string',
  idempotencyKey: 'string',
  sessionKey: 'string?',
  sessionId: 'string?',
  agentId: 'string?',
  /** Seconds; 0 is for ever. */
  timeout: 'integer?',
  thinking: 'any?',
  deliver: 'any?',
  attachments: 'any?',
  channel: 'any?',
  provider: 'any?',
  model: 'any?',
  lane: 'any?',
  label: 'any?',
  extraSystemPrompt: 'any?',
  inputProvenance: 'any?',
} as const;

/** Starts a turn. Answers twice: when the run is accepted, and when it has ended. */
export const agent = method('agent', WRITE, SHAPE, (call) => {
  const sessionKey = fullKey(call.params.sessionKey ?? AGENT);
  requireKnownAgent(sessionKey);
  const known = call.gateway.runs.find('agent', call.params.idempotencyKey);
  if (known !== undefined) return again(known);
  requireUnspent(call.gateway.disk.sessions.find(sessionKey), call.params.idempotencyKey);
  const run = startRun(call, sessionKey);
  call.respond({ runId: run.id, sessionKey, agentId: AGENT, status: 'accepted', acceptedAt: run.acceptedAt });
  return run.ended().then((outcome) => result(run, outcome));
});

/** A turn that waited when the gateway ended is over, whether anybody was told or not. */
function requireUnspent(session: Session | undefined, key: string): void {
  if (session?.spent.some(({ runId }) => runId === key) !== true) return;
  throw new Refusal('UNAVAILABLE', 'Pending input ownership ended; submit a new turn to continue');
}

function startRun({ gateway, client, params }: Call<ParamsOf<typeof SHAPE>>, sessionKey: string): Run {
  return gateway.runs.start({
    id: params.idempotencyKey,
    via: 'agent',
    session: gateway.disk.sessions.open(sessionKey),
    message: params.message,
    owner: ownerOf(client),
    senderIsOwner: client.scopes.includes(ADMIN),
    mayAskApproval: allows(client.scopes, APPROVALS),
    timeoutMs: (params.timeout ?? 0) * 1000,
  });
}

/** The same key once more: the run as it stands, in a single answer. */
function again(run: Run): object {
  if (run.outcome !== undefined) return result(run, run.outcome);
  return { runId: run.id, status: 'in_flight', sessionKey: run.session.key, agentId: AGENT };
}

function result(run: Run, outcome: Outcome): object {
  const { id: runId } = run;
  switch (outcome.kind) {
    case 'answered':
      return { runId, status: 'ok', summary: 'completed', result: said(run, { text: outcome.text }, 'stop') };
    case 'silent':
    case 'repeated': {
      const apology = { text: APOLOGY[outcome.kind], isError: true };
      return { runId, status: 'error', summary: 'failed', result: said(run, apology) };
    }
    case 'timedOut': {
      const phase = { timeoutPhase: 'provider', providerStarted: true };
      const apology = { text: APOLOGY.timedOut, isError: true };
      return { runId, status: 'timeout', summary: 'aborted', ...phase, result: said(run, apology) };
    }
    case 'aborted':
      return { runId, status: 'timeout', summary: 'aborted', stopReason: 'rpc' };
    case 'refused':
    case 'turnedAway': {
      const summary = APOLOGY[outcome.kind];
      throw new Refusal('UNAVAILABLE', summary, undefined, { payload: { runId, status: 'error', summary } });
    }
  }
}

function said(run: Run, payload: { text: string; isError?: boolean }, stopReason?: string): object {
  return {
    payloads: [{ ...payload, mediaUrl: null }],
    meta: {
      durationMs: (run.endedAt ?? 0) - (run.startedAt ?? 0),
      agentMeta: { sessionId: run.session.id, provider: PROVIDER, model: MODEL, usage: USAGE },
      aborted: false,
      ...(stopReason === undefined ? {} : { stopReason }),
    },
  };
}
