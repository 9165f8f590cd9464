import { USAGE } from '../answer.ts';

export const TOKENS = {
  prompt_tokens: USAGE.input,
  completion_tokens: USAGE.output,
  total_tokens: USAGE.total,
};

/** What a completion and each of its chunks begin with. */
export function head(id: string, object: 'chat.completion' | 'chat.completion.chunk'): object {
  return { id, object, created: Math.floor(Date.now() / 1000), model: 'openclaw' };
}
