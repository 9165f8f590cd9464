import * as z from 'zod';

/** What every voice tool answers; the text of it is what a device reads. */
export const answerSchema = () =>
  z.object({
    status: z
      .enum(['processing', 'completed', 'error', 'online', 'degraded', 'offline'])
      .describe('What came of the call; of get_status, how the assistant is.'),
    task_id: z.string().optional().describe('Names the task; can be said aloud.'),
    result: z.object({ content: z.string() }).optional().describe('What to say.'),
    page: z.int().optional(),
    pages: z.int().optional(),
    message: z.string().optional().describe('What to say, too, before the result.'),
    intent_preview: z.string().optional(),
    error: z.string().optional().describe('Why there is no result.'),
    code: z.string().optional(),
    name: z.string().optional(),
    version: z.string().optional(),
    capabilities: z.array(z.string()).optional(),
    timestamp: z.string().optional(),
  });

export type Answer = z.output<ReturnType<typeof answerSchema>>;
