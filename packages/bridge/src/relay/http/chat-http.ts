import type { UploadVerbs } from '../../usecases/upload-verbs.ts';
import { giveFile, takeFile } from './files.ts';
import { giveHits, givePage, type History } from './history.ts';
import { nothingHere, wrongMethod } from './problem.ts';
import type { ChatVisitor } from './session.ts';

export interface ChatHttpOptions extends UploadVerbs, History {}

/** What a browser asks over HTTP, besides who it is. */
export type ChatHttp = (request: Request, visitor: ChatVisitor) => Promise<Response>;

const ID = '([a-z\\d-]{1,64})';
const ENTRIES = new RegExp(`^/chat/threads/${ID}/entries$`);
const FILE = new RegExp(`^/chat/files/${ID}$`);

export function createChatHttp(options: ChatHttpOptions): ChatHttp {
  const { storeUpload, readUpload } = options;
  return async function serveChat(request, { user: { id: user } }) {
    const { pathname } = new URL(request.url);
    if (pathname === '/chat/search')
      return await only('GET', request, () => giveHits(request, user, options));
    if (pathname === '/chat/files')
      return await only('POST', request, () => takeFile(request, user, storeUpload));
    const [, thread] = ENTRIES.exec(pathname) ?? [];
    if (thread !== undefined)
      return await only('GET', request, () => givePage(request, { user, thread }, options));
    const [, id] = FILE.exec(pathname) ?? [];
    if (id !== undefined)
      return await only('GET', request, () => giveFile(request, { id, user }, readUpload));
    return nothingHere(pathname);
  };
}

async function only(method: string, request: Request, serve: () => Promise<Response>): Promise<Response> {
  return request.method === method ? await serve() : wrongMethod(request.method, [method]);
}
