/** Longer ones are cut, before what says what kind of file it is. */
const MAX_CHARS = 200;
const MAX_EXTENSION_CHARS = 12;

/** What a file is called whose name says nothing. */
const NAMELESS = 'file';

/**
 * A name as it may be shown, offered for saving and given to programs: without folders, without what is not seen or turns the
 * direction of writing, and without the signs that mean something to a shell of Windows or to a page.
 */
export function cleanFileName(raw: string): string {
  const last = raw.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const seen = last.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').replaceAll(/[<>:"|?*]/g, '_');
  const plain = seen.replaceAll(/\s+/g, ' ').replaceAll(/^[. ]+|[. ]+$/g, '');
  return plain === '' ? NAMELESS : cut(plain);
}

function cut(name: string): string {
  if (name.length <= MAX_CHARS) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= MAX_EXTENSION_CHARS ? name.slice(dot) : '';
  // Whole characters: a half of one is no text.
  const stem = name.slice(0, MAX_CHARS - extension.length).replace(/[\uD800-\uDBFF]$/, '');
  return `${stem}${extension}`;
}
