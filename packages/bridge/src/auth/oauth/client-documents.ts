import type { Log } from '../../domain/port/log.ts';
import { isRecord, readClientMetadata } from './client-metadata.ts';
import type { RedirectPolicy } from './redirect-policy.ts';

/**
 * Gets a document of the public internet. MUST NOT reach anything only this machine can reach, follow redirects, take long or
 * read more than `maxBytes`.
 */
export type FetchDocument = (url: string, limits: { readonly maxBytes: number }) => Promise<Response>;

/** Such a document is less than a thousand bytes. */
export const MAX_DOCUMENT_BYTES = 16 * 1024;

/**
 * What the provider gets when it asks for the metadata of a client that has its own address for an id: only what we
 * understand of them, by the same rules as for clients that register.
 */
export function createDocumentFetch({
  fetchDocument,
  policy,
  log,
}: {
  readonly fetchDocument: FetchDocument;
  readonly policy: RedirectPolicy;
  readonly log: Log;
}): typeof fetch {
  return async (input) => {
    const url = input instanceof Request ? input.url : input.toString();
    const response = await fetchDocument(url, { maxBytes: MAX_DOCUMENT_BYTES }).catch((thrown: unknown) => {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      // The person sees an unknown client, and who runs the bridge has to find out why.
      log.warn(
        { door: 'oauth', client: url, reason },
        'a client could not be looked up; if this machine has no way out, use --no-client-metadata-documents',
      );
      throw thrown;
    });
    if (response.status !== 200) return response;
    const said: unknown = JSON.parse(await response.text());
    const read = readClientMetadata(said, policy);
    if ('fault' in read) throw new Error(read.fault.error_description);
    const id = isRecord(said) ? said['client_id'] : undefined;
    const age = response.headers.get('cache-control');
    return Response.json(
      { client_id: id, ...read.metadata },
      { headers: age === null ? {} : { 'cache-control': age } },
    );
  };
}
