import * as z from 'zod';
import { withheldFrom, type Withheld } from '../../usecases/withheld-approvals.ts';
import { approval, approvalView } from './approval-view.ts';
import { onlyInstance } from './conversation-fields.ts';
import { defineTool } from './tool.ts';
import { withJson } from './with-json.ts';

export const permissionsListOpen = defineTool({
  name: 'permissions_list_open',
  title: 'List open approvals',
  description:
    'Lists what agents want to do and may not without a person saying yes: commands and actions of plugins. ' +
    'Show them to the user; decide with permissions_respond only what the user has decided. An empty list of a gateway that withholds some says nothing.',
  scope: 'read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: () => z.object({ instance: onlyInstance() }),
  output: () =>
    z.object({
      approvals: z.array(approval()),
      unreachable: z
        .array(trouble())
        .optional()
        .describe('Instances that could not be asked: they may have more.'),
      withheld: z
        .array(trouble())
        .optional()
        .describe('Instances that do not show us all of them, and what to do about it.'),
    }),
  async run(verbs, { instance }, { principal }) {
    const { approvals, unreachable } = await verbs.listApprovals({ principal, instance });
    const withheld = await withheldFrom(verbs, {
      principal,
      instance,
      unanswered: unreachable.map((one) => one.instance),
    });
    return {
      approvals: approvals.map(approvalView),
      ...(unreachable.length === 0 ? {} : { unreachable: unreachable.map(troubleView) }),
      ...(withheld.length === 0 ? {} : { withheld: withheld.map(troubleView) }),
    };
  },
  text(output) {
    const { approvals, unreachable = [], withheld = [] } = output;
    const maybe = unreachable.length + withheld.length === 0 ? '' : ', and there may be more';
    return withJson(`approvals: ${approvals.length}${maybe}`, output);
  },
});

function trouble() {
  return z.object({
    instance: z.string(),
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
  });
}

function troubleView({
  instance,
  failure: { code, message, hint },
}: Withheld): z.input<ReturnType<typeof trouble>> {
  return { instance, code, message, ...(hint === undefined ? {} : { hint }) };
}
