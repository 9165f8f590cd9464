/** As the bridge takes them: no white space, no dot, and not the one who runs it. */
export function isPersonName(text: string): boolean {
  const name = text.normalize('NFC').trim();
  return /^[^\s.\p{C}\p{Z}]{1,64}$/u.test(name) && name.toLowerCase() !== 'owner';
}
