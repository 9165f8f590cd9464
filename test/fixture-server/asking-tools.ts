import {
  inputRequired,
  inputResponse,
  type CallToolResult,
  type InputRequest,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { enumForm, formWithDefaults, userForm } from './forms.ts';
import { askFor, askModel } from './questions.ts';

/** Tools that ask the client one thing. In the sessions era the SDK turns the question into a request of its own. */
export function registerAskingTools(server: McpServer): void {
  server.registerTool(
    'test_sampling',
    { description: 'Asks the model of the client.', inputSchema: z.object({ prompt: z.string() }) },
    ({ prompt }, ctx) => ask(ctx, 'answer', askModel(prompt)),
  );
  server.registerTool(
    'test_elicitation',
    { description: 'Asks the user who they are.', inputSchema: z.object({ message: z.string() }) },
    ({ message }, ctx) => ask(ctx, 'user', inputRequired.elicit({ message, requestedSchema: userForm })),
  );
  for (const [name, { key, request }] of Object.entries(questions)) {
    server.registerTool(name, { description: `Asks for ${key}.` }, (ctx) => ask(ctx, key, request));
  }
}

const questions: Readonly<Record<string, { readonly key: string; readonly request: InputRequest }>> = {
  test_elicitation_sep1034_defaults: {
    key: 'profile',
    request: inputRequired.elicit({ message: 'Check your profile', requestedSchema: formWithDefaults }),
  },
  test_elicitation_sep1330_enums: {
    key: 'choices',
    request: inputRequired.elicit({ message: 'Choose', requestedSchema: enumForm }),
  },
  test_streaming_elicitation: { key: 'user_name', request: askFor('name', 'What is your name?') },
  // To a client that has not declared sampling, the SDK answers -32021.
  test_missing_capability: { key: 'answer', request: askModel('Are you there?') },
  test_input_required_result_elicitation: { key: 'user_name', request: askFor('name', 'What is your name?') },
  test_input_required_result_sampling: {
    key: 'capital_question',
    request: askModel('What is the capital of France?'),
  },
  test_input_required_result_list_roots: { key: 'client_roots', request: inputRequired.listRoots() },
};

/** Asks, until there is an answer under this key; then says what it was. */
function ask(ctx: ServerContext, key: string, request: InputRequest): CallToolResult | InputRequiredResult {
  const answer = inputResponse(ctx.mcpReq.inputResponses, key);
  if (answer.kind === 'missing') return inputRequired({ inputRequests: { [key]: request } });
  return { content: [{ type: 'text', text: `The client answered ${JSON.stringify(answer)}` }] };
}
