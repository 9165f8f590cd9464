import * as z from 'zod';
import { unknownApproval, type ApprovalKind } from '../../domain/approval.ts';
import { Failure } from '../../domain/failure.ts';
import type { Verbs } from '../../usecases/verbs.ts';
import { approvalKind, decision, onlyInstance } from './conversation-fields.ts';
import { NeedsPerson, type AskedApproval } from './person.ts';
import { defineTool, type ToolCall } from './tool.ts';
import { withJson } from './with-json.ts';

export const permissionsRespond = defineTool({
  name: 'permissions_respond',
  title: 'Decide an approval',
  description:
    'Lets an agent do what it asked for, or denies it. This is for a person to decide: pass a decision only if the user has told you this very one; ' +
    'without it the user is asked, if your client can do that. Never decide by yourself. allow-always also holds for the future. ' +
    'permissions_list_open shows what waits.',
  scope: 'approve',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: () =>
    z.object({
      kind: approvalKind().describe('The kind it shows beside the id.'),
      id: z.string().min(1).describe('The id permissions_list_open or an event shows.'),
      decision: decision().optional().describe("The user's decision. Leave it out to let the user be asked."),
      instance: onlyInstance().describe(
        'The OpenClaw instance it waits at. Leave it out: it is found by its id.',
      ),
    }),
  output: () =>
    z.object({
      result: z.object({ ok: z.boolean().describe('False when the user did not decide.') }),
      decision: decision().optional().describe('What the user decided when asked.'),
      message: z.string().optional(),
    }),
  async run(verbs, input, call) {
    const { principal, person } = call;
    const { kind, id, instance, decision: told } = input;
    if (told !== undefined) {
      await verbs.decideApproval({ principal, instance, kind, id, decision: told });
      return { result: { ok: true } };
    }
    const said = person?.said;
    if (said !== undefined) checkSame(input, said.about);
    if (said === undefined || !said.hasAnswered) return await question(verbs, input, call);
    if (said.decision === undefined)
      return { result: { ok: false }, message: 'The user did not decide: it still waits.' };
    const { about } = said;
    await verbs.decideApproval({ principal, ...placeOf(about), decision: said.decision });
    return { result: { ok: true }, decision: said.decision };
  },
  text: (output) => withJson(output.result.ok ? 'approval resolved' : 'approval not decided', output),
});

interface Wanted {
  readonly kind: ApprovalKind;
  readonly id: string;
  readonly instance?: string | undefined;
}

function placeOf({ instance, kind, id }: AskedApproval) {
  return { instance, kind, id };
}

/** The answer of a person holds for what he was shown, whatever a client asks for with it. */
function checkSame(wanted: Wanted, { kind, id }: AskedApproval): void {
  if (wanted.kind === kind && wanted.id === id) return;
  throw new Failure('invalid_input', `The user was asked about approval ${id}, not about ${wanted.id}.`, {
    hint: 'Repeat the call as it was, or begin a new one for the other approval.',
  });
}

/** Errors: `invalid_input` when nobody can be asked. */
async function question(
  { listApprovals }: Verbs,
  { kind, id, instance }: Wanted,
  { principal, person }: ToolCall,
): Promise<NeedsPerson> {
  const { approvals } = await listApprovals({ principal, instance });
  const waiting = approvals.find((one) => one.kind === kind && one.id === id);
  if (waiting === undefined) throw unknownApproval(id);
  if (person !== undefined) return new NeedsPerson(waiting);
  throw new Failure('invalid_input', 'decision is missing, and this client cannot ask its user.', {
    hint: `Ask the user, then pass ${waiting.allowedDecisions.join(' or ')}.`,
  });
}
