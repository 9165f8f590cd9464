import * as z from 'zod';
import type { Approval } from '../../domain/approval.ts';
import { approvalKind, decision } from './conversation-fields.ts';

export const approval = () =>
  z.object({
    kind: approvalKind(),
    id: z.string(),
    instance: z.string(),
    sessionKey: z.string().optional().describe('The conversation whose agent asks.'),
    allowedDecisions: z.array(decision()),
    request: z.record(z.string(), z.unknown()).describe('What it wants to do, as the gateway tells it.'),
    createdAtMs: z.number(),
    expiresAtMs: z.number(),
  });

/** An open approval in the words of `openclaw mcp serve`, and where it waits. */
export function approvalView(open: Approval): z.input<ReturnType<typeof approval>> {
  const { kind, id, instance, sessionKey, allowedDecisions, request, createdAt, expiresAt } = open;
  return {
    kind,
    id,
    instance,
    ...(sessionKey === undefined ? {} : { sessionKey }),
    allowedDecisions: [...allowedDecisions],
    request,
    createdAtMs: createdAt,
    expiresAtMs: expiresAt,
  };
}
