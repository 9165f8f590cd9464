/** A notification holds less than 8,000 bytes; its head needs some of them. */
const PIECE_BYTES = 7_800;

/** A text in pieces that fit into notifications, each with a head that says whose it is, and which of how many. */
export function piecesOf(text: string, sender: string): readonly string[] {
  const bytes = Buffer.from(text);
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length;) {
    const to = characterEnd(bytes, from + PIECE_BYTES);
    pieces.push(bytes.toString('utf8', from, to));
    from = to;
  }
  return pieces.map((piece, i) => `${sender} ${i} ${pieces.length} ${piece}`);
}

/**
 * Puts texts together again. The pieces of one text come one after the other; what misses one is dropped.
 * @param me whose texts are left out
 */
export function createAssembly(me: string, onText: (text: string) => void): (piece: string) => void {
  let sender = '';
  let parts: string[] = [];
  return (piece) => {
    const [, from, place, count, part] = /^(\S+) (\d+) (\d+) (.*)$/su.exec(piece) ?? [];
    if (from === undefined || part === undefined || from === me) return;
    if (place === '0') {
      sender = from;
      parts = [];
    }
    if (from !== sender || Number(place) !== parts.length) return;
    parts.push(part);
    if (parts.length < Number(count)) return;
    sender = '';
    onText(parts.splice(0).join(''));
  };
}

/** The last place up to this one at which no character is cut in two. */
function characterEnd(bytes: Buffer, at: number): number {
  let end = Math.min(at, bytes.length);
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}
