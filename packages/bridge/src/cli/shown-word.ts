/** A word that is none we know, as it may be repeated: who forgot the verb has typed the address of an endpoint, with its token. */
export function shownWord(word: string): string {
  return /:\/\/|token=|[\w.~%+/=-]{24}/.test(word) ? '…' : word;
}
