import {
  inputRequired,
  type CallToolResult,
  type ClientCapabilities,
  type InputRequests,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { askFor, askModel, askToConfirm } from './questions.ts';
import { requestState, type Remembered } from './request-state.ts';

/** Tools that remember, in a sealed state, how far they got with their questions. */
export function registerRoundTools(server: McpServer): void {
  for (const [name, rounds] of Object.entries(roundsOf)) {
    const description = `Asks ${rounds.length} time(s) before it answers.`;
    server.registerTool(name, { description }, (ctx) => nextRound(ctx, rounds));
  }
  server.registerTool(
    'test_input_required_result_capabilities',
    { description: 'Asks only what the client can answer.' },
    (ctx) => nextRound(ctx, [questionsFor(server.server.getClientCapabilities())]),
  );
}

const roundsOf: Readonly<Record<string, readonly InputRequests[]>> = {
  test_input_required_result_request_state: [{ confirm: askToConfirm() }],
  test_input_required_result_tampered_state: [{ confirm: askToConfirm() }],
  test_input_required_result_multiple_inputs: [
    {
      user_name: askFor('name', 'What is your name?'),
      greeting: askModel('Generate a greeting', 50),
      client_roots: inputRequired.listRoots(),
    },
  ],
  test_input_required_result_multi_round: [
    { step1: askFor('name', 'Step 1: What is your name?') },
    { step2: askFor('color', 'Step 2: What is your favorite color?') },
  ],
};

function questionsFor(client: ClientCapabilities = {}): InputRequests {
  return {
    ...(client.sampling && { greeting: askModel('Generate a greeting') }),
    ...(client.elicitation && { user_name: askFor('name', 'What is your name?') }),
  };
}

async function nextRound(
  ctx: ServerContext,
  rounds: readonly InputRequests[],
): Promise<CallToolResult | InputRequiredResult> {
  const round = ctx.mcpReq.requestState<Remembered>()?.round ?? 0;
  const inputRequests = rounds[round];
  if (inputRequests === undefined) return { content: [{ type: 'text', text: 'state-ok' }] };
  return inputRequired({ inputRequests, requestState: await requestState.mint({ round: round + 1 }) });
}
