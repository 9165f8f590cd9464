import { describeFailure, recordOf, type FailureRecord } from '../domain/failure.ts';

/** What a person types where an MCP client calls a tool. */
const COMMANDS: Readonly<Record<string, string>> = {
  openclaw_chat: '`clawbridge chat`',
  openclaw_task_list: '`clawbridge task list`',
  openclaw_task_status: '`clawbridge task show`',
  openclaw_task_cancel: '`clawbridge task cancel`',
  openclaw_status: '`clawbridge doctor`',
  openclaw_instances: '`clawbridge doctor`',
  permissions_list_open: '`clawbridge approvals list`',
};

/** A failure as a terminal says it: in one line, with a command where the hint names a tool. */
export function failureText(failure: FailureRecord): string {
  const hint = failure.hint?.replace(/\b(?:openclaw|permissions)_\w+/g, (tool) => COMMANDS[tool] ?? tool);
  return describeFailure(hint === undefined ? failure : { ...recordOf(failure), hint });
}
