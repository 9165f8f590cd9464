import { randomUUID } from 'node:crypto';
import type { Audience, Listener } from './audience.ts';
import { NOT_REALLY_RUN } from './perform.ts';
import { Refusal } from './refusal.ts';
import type { Run, ToolCall, ToolResult } from './run.ts';
import { ADMIN, allows, APPROVALS } from './scopes.ts';
import { AGENT } from './session-key.ts';

export type Decision = 'allow-once' | 'deny';

/** A command that waits for somebody's yes or no. */
interface Approval {
  readonly id: string;
  readonly run: Run;
  readonly request: Readonly<Record<string, unknown>> & { readonly command: string };
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  decision?: Decision;
  resolvedAtMs?: number;
  resolver?: Listener;
}

const LIFETIME_MS = 30 * 60_000;

/** Commands that wait for a decision. Nothing expires: no test waits half an hour. */
export class Approvals {
  readonly #audience: Audience;
  readonly #all = new Map<string, Approval>();

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  /** Asks for approval of a command and resolves with what becomes of it. With nobody to ask, it is denied at once. */
  async ask(run: Run, call: ToolCall): Promise<ToolResult> {
    if (!run.request.mayAskApproval) return denied(NOT_ALLOWED_TO_ASK);
    const approval = newApproval(run, call);
    if (!this.#audience.some((listener) => canDecide(listener) && sees(listener, approval)))
      return denied(NOBODY_TO_ASK);
    const decision = await this.#decided(approval);
    if (decision === 'allow-once') return NOT_REALLY_RUN;
    return denied(`Exec denied (gateway id=${approval.id}, user-denied): ${call.command}`);
  }

  /** What `exec.approval.list` shows to this listener. */
  pendingFor(listener: Listener): readonly object[] {
    return [...this.#all.values()]
      .filter((one) => one.decision === undefined && sees(listener, one))
      .map(pending);
  }

  /** `exec.approval.resolve`: the same decision may come twice, another one may not. */
  resolve(listener: Listener, id: string, wish: string): void {
    checkWord(wish);
    const approval = this.#find(listener, id, 'unknown or expired approval id');
    const decision = decisionOf(wish);
    if (approval.decision !== undefined && approval.decision !== decision) {
      throw new Refusal('INVALID_REQUEST', 'approval already resolved', {
        reason: 'APPROVAL_ALREADY_RESOLVED',
      });
    }
    this.#settle(approval, decision, listener);
  }

  /** `approval.resolve`: answers with the record, and whether this decision was the one that counted. */
  apply(listener: Listener, id: string, wish: string): object {
    checkWord(wish);
    const approval = this.#find(listener, id, 'approval not found');
    const decision = decisionOf(wish);
    const applied = approval.decision === undefined;
    this.#settle(approval, decision, listener);
    return { applied, approval: record(approval) };
  }

  #find(listener: Listener, id: string, otherwise: string): Approval {
    const approval = this.#all.get(id);
    if (approval !== undefined && sees(listener, approval)) return approval;
    throw new Refusal('INVALID_REQUEST', otherwise, { reason: 'APPROVAL_NOT_FOUND' });
  }

  #decided(approval: Approval): Promise<Decision> {
    this.#all.set(approval.id, approval);
    this.#tell('exec.approval.requested', approval, () => pending(approval));
    approval.run.stopped.signal.addEventListener('abort', () => this.#settle(approval, 'deny', undefined), {
      once: true,
    });
    return new Promise((resolve) => this.#waiting.set(approval, resolve));
  }

  readonly #waiting = new WeakMap<Approval, (decision: Decision) => void>();

  #settle(approval: Approval, decision: Decision, resolver: Listener | undefined): void {
    if (approval.decision !== undefined) return;
    approval.decision = decision;
    approval.resolvedAtMs = Date.now();
    if (resolver !== undefined) approval.resolver = resolver;
    const { id, request, resolvedAtMs } = approval;
    const resolvedBy = resolver?.clientId ?? null;
    this.#tell('exec.approval.resolved', approval, () => ({
      id,
      decision,
      resolvedBy,
      ts: resolvedAtMs,
      request,
    }));
    this.#waiting.get(approval)?.(decision);
  }

  #tell(event: string, approval: Approval, payload: () => object): void {
    this.#audience.tell(
      event,
      (listener) => allows(listener.scopes, APPROVALS) && sees(listener, approval),
      payload,
    );
  }
}

function checkWord(wish: string): void {
  if (!['allow-once', 'allow-always', 'deny'].includes(wish))
    throw new Refusal('INVALID_REQUEST', 'invalid decision');
}

/** "Always" is not on offer for a single command. */
function decisionOf(wish: string): Decision {
  if (wish === 'allow-once' || wish === 'deny') return wish;
  const details = { reason: 'APPROVAL_ALLOW_ALWAYS_UNAVAILABLE' };
  throw new Refusal('INVALID_REQUEST', 'allow-always is unavailable for this command', details);
}

const NOT_ALLOWED_TO_ASK =
  'Exec approval registration failed: GatewayClientRequestError: missing scope: operator.approvals';
const NOBODY_TO_ASK = 'exec denied: Headless runs cannot wait for interactive exec approval.';

function denied(text: string): ToolResult {
  return { text, isError: true };
}

function canDecide(listener: Listener): boolean {
  const handles = listener.caps.has('approvals') || listener.caps.has('exec-approvals');
  return handles && allows(listener.scopes, APPROVALS);
}

/** Admins see all. Others see what their own device started, and only `chat.send` remembers the device. */
function sees(listener: Listener, { run }: Approval): boolean {
  if (listener.scopes.includes(ADMIN)) return true;
  const { via, owner } = run.request;
  return via === 'chat.send' && owner.deviceId !== undefined && owner.deviceId === listener.deviceId;
}

function newApproval(run: Run, call: ToolCall): Approval {
  const createdAtMs = Date.now();
  const request = {
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
  return { id: randomUUID(), run, request, createdAtMs, expiresAtMs: createdAtMs + LIFETIME_MS };
}

function pending({ id, request, createdAtMs, expiresAtMs }: Approval): object {
  return { approvalKind: 'exec', id, request, createdAtMs, expiresAtMs };
}

function record(approval: Approval): object {
  const { id, request, createdAtMs, expiresAtMs, decision, resolvedAtMs, resolver } = approval;
  return {
    id,
    status: decision === 'deny' ? 'denied' : 'allowed',
    presentation: {
      kind: 'exec',
      commandText: request.command,
      allowedDecisions: request['allowedDecisions'],
    },
    urlPath: `/approve/${id}`,
    createdAtMs,
    expiresAtMs,
    resolvedAtMs,
    reason: 'user',
    decision,
    source: { agentId: AGENT, sessionKey: request['sessionKey'] },
    resolver: { kind: 'device', id: resolver?.deviceId ?? null },
  };
}
