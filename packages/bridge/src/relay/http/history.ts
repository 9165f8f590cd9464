import { MAX_PAGE } from '@clawbridge/wire';
import type { ChatVerbs } from '../../usecases/chat-verbs.ts';
import { problem, problemOf } from './problem.ts';

/** What a browser reads of the past. */
export type History = Pick<ChatVerbs, 'readThread' | 'searchThreads'>;

const MAX_QUERY_CHARS = 200;

/** `GET /chat/threads/ID/entries?before=SEQ&limit=N` */
export async function givePage(
  request: Request,
  asked: { readonly user: string; readonly thread: string },
  { readThread }: History,
): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const before = numberIn(searchParams.get('before'));
  const limit = numberIn(searchParams.get('limit'));
  if (before === 'none' || limit === 'none')
    return problem(400, { code: 'invalid_input', message: 'before and limit are whole numbers.' });
  try {
    const wanted = Math.max(1, Math.min(limit ?? MAX_PAGE, MAX_PAGE));
    return Response.json(await readThread.page({ ...asked, before, limit: wanted }));
  } catch (thrown) {
    return problemOf(thrown);
  }
}

/** `GET /chat/search?q=TEXT` */
export async function giveHits(
  request: Request,
  user: string,
  { searchThreads }: History,
): Promise<Response> {
  const text = (new URL(request.url).searchParams.get('q') ?? '').trim();
  if (text === '' || text.length > MAX_QUERY_CHARS)
    return problem(400, {
      code: 'invalid_input',
      message: `A search has 1 to ${MAX_QUERY_CHARS} characters.`,
    });
  try {
    return Response.json({ hits: await searchThreads(user, text) });
  } catch (thrown) {
    return problemOf(thrown);
  }
}

function numberIn(text: string | null): number | undefined | 'none' {
  if (text === null) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : 'none';
}
