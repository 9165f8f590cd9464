import type * as z from 'zod/mini';
import { refusal } from './problem.ts';

/** Nothing that is posted here is longer. */
const MAX_BODY_BYTES = 16 * 1024;

/** A form on somebody else's page cannot have this type. */
export function isJson(request: Request): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '');
}

/** The body of a POST as the schema wants it, or the response that refuses it. */
export async function readBody<T>(request: Request, schema: z.ZodMiniType<T>): Promise<T | Response> {
  const text = await readText(request);
  if (text === undefined) return refusal(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  const result = schema.safeParse(parse(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return refusal(400, `${issue?.path.map(String).join('.') || 'The body'} is not as expected.`);
}

async function readText(request: Request): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
