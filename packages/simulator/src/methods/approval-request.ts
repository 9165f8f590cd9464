import type { Approval, Decision, Ending } from '../approval.ts';
import type { NewApproval } from '../approvals.ts';
import { method, type Call } from '../method.ts';
import { Refusal } from '../refusal.ts';
import { APPROVALS } from '../scopes.ts';

/** Every decision: only an agent's own commands offer fewer. */
const DECISIONS: readonly Decision[] = ['allow-once', 'allow-always', 'deny'];

const EXEC_LIFETIME_MS = 30 * 60_000;
const PLUGIN_LIFETIME_MS = 2 * 60_000;

/** A client wants a command approved. With `twoPhase` it hears at once that somebody was asked, and later the decision. */
export const execApprovalRequest = method(
  'exec.approval.request',
  APPROVALS,
  {
    id: 'string?',
    command: 'string?',
    cwd: 'string?',
    host: 'string?',
    agentId: 'string?',
    sessionKey: 'string?',
    timeoutMs: 'count?',
    twoPhase: 'boolean?',
  },
  (call) => {
    const { id, command, timeoutMs = EXEC_LIFETIME_MS, twoPhase, ...about } = call.params;
    if (command === undefined) throw new Refusal('INVALID_REQUEST', 'command is required');
    const { cwd = null, host = null, agentId = null, sessionKey = null } = about;
    const request = { command, cwd, host, allowedDecisions: DECISIONS, agentId, sessionKey };
    return raise(call, { kind: 'exec', id, request, lifetimeMs: timeoutMs }, twoPhase);
  },
);

/** A plugin wants something approved. */
export const pluginApprovalRequest = method(
  'plugin.approval.request',
  APPROVALS,
  {
    title: 'string',
    description: 'string',
    pluginId: 'string?',
    severity: 'string?',
    toolName: 'string?',
    agentId: 'string?',
    sessionKey: 'string?',
    timeoutMs: 'count?',
    twoPhase: 'boolean?',
  },
  (call) => {
    const { timeoutMs = PLUGIN_LIFETIME_MS, twoPhase, title, description, ...about } = call.params;
    const { pluginId = null, severity = null, toolName = null, agentId = null, sessionKey = null } = about;
    const request = { pluginId, title, description, severity, toolName, agentId, sessionKey };
    return raise(call, { kind: 'plugin', request, lifetimeMs: timeoutMs }, twoPhase);
  },
);

function raise(
  { gateway, client, respond }: Call<unknown>,
  wish: Omit<NewApproval, 'asker' | 'allowedDecisions'>,
  twoPhase: boolean | undefined,
): Promise<object> {
  const { connId, deviceId } = client;
  const asker = { connId, deviceId };
  const { approval, ending } = gateway.approvals.raise({ ...wish, asker, allowedDecisions: DECISIONS });
  if (twoPhase === true && approval.ending === undefined)
    respond({ status: 'accepted', ...timesOf(approval), deliveryRoute: 'approval-client' });
  return ending.then((end) => ({ ...timesOf(approval), decision: decisionOf(end) }));
}

function timesOf({ id, createdAtMs, expiresAtMs }: Approval): object {
  return { id, createdAtMs, expiresAtMs };
}

/** Null when nobody decided. */
function decisionOf({ reason, decision }: Ending): Decision | null {
  return reason === 'user' ? (decision ?? null) : null;
}
