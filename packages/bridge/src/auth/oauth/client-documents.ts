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

const UNREACHABLE =
  'a client could not be looked up; if this machine has no way out, use --no-client-metadata-documents';
const REFUSED = 'a client is not let in: what stands at its address cannot be used';

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
    const warn = (thrown: unknown, message: string) => {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      // The person sees an unknown client, and who runs the bridge has to find out why.
      log.warn({ door: 'oauth', client: url, reason }, message);
    };
    const response = await fetchDocument(url, { maxBytes: MAX_DOCUMENT_BYTES }).catch((thrown: unknown) => {
      warn(thrown, UNREACHABLE);
      throw thrown;
    });
    try {
      return await understood(url, response, policy);
    } catch (thrown) {
      warn(thrown, REFUSED);
      throw thrown;
    }
  };
}

/** What the provider may know of the document. Fails with the reason when that is nothing. */
async function understood(url: string, response: Response, policy: RedirectPolicy): Promise<Response> {
  if (response.status !== 200) throw new Error(`it was answered with ${response.status}`);
  const said = parsed(await response.text());
  const read = readClientMetadata(said, policy);
  if ('fault' in read) throw new Error(read.fault.error_description);
  const { metadata } = read;
  // The provider would refuse these, too, and say nothing.
  if (!isRecord(said) || said['client_id'] !== url) throw new Error('client_id is not its address');
  if (metadata.token_endpoint_auth_method !== 'none')
    throw new Error('token_endpoint_auth_method must be none: nobody can have given it a secret');
  const age = response.headers.get('cache-control');
  return Response.json(
    { client_id: url, ...metadata },
    { headers: age === null ? {} : { 'cache-control': age } },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
}
