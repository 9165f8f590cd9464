import type { Client } from '@modelcontextprotocol/client';
import { afterEach, expect, it } from 'vitest';
import { anInstance } from '../../domain/instance.fixture.ts';
import type { InstanceReport } from '../../domain/instance-report.ts';
import { connectClient } from '../mcp-client.fixture.ts';

let client: Client;
afterEach(() => client.close());

it.each([
  ['all', undefined],
  ['own', /denied at once.* --mode admin/],
  ['none', /shows us no approvals.* --mode admin/],
] as const)('says whose approvals the gateway shows us: %s', async (approvals, withheld) => {
  const report: InstanceReport = { outlet: 'ws', latencyMs: 1, approvals };
  client = await connectClient({ checkStatus: async () => ({ instance: anInstance(), report }) });
  const { structuredContent } = await client.callTool({ name: 'openclaw_status', arguments: {} });
  expect(structuredContent).toMatchObject({ status: 'ok', approvals });
  const told = (structuredContent as { approvals_withheld?: string }).approvals_withheld;
  if (withheld === undefined) expect(told).toBeUndefined();
  else expect(told).toMatch(withheld);
});
