import * as z from 'zod';
import { approvalKind, decision, onlyInstance } from './conversation-fields.ts';
import { defineTool } from './tool.ts';
import { withJson } from './with-json.ts';

export const permissionsRespond = defineTool({
  name: 'permissions_respond',
  title: 'Decide an approval',
  description:
    'Lets an agent do what it asked for, or denies it. This is for a person to decide: pass a decision only if the user has told you this very one. ' +
    'Never decide by yourself. allow-always also holds for the future. permissions_list_open shows what waits.',
  scope: 'approve',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: () =>
    z.object({
      kind: approvalKind(),
      id: z.string().min(1).describe('The id permissions_list_open or an event shows.'),
      decision: decision().describe("The user's decision."),
      instance: onlyInstance().describe(
        'The OpenClaw instance it waits at. Leave it out: it is found by its id.',
      ),
    }),
  output: () => z.object({ result: z.object({ ok: z.boolean() }) }),
  async run(verbs, input, { principal }) {
    const { kind, id, instance, decision: decided } = input;
    await verbs.decideApproval({ principal, instance, kind, id, decision: decided });
    return { result: { ok: true } };
  },
  tell: (output) => withJson('approval resolved', output),
});
