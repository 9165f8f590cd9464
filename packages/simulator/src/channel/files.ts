import { type Attachment, uploaded } from '@clawbridge/wire';

/** The relay's files, as a plugin gets at them. */
export interface Files {
  fetch(id: string): Promise<Uint8Array<ArrayBuffer>>;
  /** @returns what hangs on a reply then. */
  upload(file: Omit<Attachment, 'id' | 'size'>, bytes: Uint8Array<ArrayBuffer>, to: string): Promise<string>;
}

/** @param url of the relay's socket for plugins */
export function createFiles(url: string, token: string): Files {
  const base = new URL(url);
  base.protocol = base.protocol === 'wss:' ? 'https:' : 'http:';
  base.pathname = `${base.pathname.replace(/\/$/, '')}/files`;
  const authorization = `Bearer ${token}`;
  return {
    async fetch(id) {
      const response = await fetch(`${base.href}/${id}`, { headers: { authorization } });
      if (!response.ok) throw new Error(`fetching a file: HTTP ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
    async upload({ name, type }, body, to) {
      const query = new URLSearchParams({ name, to });
      const headers = { authorization, 'content-type': type };
      const response = await fetch(`${base.href}?${query.toString()}`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`uploading a file: HTTP ${response.status}`);
      return uploaded.parse(await response.json()).id;
    },
  };
}
