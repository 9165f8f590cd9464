import {
  ProtocolError,
  ProtocolErrorCode,
  type McpServer,
  type Prompt as ListedPrompt,
} from '@modelcontextprotocol/server';
import type { Audience } from '../audience.ts';
import type { Prompt } from './prompt.ts';
import { offeredPrompts } from './prompts.ts';

/** Serves the prompts of a door, where it has some. */
export function offerPrompts({ server }: McpServer, audience: Audience): void {
  const offered = offeredPrompts(audience);
  if (offered.length === 0) return;
  server.registerCapabilities({ prompts: { listChanged: false } });
  server.setRequestHandler('prompts/list', () => ({ prompts: offered.map(listed) }));
  server.setRequestHandler('prompts/get', ({ params }) => {
    const prompt = offered.find(({ name }) => name === params.name);
    if (prompt === undefined) throw invalid(`Prompt not found: ${params.name}`);
    const text = prompt.say(checkArguments(prompt, params.arguments ?? {}));
    return {
      description: prompt.description,
      messages: [{ role: 'user', content: { type: 'text', text } }],
    };
  });
}

function listed({ name, title, description, arguments: known }: Prompt): ListedPrompt {
  return {
    name,
    title,
    description,
    arguments: known.map((one) => ({
      name: one.name,
      description: one.description,
      required: one.required ?? false,
    })),
  };
}

/** Every number a cursor can be. */
const NUMBER = /^\d{1,15}$/;

/** The arguments that say something: forms send the fields that were left empty, too. */
function checkArguments(
  prompt: Prompt,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const trimmed = Object.entries(given).map(([name, value]) => [name, value.trim()] as const);
  const said = Object.fromEntries(trimmed.filter(([, value]) => value !== ''));
  const missing = prompt.arguments.find(
    ({ name, required }) => required === true && !Object.hasOwn(said, name),
  );
  if (missing !== undefined) throw invalid(`${prompt.name} needs "${missing.name}": ${missing.description}`);
  const wrong = prompt.arguments.find(
    ({ name, isNumber }) => isNumber === true && Object.hasOwn(said, name) && !NUMBER.test(said[name] ?? ''),
  );
  if (wrong !== undefined)
    throw invalid(`"${wrong.name}" of ${prompt.name} is a whole number: ${wrong.description}`);
  return said;
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
