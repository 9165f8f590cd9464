import type { JSONRPCErrorResponse, JSONRPCResultResponse, RequestId } from '@modelcontextprotocol/server';
import { cutText } from '../../domain/cut-text.ts';
import { isFields, jsonIn, type Fields } from './frame-fields.ts';

/** What the cloud and every self-hosted server pass on, with room for what they add. Bytes of UTF-8. */
export const MOST_FRAME_BYTES = 6 * 1024;

export type Answer = JSONRPCResultResponse | JSONRPCErrorResponse;

/** A request that came, as the other side wrote it. */
export interface Asked {
  readonly id: RequestId;
  readonly method: string;
}

/** The SDK's answer as the frame that the other side gets: what it does not know upsets it. */
export function answerFrame(answer: Answer, { id, method }: Asked): string {
  if ('error' in answer) return errorFrame(id, answer.error.code, answer.error.message);
  const { result } = answer;
  if (method === 'tools/call') return callFrame(id, harmless(firstText(result)));
  return resultFrame(id, method === 'tools/list' ? listOf(result) : result);
}

export function errorFrame(id: RequestId, code: number, message: string): string {
  return fitting(message, (text) => JSON.stringify({ jsonrpc: '2.0', id, error: { code, message: text } }));
}

export function resultFrame(id: RequestId, result: Fields): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}

/** A device throws away the text of what is called an error, and reads no other text than the first. */
function callFrame(id: RequestId, text: string): string {
  return fitting(text, (said) =>
    resultFrame(id, { content: [{ type: 'text', text: said }], isError: false }),
  );
}

function firstText(result: Fields): string {
  for (const block of arrayIn(result, 'content'))
    if (isFields(block) && block['type'] === 'text') return String(block['text']);
  return '';
}

/** A device takes a JSON text with an `action` for an order, and fails at one it does not know. */
function harmless(text: string): string {
  const value = objectIn(text);
  return value !== undefined && 'action' in value ? JSON.stringify({ result: value }) : text;
}

function objectIn(text: string): Fields | undefined {
  const value = text.trimStart().startsWith('{') ? jsonIn(text) : undefined;
  return isFields(value) ? value : undefined;
}

/** The frame with as much of the text as fits; the end of a cut one shows that there was more. */
function fitting(text: string, frameOf: (text: string) => string): string {
  // A character has at least one byte.
  const whole = text.length <= MOST_FRAME_BYTES ? frameOf(text) : undefined;
  if (whole !== undefined && Buffer.byteLength(whole) <= MOST_FRAME_BYTES) return whole;
  const cutAt = (length: number) => frameOf(`${cutText(text, length)}…`);
  let fits = 0;
  let tooLong = Math.min(text.length, MOST_FRAME_BYTES);
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (Buffer.byteLength(cutAt(middle)) <= MOST_FRAME_BYTES) fits = middle;
    else tooLong = middle;
  }
  return cutAt(fits);
}

/** Extra fields have broken consoles; and each costs bytes with every session of a device. */
function listOf(result: Fields): Fields {
  const tools = arrayIn(result, 'tools').filter(isFields);
  const { nextCursor } = result;
  return {
    tools: tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema: plainSchema(inputSchema),
    })),
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
}

const UNREAD_KEYWORDS: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  'title',
  'examples',
  'additionalProperties',
]);

/** A JSON schema without what only says more about itself. Fields of those names stay. */
function plainSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plainSchema);
  if (!isFields(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => !UNREAD_KEYWORDS.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === 'properties' ? plainFields(value) : plainValue(key, value)]),
  );
}

function plainFields(fields: unknown): unknown {
  if (!isFields(fields)) return fields;
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, plainSchema(schema)]));
}

/** Values that somebody may send are no schemas, whatever they look like. */
function plainValue(key: string, value: unknown): unknown {
  return ['enum', 'const', 'default'].includes(key) ? value : plainSchema(value);
}

function arrayIn(value: Fields, key: string): readonly unknown[] {
  const found = value[key];
  return Array.isArray(found) ? found : [];
}
