import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

/** Authorization requests are the longest there are. */
const MAX_URL_CHARS = 8_192;
const MAX_HEADERS = 100;

/** What two programs could read as different paths: dots, slashes, control characters, and what hides them. */
const AMBIGUOUS_PATH = /\/\.{1,2}(?:\/|$)|\/\/|[\\#]|%(?:2e|2f|5c|25|0|1|7f)/i;

/**
 * What is wrong with the form of a request that Node lets through. Whatever a proxy in front of us might read otherwise than we
 * do is refused, and its connection closed with it.
 */
export function faultOf(req: IncomingMessage): Refusal | undefined {
  const { url = '', headers, rawHeaders, httpVersion } = req;
  if (rawHeaders.length > 2 * MAX_HEADERS) return fault(431, `More than ${MAX_HEADERS} headers.`);
  if (url.length > MAX_URL_CHARS)
    return fault(414, `The address is longer than ${MAX_URL_CHARS} characters.`);
  if (!url.startsWith('/')) return fault(400, 'The address does not begin with a slash.');
  if (AMBIGUOUS_PATH.test(pathOf(url)))
    return fault(400, 'The path has dots, slashes or characters that hide.');
  if (hostsIn(rawHeaders) !== 1) return fault(400, 'A request needs one Host header.');
  const encoding = headers['transfer-encoding'];
  if (encoding !== undefined && (encoding.toLowerCase() !== 'chunked' || httpVersion === '1.0'))
    return fault(400, 'This Transfer-Encoding is not understood.');
  return undefined;
}

/** The path of a request, without its query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

function fault(status: number, message: string): Refusal {
  return { status, message, closes: true };
}

/** Node takes the first of several. */
function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts;
}
