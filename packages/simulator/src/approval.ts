import type { Listener } from './audience.ts';

export type ApprovalKind = 'exec' | 'plugin';
export type Decision = 'allow-once' | 'allow-always' | 'deny';

/** Who wants something approved. */
export interface Asker {
  readonly connId: string | undefined;
  readonly deviceId: string | undefined;
}

/** How an approval ended. */
export interface Ending {
  readonly status: 'allowed' | 'denied' | 'expired' | 'cancelled';
  readonly reason: 'user' | 'timeout' | 'run-aborted' | 'gateway-restart' | 'no-route';
  readonly decision?: Decision;
  /** Nobody, when the gateway ended it by itself. */
  readonly resolver?: Pick<Listener, 'deviceId' | 'clientId'>;
  readonly atMs: number;
}

/** Something that waits, or waited, for somebody's yes or no. */
export interface Approval {
  readonly kind: ApprovalKind;
  readonly id: string;
  readonly asker: Asker;
  readonly request: Readonly<Record<string, unknown>>;
  readonly allowedDecisions: readonly Decision[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  ending?: Ending;
}

/** As `*.approval.requested` and `*.approval.list` show it. */
export function pendingShape({ kind, id, request, createdAtMs, expiresAtMs }: Approval): object {
  return { approvalKind: kind, id, request, createdAtMs, expiresAtMs };
}

/** As `*.approval.resolved` tells its end. What expired or was withdrawn counts as denied by nobody. */
export function resolvedShape({ id, request }: Approval, { decision, resolver, atMs }: Ending): object {
  return { id, decision: decision ?? 'deny', resolvedBy: resolver?.clientId ?? null, ts: atMs, request };
}

/** As `exec.approval.get` shows it. */
export function execShape(approval: Approval): object {
  const { id, request, allowedDecisions, expiresAtMs } = approval;
  const { command, host = null, agentId = null } = request;
  const what = { commandText: command, commandPreview: null, allowedDecisions, host, nodeId: null };
  return { id, ...what, agentId, expiresAtMs };
}

/** As `approval.get` and `approval.history` show it, also when it is over. */
export function recordShape(approval: Approval): object {
  const { id, createdAtMs, expiresAtMs, ending } = approval;
  return {
    id,
    status: ending?.status ?? 'pending',
    presentation: presentation(approval),
    urlPath: `/approve/${encodeURIComponent(id)}`,
    createdAtMs,
    expiresAtMs,
    ...(ending === undefined ? {} : endingShape(approval, ending)),
  };
}

function presentation({ kind, request, allowedDecisions }: Approval): object {
  const { agentId = null } = request;
  if (kind === 'exec') {
    const { command, host = null } = request;
    const details = { commandPreview: null, warningText: null, host, nodeId: null };
    return { kind, commandText: command, ...details, agentId, allowedDecisions };
  }
  const { title, description, severity, pluginId, toolName } = request;
  return { kind, title, description, severity, pluginId, toolName, agentId, allowedDecisions };
}

function endingShape({ request }: Approval, { reason, decision, resolver, atMs }: Ending): object {
  const { agentId, sessionKey } = request;
  return {
    resolvedAtMs: atMs,
    reason,
    ...(decision === undefined ? {} : { decision }),
    source: {
      ...(typeof agentId === 'string' ? { agentId } : {}),
      ...(typeof sessionKey === 'string' ? { sessionKey } : {}),
    },
    resolver: resolverShape(reason, resolver),
  };
}

function resolverShape(reason: Ending['reason'], resolver: Ending['resolver']): object {
  if (reason === 'no-route') return { kind: 'system', id: 'no-approval-route' };
  if (resolver === undefined) return { kind: 'system' };
  const { deviceId, clientId } = resolver;
  return deviceId === undefined ? { kind: 'runtime', id: clientId } : { kind: 'device', id: deviceId };
}
