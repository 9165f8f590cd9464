import {
  inputRequired,
  inputResponse,
  type ContentBlock,
  type GetPromptResult,
  type McpServer,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { completedArgument } from './completions.ts';
import { PNG } from './media.ts';
import { askFor } from './questions.ts';

export function registerPrompts(server: McpServer): void {
  server.registerPrompt('test_simple_prompt', { description: 'One text.' }, () =>
    saying({ type: 'text', text: 'This is a simple prompt for testing.' }),
  );
  server.registerPrompt(
    'test_prompt_with_arguments',
    {
      description: 'A text with two arguments in it.',
      argsSchema: z.object({ arg1: completedArgument, arg2: z.string() }),
    },
    ({ arg1, arg2 }) =>
      saying({ type: 'text', text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'An image and a text.' }, () =>
    saying(
      { type: 'image', data: PNG, mimeType: 'image/png' },
      { type: 'text', text: 'Please analyze the image above.' },
    ),
  );
  registerPromptWithResource(server);
  registerAskingPrompt(server);
}

function registerPromptWithResource(server: McpServer): void {
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'A resource and a text.', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri: uri }) =>
      saying(
        {
          type: 'resource',
          resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
        },
        { type: 'text', text: 'Please process the embedded resource above.' },
      ),
  );
}

function registerAskingPrompt(server: McpServer): void {
  server.registerPrompt('test_input_required_result_prompt', { description: 'Asks first.' }, (ctx) => {
    const answer = inputResponse(ctx.mcpReq.inputResponses, 'user_context');
    if (answer.kind !== 'missing') return saying({ type: 'text', text: JSON.stringify(answer) });
    const request = askFor('context', 'What context should the prompt use?');
    return inputRequired({ inputRequests: { user_context: request } });
  });
}

function saying(...contents: readonly ContentBlock[]): GetPromptResult {
  return { messages: contents.map((content) => ({ role: 'user', content })) };
}
