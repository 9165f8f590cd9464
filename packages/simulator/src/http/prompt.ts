import { isRecord } from '../frame.ts';

/**
 * The message the agent gets of an OpenAI `messages` array: the newest user message alone, or, with earlier turns,
 * everything flattened into one text. Undefined when there is no user message.
 */
export function promptOf(messages: unknown): string | undefined {
  if (!Array.isArray(messages)) return undefined;
  const turns = messages.filter(isRecord).filter(({ role }) => role === 'user' || role === 'assistant');
  const last = turns.at(-1);
  if (last?.['role'] !== 'user') return undefined;
  const earlier = turns.slice(0, -1);
  if (earlier.length === 0) return textOf(last);
  const context = ['[Chat messages since your last reply - for context]', ...earlier.map(line)];
  return [...context, '', '[Current message - respond to this]', line(last)].join('\n');
}

function line(message: Readonly<Record<string, unknown>>): string {
  return `${message['role'] === 'user' ? 'User' : 'Assistant'}: ${textOf(message)}`;
}

function textOf({ content }: Readonly<Record<string, unknown>>): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const parts = content.filter(isRecord).map(({ text }) => text);
  return parts.filter((text) => typeof text === 'string').join('\n');
}
