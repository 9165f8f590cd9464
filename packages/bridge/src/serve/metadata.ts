import type { ProtectedResource } from '../auth/protected-resource.ts';
import { sendDocument } from '../auth/public-document.ts';
import type { Authorization } from './front.ts';
import { pathOf } from './fault.ts';

/** Answers what a client asks of a bridge whose tokens come from elsewhere: who issues them, if anybody does. */
export function serveMetadata({ documentAt }: ProtectedResource): Authorization {
  return {
    owns: (path) => documentAt(path) !== undefined,
    handle(req, res) {
      sendDocument(req, res, documentAt(pathOf(req.url ?? '')) ?? {});
    },
  };
}
