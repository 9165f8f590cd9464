import * as z from 'zod';
import { failureFrom } from '../../domain/failure.ts';
import type { Task } from '../../domain/task.ts';
import { cancelledFailure, TaskFailed } from '../failure-result.ts';
import { askWithPerson } from './ask-with-person.ts';
import { idempotencyKey, instance, message, sessionId, usage } from './fields.ts';
import { NeedsPerson } from './person.ts';
import { usageView } from './task-view.ts';
import { defineTool } from './tool.ts';

export const openclawChat = defineTool({
  name: 'openclaw_chat',
  title: 'Ask OpenClaw',
  description:
    'Sends a message to an OpenClaw agent and waits for its answer. Use it for anything the agent should answer or do now. ' +
    'For work of many minutes use openclaw_chat_async instead. If the call is cut off, the answer is not lost: openclaw_task_list finds it.',
  scope: 'chat',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: question,
  output: () =>
    z.object({
      reply: z.string().describe('What the agent said.'),
      session_id: z.string().describe('Pass it to the next call to go on in this conversation.'),
      instance: z.string(),
      task_id: z.string(),
      model: z.string().optional(),
      finish_reason: z.string().optional().describe('"length" means that the answer was cut.'),
      usage: usage().optional(),
    }),
  async run(verbs, input, call) {
    const ended = await askWithPerson(verbs, asked(input), call);
    return ended instanceof NeedsPerson ? ended : replyOf(ended);
  },
  begin: (verbs, input, { principal, origin }) =>
    verbs.ask({ ...asked(input), principal, origin, waitMs: 0 }),
  head: ({ reply }) => reply,
});

function question() {
  return z.strictObject({
    message: message(),
    session_id: sessionId().optional(),
    instance: instance().optional(),
    idempotency_key: idempotencyKey().optional(),
  });
}

function asked(input: z.output<ReturnType<typeof question>>) {
  return {
    message: input.message,
    sessionId: input.session_id,
    instance: input.instance,
    idempotencyKey: input.idempotency_key,
  };
}

/** What a settled task answers. Throws why there is no answer. */
export function replyOf(task: Task) {
  const { answer, failure } = task;
  if (answer === undefined)
    throw new TaskFailed(task, failure === undefined ? cancelledFailure() : failureFrom(failure));
  return {
    reply: answer.text,
    session_id: task.sessionId,
    instance: task.instance,
    task_id: task.id,
    ...(answer.model === undefined ? {} : { model: answer.model }),
    ...(answer.finishReason === undefined ? {} : { finish_reason: answer.finishReason }),
    ...(answer.usage === undefined ? {} : { usage: usageView(answer.usage) }),
  };
}
