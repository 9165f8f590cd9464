import type { UploadVerbs } from '../../usecases/upload-verbs.ts';
import { giveFile, noAddress, takeFile } from './files.ts';
import { nothingHere, problem, wrongMethod } from './problem.ts';

export interface LinkHttpOptions extends UploadVerbs {
  /** The id of the user who is meant by an address, or by a name. */
  readonly findRecipient: (to: string) => Promise<string | undefined>;
}

/** What a channel plugin asks over HTTP. */
export type LinkHttp = (request: Request) => Promise<Response>;

const FILE = /^\/openclaw\/files\/([a-z\d-]{1,64})$/;

export function createLinkHttp({ storeUpload, readUpload, findRecipient }: LinkHttpOptions): LinkHttp {
  return async function serveLink(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/openclaw/files') {
      if (request.method !== 'POST') return wrongMethod(request.method, ['POST']);
      const to = searchParams.get('to');
      if (to === null) return noAddress();
      const user = await findRecipient(to);
      if (user === undefined)
        return problem(404, { code: 'unknown_user', message: 'Nobody is meant by this address.' });
      return await takeFile(request, user, storeUpload);
    }
    const [, id] = FILE.exec(pathname) ?? [];
    if (id === undefined) return nothingHere(pathname);
    if (request.method !== 'GET') return wrongMethod(request.method, ['GET']);
    return await giveFile(request, { id }, readUpload);
  };
}
