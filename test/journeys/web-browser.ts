/** What the page for browsers asks, with the cookies a browser would keep. */
export interface WebBrowser {
  /** The value of its cookie, as a thief would have it. */
  cookie(): string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** A JSON value, or the bytes of a file. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  delete(path: string): Promise<Response>;
}

export interface WebBrowserOptions {
  /** Of the page; without it that of the server itself. */
  readonly origin?: string;
  readonly cookie?: string;
}

export function openBrowser(url: string, { origin = url, cookie = '' }: WebBrowserOptions = {}): WebBrowser {
  let kept = cookie;
  return {
    cookie: () => kept,
    get: (path, headers) => send('GET', path, { headers }),
    post: (path, body, headers) =>
      send('POST', path, {
        headers: { origin, ...headers },
        body: body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    delete: (path) => send('DELETE', path, { headers: { origin } }),
  };

  async function send(
    method: string,
    path: string,
    {
      headers = {},
      body,
    }: { headers?: Readonly<Record<string, string>> | undefined; body?: string | Uint8Array },
  ): Promise<Response> {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { ...(kept === '' ? {} : { cookie: kept }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of response.headers.getSetCookie()) kept = keptFrom(line);
    return response;
  }
}

/** A browser forgets a cookie whose time is over. */
function keptFrom(line: string): string {
  return /; Max-Age=0(?:;|$)/.test(line) ? '' : (line.split(';')[0] ?? '');
}
