import type * as z from 'zod/mini';

/** A frame, or what is wrong with it, in words for whoever wrote the other end. */
export type Read<T> = { readonly frame: T } | { readonly fault: string };

/** Reads one text frame. Never throws; quotes nothing of what it was sent. */
export function readFrame<T>(schema: z.ZodMiniType<T>, data: string): Read<T> {
  const parsed = parse(data);
  if (parsed === undefined) return { fault: 'This is no JSON object.' };
  const result = schema.safeParse(parsed);
  if (result.success) return { frame: result.data };
  const [issue] = result.error.issues;
  return { fault: `This is no frame: ${issue?.path.map(String).join('.') || 'type'} is not as expected.` };
}

function parse(data: string): object | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
