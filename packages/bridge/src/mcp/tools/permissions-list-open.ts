import * as z from 'zod';
import { approval, approvalView } from './approval-view.ts';
import { onlyInstance } from './conversation-fields.ts';
import { defineTool } from './tool.ts';
import { withJson } from './with-json.ts';

export const permissionsListOpen = defineTool({
  name: 'permissions_list_open',
  title: 'List open approvals',
  description:
    'Lists what agents want to do and may not without a person saying yes: commands and actions of plugins. ' +
    'Show them to the user; decide with permissions_respond only what the user has decided. openclaw_status tells whether the gateway withholds some.',
  scope: 'read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: () => z.object({ instance: onlyInstance() }),
  output: () =>
    z.object({
      approvals: z.array(approval()),
      unreachable: z
        .array(
          z.object({
            instance: z.string(),
            code: z.string(),
            message: z.string(),
            hint: z.string().optional(),
          }),
        )
        .optional()
        .describe('Instances that could not be asked: they may have more.'),
    }),
  async run(verbs, input, { principal }) {
    const list = await verbs.listApprovals({ principal, instance: input.instance });
    const unreachable = list.unreachable.map(({ instance, failure: { code, message, hint } }) => ({
      instance,
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
    }));
    return {
      approvals: list.approvals.map(approvalView),
      ...(unreachable.length === 0 ? {} : { unreachable }),
    };
  },
  tell: (output) => withJson(`approvals: ${output.approvals.length}`, output),
});
