/** True for what begins like this type. */
type Looks = (head: Uint8Array) => boolean;

/** Images a page may show, with how each of them begins. */
const IMAGES: ReadonlyMap<string, Looks> = new Map<string, Looks>([
  ['image/png', (head) => begins(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['image/jpeg', (head) => begins(head, [0xff, 0xd8, 0xff])],
  ['image/gif', (head) => says(head, 0, 'GIF87a') || says(head, 0, 'GIF89a')],
  ['image/webp', (head) => says(head, 0, 'RIFF') && says(head, 8, 'WEBP')],
]);

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** What is not shown but saved, and how it begins. */
const DOCUMENTS: ReadonlyMap<string, Looks> = new Map<string, Looks>([
  ['application/pdf', (head) => says(head, 0, '%PDF-')],
  ['application/zip', isZip],
  ['application/x-zip-compressed', isZip],
  [`${OFFICE}.wordprocessingml.document`, isZip],
  [`${OFFICE}.spreadsheetml.sheet`, isZip],
  [`${OFFICE}.presentationml.presentation`, isZip],
  ['application/vnd.oasis.opendocument.text', isZip],
  ['application/vnd.oasis.opendocument.spreadsheet', isZip],
]);

/** Sounds and films begin in too many ways; nothing of ours looks into them. */
const PLAYED = new Set([
  'audio/aac',
  'audio/flac',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'audio/x-m4a',
  'audio/x-wav',
  'video/mp4',
  'video/quicktime',
  'video/webm',
]);

const TEXTS = new Set(['text/plain', 'text/markdown', 'text/csv', 'application/json']);

/** What senders say who do not know. */
const UNSAID = new Set(['', 'application/octet-stream']);

/**
 * The type a file is kept under, by what its sender says and how it begins; undefined for what is not taken. What claims to be an
 * image is one. Other text is plain text, whatever language it is in: a page of somebody else is never one of ours.
 */
export function fileTypeOf(claimed: string, head: Uint8Array): string | undefined {
  const type = (claimed.split(';')[0] ?? '').trim().toLowerCase();
  const known = IMAGES.get(type) ?? DOCUMENTS.get(type);
  if (known !== undefined) return known(head) ? type : undefined;
  if (PLAYED.has(type)) return type;
  if (TEXTS.has(type)) return isText(head) ? type : undefined;
  if (UNSAID.has(type)) return sniffed(head) ?? (isText(head) ? 'text/plain' : undefined);
  return isTextual(type) && isText(head) ? 'text/plain' : undefined;
}

/** A page may show it; everything else is saved. */
export function isShownImage(type: string): boolean {
  return IMAGES.has(type);
}

function sniffed(head: Uint8Array): string | undefined {
  const found = [...IMAGES, ...DOCUMENTS].find(([, is]) => is(head));
  return found?.[0];
}

/** Sources, settings, pages: also `.ts` files, which browsers take for films. */
function isTextual(type: string): boolean {
  return (
    type.startsWith('text/') ||
    type === 'video/mp2t' ||
    /^(?:application|image)\/.*(?:json|xml|yaml|toml|javascript|typescript|sql|sh)$/.test(type)
  );
}

function isText(head: Uint8Array): boolean {
  return !head.includes(0);
}

function isZip(head: Uint8Array): boolean {
  return begins(head, [0x50, 0x4b, 0x03, 0x04]) || begins(head, [0x50, 0x4b, 0x05, 0x06]);
}

function begins(head: Uint8Array, bytes: readonly number[], at = 0): boolean {
  return bytes.every((byte, index) => head[at + index] === byte);
}

function says(head: Uint8Array, at: number, text: string): boolean {
  return begins(
    head,
    Array.from(text, (sign) => sign.charCodeAt(0)),
    at,
  );
}
