import { randomUUID } from 'node:crypto';
import { extname } from 'node:path/posix';
import { readParams, type Params } from './params.ts';
import type { Media } from './row.ts';

const FILE = { type: 'string?', mimeType: 'string?', fileName: 'string?', content: 'string?' } as const;

/** What a row says of the files that came with a message. Their bytes are not kept. Errors: Refusal. */
export function mediaOf(attachments: readonly Params[]): readonly Media[] {
  return attachments.map((attachment, index) => {
    const file = readParams('chat.send', FILE, attachment, `/attachments/${index}`);
    const { mimeType: contentType = 'application/octet-stream', fileName = 'file', content = '' } = file;
    const ending = extname(fileName);
    const stem = fileName.slice(0, fileName.length - ending.length);
    return {
      url: `media://inbound/${stem}---${randomUUID()}${ending}`,
      contentType,
      kind: KINDS.find((kind) => contentType.startsWith(`${kind}/`)) ?? 'document',
      fileName,
      sizeBytes: Buffer.from(content, 'base64').length,
    };
  });
}

const KINDS = ['image', 'audio', 'video'];
