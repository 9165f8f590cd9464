import {
  APPROVAL_KINDS,
  DECISIONS,
  type Approval,
  type ApprovalKind,
  type Decision,
  type Resolution,
} from '../../domain/approval.ts';
import type { EndedApproval } from '../../domain/port/approvals.ts';
import { array, defined, integer, object, text, type Json } from '../json.ts';

/** An entry of `*.approval.list`, or the payload of `*.approval.requested`; undefined when it has no id. */
export function approvalFrom(instance: string, kind: ApprovalKind, row: Json): Approval | undefined {
  const id = text(row['id']);
  if (id === undefined) return undefined;
  const request = object(row['request']);
  return {
    instance,
    kind,
    id,
    what: wordsOf(request) || `An ${kind} approval that does not say what it is for.`,
    allowedDecisions: allowedBy(request),
    createdAt: integer(row['createdAtMs']) ?? 0,
    expiresAt: integer(row['expiresAtMs']) ?? Number.MAX_SAFE_INTEGER,
    request,
    ...defined({
      cwd: text(request['cwd']),
      agentId: text(request['agentId']),
      sessionKey: text(request['sessionKey']),
    }),
  };
}

/** The payload of `*.approval.resolved`; undefined when it has no id. */
export function resolutionFrom(instance: string, kind: ApprovalKind, payload: Json): Resolution | undefined {
  const id = text(payload['id']);
  if (id === undefined) return undefined;
  const resolvedBy = text(payload['resolvedBy']);
  const decision = decisionFrom(payload['decision']);
  return {
    instance,
    kind,
    id,
    at: integer(payload['ts']) ?? 0,
    raw: payload,
    ...defined({
      sessionKey: text(object(payload['request'])['sessionKey']),
      // What expired is told as denied by nobody; a permission somebody has given.
      decision: resolvedBy === undefined && decision === 'deny' ? undefined : decision,
      resolvedBy,
    }),
  };
}

/** The record of an answer of `approval.get`, or of an item of `approval.history`. */
export function outcomeFrom(
  { instance, kind, id }: Pick<Approval, 'instance' | 'kind' | 'id'>,
  approval: Json,
): Resolution | 'waiting' {
  const status = text(approval['status']);
  if (status === undefined || status === 'pending') return 'waiting';
  const resolver = object(approval['resolver']);
  const decided = text(resolver['kind']) !== 'system';
  return {
    instance,
    kind,
    id,
    status,
    at: integer(approval['resolvedAtMs']) ?? 0,
    raw: approval,
    ...defined({
      sessionKey: text(object(approval['source'])['sessionKey']),
      decision: decided ? decisionFrom(approval['decision']) : undefined,
      resolvedBy: decided ? text(resolver['id']) : undefined,
    }),
  };
}

/** An item of `approval.history`; undefined when it has no id, or has not ended. */
export function endedFrom(instance: string, record: Json): EndedApproval | undefined {
  const presentation = object(record['presentation']);
  const source = object(record['source']);
  const kind = APPROVAL_KINDS.find((one) => one === presentation['kind']);
  if (kind === undefined) return undefined;
  const request = {
    ...presentation,
    ...defined({ command: presentation['commandText'] }),
    ...source,
  };
  const approval = approvalFrom(instance, kind, { ...record, request });
  if (approval === undefined) return undefined;
  const resolution = outcomeFrom(approval, record);
  return resolution === 'waiting' ? undefined : { approval, resolution };
}

/** A command line, or a plugin's title and description. */
function wordsOf(request: Json): string {
  return (
    text(request['command']) ??
    [request['title'], request['description']].flatMap((one) => text(one) ?? []).join(': ')
  );
}

/** A plugin that names none leaves all open. */
function allowedBy(request: Json): readonly Decision[] {
  const named = array(request['allowedDecisions']).flatMap((one) => decisionFrom(one) ?? []);
  return named.length > 0 ? named : DECISIONS;
}

function decisionFrom(value: unknown): Decision | undefined {
  return DECISIONS.find((one) => one === value);
}
