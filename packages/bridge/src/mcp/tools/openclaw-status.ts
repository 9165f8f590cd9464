import * as z from 'zod';
import { withheldApprovals, type ApprovalReach } from '../../domain/approval.ts';
import { describeFailure } from '../../domain/failure.ts';
import type { InstanceStatus } from '../../usecases/check-status.ts';
import { instance } from './fields.ts';
import { defineTool } from './tool.ts';

export const openclawStatus = defineTool({
  name: 'openclaw_status',
  title: 'Status of an OpenClaw instance',
  description:
    'Checks one OpenClaw gateway now: is it reachable, is the token right, are the rights enough, how fast is it. ' +
    'Use it when a call failed, before telling the user what is wrong.',
  scope: 'read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: () => z.strictObject({ instance: instance().optional() }),
  output: () =>
    z.object({
      status: z.enum(['ok', 'error']),
      message: z.string(),
      instance: z.string(),
      url: z.string(),
      outlet: z.enum(['ws', 'http']).optional().describe('How the gateway is spoken to.'),
      latency_ms: z.number().optional(),
      version: z.string().optional().describe('Version of OpenClaw.'),
      scopes: z.array(z.string()).optional().describe('What the gateway lets us do.'),
      approvals: z
        .enum(['all', 'own', 'none'])
        .optional()
        .describe('Whose approvals the gateway lets us see and decide.'),
      approvals_withheld: z.string().optional().describe('What is missing of them, and what to do.'),
      code: z.string().optional(),
      hint: z.string().optional().describe('What to do.'),
      warning: z.string().optional().describe('It works, but not as well as it could.'),
    }),
  async run(verbs, input, { principal }) {
    return view(await verbs.checkStatus(principal, input.instance));
  },
});

function view({ instance: { name, url }, report }: InstanceStatus) {
  const { failure, warning, outlet, latencyMs, version, scopes, approvals } = report;
  const common = { instance: name, url };
  if (failure !== undefined) {
    const { code, message, hint } = failure;
    return { status: 'error' as const, message, ...common, code, ...(hint === undefined ? {} : { hint }) };
  }
  return {
    status: 'ok' as const,
    message: `Gateway responding over ${outlet === 'ws' ? 'WebSocket' : 'HTTP'} in ${latencyMs ?? '?'} ms`,
    ...common,
    ...(outlet === undefined ? {} : { outlet }),
    ...(latencyMs === undefined ? {} : { latency_ms: latencyMs }),
    ...(version === undefined ? {} : { version }),
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
    ...(approvals === undefined ? {} : approvalsView(approvals)),
    ...(warning === undefined ? {} : { warning: describeFailure(warning) }),
  };
}

function approvalsView(reach: ApprovalReach) {
  const withheld = withheldApprovals(reach);
  return {
    approvals: reach,
    ...(withheld === undefined ? {} : { approvals_withheld: describeFailure(withheld) }),
  };
}
