import type { Asker } from './approval.ts';
import type { Approvals } from './approvals.ts';
import { NOT_REALLY_RUN } from './perform.ts';
import type { Run, ToolCall, ToolResult } from './run.ts';
import { AGENT } from './session-key.ts';

const LIFETIME_MS = 30 * 60_000;

/** Asks for approval of an agent's command and resolves with what becomes of it. */
export async function approveExec(approvals: Approvals, run: Run, call: ToolCall): Promise<ToolResult> {
  if (!run.request.mayAskApproval) return denied(NOT_ALLOWED_TO_ASK);
  const { approval, ending } = approvals.raise({
    kind: 'exec',
    asker: askerOf(run),
    request: requestOf(run, call),
    // "Always" is not on offer for a single command.
    allowedDecisions: ['allow-once', 'deny'],
    lifetimeMs: LIFETIME_MS,
  });
  run.stopped.signal.addEventListener('abort', () => approvals.withdraw(approval), { once: true });
  const { decision, reason } = await ending;
  if (reason === 'no-route') return denied(NOBODY_TO_ASK);
  if (decision === 'allow-once') return NOT_REALLY_RUN;
  return denied(`Exec denied (gateway id=${approval.id}, user-denied): ${call.command}`);
}

const NOT_ALLOWED_TO_ASK =
  'Exec approval registration failed: GatewayClientRequestError: missing scope: operator.approvals';
const NOBODY_TO_ASK = 'exec denied: Headless runs cannot wait for interactive exec approval.';

function denied(text: string): ToolResult {
  return { text, isError: true };
}

/** Only `chat.send` remembers the device, and the agent asks on a connection of its own. */
function askerOf({ request: { via, owner } }: Run): Asker {
  return { connId: undefined, deviceId: via === 'chat.send' ? owner.deviceId : undefined };
}

function requestOf(run: Run, call: ToolCall): Readonly<Record<string, unknown>> {
  return {
    command: call.command,
    cwd: '/workspace',
    host: 'gateway',
    security: 'allowlist',
    ask: 'on-miss',
    warningText: null,
    allowedDecisions: ['allow-once', 'deny'],
    unavailableDecisions: ['allow-always'],
    agentId: AGENT,
    sessionKey: run.session.key,
    runId: run.id,
    toolCallId: call.id,
  };
}
