import {
  DECISIONS,
  type Approval,
  type ApprovalKind,
  type Decision,
  type Resolution,
} from '../../domain/approval.ts';
import { array, defined, number, object, text, type Json } from '../json.ts';

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
    createdAt: number(row['createdAtMs']) ?? 0,
    expiresAt: number(row['expiresAtMs']) ?? Number.MAX_SAFE_INTEGER,
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
  return {
    instance,
    kind,
    id,
    at: number(payload['ts']) ?? 0,
    raw: payload,
    ...defined({
      sessionKey: text(object(payload['request'])['sessionKey']),
      // What expired is told as denied by nobody.
      decision: resolvedBy === undefined ? undefined : decisionFrom(payload['decision']),
      resolvedBy,
    }),
  };
}

/** The approval in an answer of `approval.get`; undefined while it waits. */
export function outcomeFrom(
  { instance, kind, id }: Pick<Approval, 'instance' | 'kind' | 'id'>,
  approval: Json,
): Resolution | undefined {
  const status = text(approval['status']);
  if (status === undefined || status === 'pending') return undefined;
  const resolver = object(approval['resolver']);
  const decided = text(resolver['kind']) !== 'system';
  return {
    instance,
    kind,
    id,
    status,
    at: number(approval['resolvedAtMs']) ?? 0,
    raw: approval,
    ...defined({
      sessionKey: text(object(approval['source'])['sessionKey']),
      decision: decided ? decisionFrom(approval['decision']) : undefined,
      resolvedBy: decided ? text(resolver['id']) : undefined,
    }),
  };
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
