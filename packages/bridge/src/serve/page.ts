import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pickEncoding, type Encoding } from './pick-encoding.ts';

/** The web chat and the console, as they were built. */
export interface Page {
  /** The file at a path, or undefined where there is none. `/` is the page itself. */
  serve(request: Request): Promise<Response> | undefined;
  /** It was built. */
  readonly isThere: boolean;
}

interface PageFile {
  readonly file: string;
  readonly type: string;
  /** Of the files that were written beside it. */
  readonly encodings: readonly Encoding[];
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['json', 'application/json'],
  ['webmanifest', 'application/manifest+json'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['ico', 'image/x-icon'],
  ['woff2', 'font/woff2'],
]);

const EXTENSIONS: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz' };

/** Named after what is in them: another one has another name. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Serves what is in this folder by now, and nothing else: paths are looked up, and lead to no other file. A folder that is not
 * there serves nothing.
 */
export function createPage(folder: string): Page {
  const files = filesIn(folder);
  const shell = files.get('/index.html');
  return {
    isThere: shell !== undefined,
    serve(request) {
      const { pathname } = new URL(request.url);
      const found = pathname === '/' ? shell : files.get(pathname);
      return found === undefined ? undefined : answer(request, pathname, found);
    },
  };
}

async function answer(
  { method, headers: asked }: Request,
  path: string,
  { file, type, encodings }: PageFile,
): Promise<Response> {
  const encoding = pickEncoding(asked.get('accept-encoding') ?? '', encodings);
  const body = await readFile(encoding === undefined ? file : `${file}${EXTENSIONS[encoding]}`);
  const headers = {
    'content-type': type,
    'content-length': String(body.length),
    'cache-control': path.startsWith('/assets/') ? FOR_EVER : 'no-cache',
    'content-security-policy': policyFor(asked.get('host') ?? ''),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    vary: 'Accept-Encoding',
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  };
  return new Response(method === 'HEAD' ? null : new Uint8Array(body), { headers });
}

/**
 * What the page may load and run: its own files, and nothing that is written into it. The guard has checked the host; sockets are
 * named, because older browsers do not count them among `'self'`.
 */
function policyFor(host: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self' ws://${host} wss://${host}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function filesIn(folder: string): ReadonlyMap<string, PageFile> {
  const names = namesIn(folder);
  const known = new Set(names);
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const type = TYPES.get(name.split('.').at(-1) ?? '');
    if (type === undefined) continue;
    const encodings = (['br', 'gzip'] as const).filter((one) => known.has(`${name}${EXTENSIONS[one]}`));
    files.set(`/${name}`, { file: join(folder, name), type, encodings });
  }
  return files;
}

/** With slashes between them, on every system. */
function namesIn(folder: string): readonly string[] {
  try {
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return found.map((name) => name.replaceAll('\\', '/'));
  } catch {
    return [];
  }
}
