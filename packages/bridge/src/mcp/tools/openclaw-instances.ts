import * as z from 'zod';
import { allowedInstances } from '../../domain/allowed-instance.ts';
import { defineTool } from './tool.ts';

export const openclawInstances = defineTool({
  name: 'openclaw_instances',
  title: 'List OpenClaw instances',
  description:
    'Lists the OpenClaw gateways this bridge knows. openclaw_status tells whether one of them works.',
  scope: 'read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: () => z.strictObject({}),
  output: () =>
    z.object({
      instances: z.array(z.object({ name: z.string(), url: z.string(), isDefault: z.boolean() })),
      total: z.int(),
    }),
  async run(verbs, _, { principal }) {
    const allowed = allowedInstances(verbs.instances, principal);
    const instances = allowed.map(({ name, url, isDefault }) => ({ name, url, isDefault }));
    return { instances, total: instances.length };
  },
});
