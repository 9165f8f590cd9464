import * as z from 'zod';

const row = z.object({ role: z.string(), content: z.unknown(), __openclaw: z.object({ id: z.string() }) });

/** Messages for reading: who, which, and what. The data is in the result already, and much of it concerns no reader. */
export function messageLines(messages: readonly Readonly<Record<string, unknown>>[]): string {
  return messages.map(line).join('\n');
}

function line(raw: Readonly<Record<string, unknown>>): string {
  const parsed = row.safeParse(raw);
  if (!parsed.success) return JSON.stringify(raw);
  const { role, content, __openclaw: marks } = parsed.data;
  return `${role} ${marks.id} ${JSON.stringify(content)}`;
}
