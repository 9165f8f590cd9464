/** A browser as far as signing in needs one: cookies by path, redirects by hand, forms as they stand in the page. */
export interface Browser {
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Page>;
  /** Sends the form of the page, with what was typed and ticked. */
  submit(page: Page, fields: Fields, headers?: Readonly<Record<string, string>>): Promise<Page>;
  readonly cookies: Map<string, Cookie>;
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads if it is a redirect. */
  readonly location: string | undefined;
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

interface Cookie {
  readonly value: string;
  readonly path: string;
}

/** Follows redirects as long as they stay at `home`; the one that leads away is the page it ends with. */
export function createBrowser(home: string): Browser {
  const cookies = new Map<string, Cookie>();

  async function load(url: string, init: RequestInit): Promise<Page> {
    const { pathname } = new URL(url);
    const sent = [...cookies]
      .filter(([, { path }]) => pathname === path || path === '/' || pathname.startsWith(`${path}/`))
      .map(([name, { value }]) => `${name}=${value}`);
    const headers = new Headers(init.headers);
    headers.set('accept', 'text/html');
    if (sent.length > 0) headers.set('cookie', sent.join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(line);
    const target = response.headers.get('location');
    const location = target === null ? undefined : new URL(target, url).href;
    if (location?.startsWith(`${home}/`) === true) return await load(location, { method: 'GET' });
    return { url, status: response.status, headers: response.headers, text: await response.text(), location };
  }

  function keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/';
    const isOver = /expires=Thu, 01 Jan 1970/i.test(line);
    if (isOver || value === '') cookies.delete(name);
    else cookies.set(name, { value, path });
  }

  return {
    cookies,
    get: async (url, headers = {}) => await load(url, { headers }),
    async submit(page, fields, headers = {}) {
      const body = new URLSearchParams();
      const csrf = csrfOf(page);
      if (csrf !== undefined && !('csrf' in fields)) body.set('csrf', csrf);
      for (const [name, value] of Object.entries(fields))
        for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
      const origin = new URL(page.url).origin;
      return await load(page.url, { method: 'POST', body, headers: { origin, ...headers } });
    },
  };
}

export function csrfOf({ text }: Page): string | undefined {
  return /name="csrf" value="([^"]*)"/.exec(text)?.[1];
}
