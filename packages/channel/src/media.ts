import { MAX_FILE_BYTES, MAX_FILE_NAME_CHARS, uploaded, type Attachment } from '@clawbridge/wire';
import type { ChannelRuntime } from 'openclaw/plugin-sdk/channel-core';
import { toInboundMediaFacts } from 'openclaw/plugin-sdk/channel-inbound';
import type { SendContext } from 'openclaw/plugin-sdk/channel-outbound';
import { loadOutboundMediaFromUrl } from 'openclaw/plugin-sdk/outbound-media';
import type { Account } from './account.ts';
import type { ParcelFile } from './parcel.ts';
import { Refusal } from './refusal.ts';

const TRANSFER_MS = 60_000;

/** There is nobody it could be for; it is too large; it is of a kind the relay does not take. */
const FINAL: ReadonlySet<number> = new Set([400, 404, 413, 415, 422]);

/** Where the relay keeps files: beside the socket, over HTTP. */
function filesUrl(socketUrl: string): string {
  return `${socketUrl.replace(/^ws/, 'http').replace(/\/+$/, '')}/files`;
}

/** Fetches what a person attached, and gives it to OpenClaw. Errors: those of `fetch`; one for an answer that is no success. */
export async function fetchMedia(
  { media }: Pick<ChannelRuntime, 'media'>,
  account: Account,
  message: { readonly id: string; readonly attachments: readonly Attachment[] },
): Promise<readonly unknown[]> {
  const files = await Promise.all(
    message.attachments.map(async ({ id, name, type }) => {
      const answer = await request(account, `/${id}`, {});
      const bytes = Buffer.from(await answer.arrayBuffer());
      const { path, contentType } = await media.saveMediaBuffer(bytes, type, 'inbound', MAX_FILE_BYTES, name);
      return { path, contentType, messageId: message.id };
    }),
  );
  return toInboundMediaFacts(files);
}

/** Loads what an agent attaches, where OpenClaw lets it. */
export async function loadMedia(url: string, sent: SendContext): Promise<ParcelFile> {
  const { mediaAccess, mediaLocalRoots, mediaReadFile } = sent;
  const { buffer, contentType, fileName } = await loadOutboundMediaFromUrl(url, {
    maxBytes: MAX_FILE_BYTES,
    mediaAccess,
    mediaLocalRoots,
    mediaReadFile,
  });
  return {
    name: (fileName ?? nameIn(url)).slice(-MAX_FILE_NAME_CHARS),
    type: contentType ?? 'application/octet-stream',
    base64: buffer.toString('base64'),
  };
}

/** Errors: `Refusal` when the relay will never have it. */
export async function uploadMedia(account: Account, to: string, file: ParcelFile): Promise<string> {
  const { name, type, base64 } = file;
  const query = new URLSearchParams({ name, to });
  const answer = await request(account, `?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Uint8Array(Buffer.from(base64, 'base64')),
  });
  return uploaded.parse(await answer.json()).id;
}

function nameIn(url: string): string {
  return url.split(/[?#]/)[0]?.split('/').at(-1) || 'file';
}

async function request(
  { url = '', token = '' }: Account,
  path: string,
  init: RequestInit,
): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  const signal = AbortSignal.timeout(TRANSFER_MS);
  const answer = await fetch(`${filesUrl(url)}${path}`, { ...init, headers, signal, redirect: 'error' });
  if (answer.ok) return answer;
  const text = `the relay answered ${answer.status} to ${init.method ?? 'GET'} of a file`;
  throw FINAL.has(answer.status) ? new Refusal(text) : new Error(text);
}
