/** What people take when they have to take something, in pieces; and what this program is about. */
const COMMON =
  /passw[o0]rd|passwort|letmein|welcome|iloveyou|sunshine|princess|football|baseball|monkey|dragon|master|shadow|administrator|admin|login|secret|hello|changeme|default|trustno|openclaw|open|claw|bridge|mcp/g;

/** Rows of keyboards, the alphabet and the digits, there and back. */
const ROWS = [
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
];
const SEQUENCES = ROWS.flatMap((row) => [row, Array.from(row).toReversed().join('')]);
const SHORTEST_RUN = 3;

/** What has to be left once everything of that kind is taken away. */
const LEAST_LEFT = 6;

/**
 * Nothing but common words, digits, signs at the end and keys that lie side by side: what those begin with who try passwords
 * at all doors there are. A list of leaked passwords would take a hundred times as much, and hardly refuse more.
 */
export function isGuessable(password: string): boolean {
  const plain = password.toLowerCase();
  const words = plain.replace(COMMON, ' ');
  return withoutRuns(words).replace(/[\d\s!?.*#@_-]/g, '').length < LEAST_LEFT || isRepeated(plain);
}

function withoutRuns(text: string): string {
  let left = '';
  for (let at = 0; at < text.length;) {
    const length = runAt(text, at);
    if (length < SHORTEST_RUN) left += text[at];
    at += length < SHORTEST_RUN ? 1 : length;
  }
  return left;
}

/** How many characters from there on lie side by side. */
function runAt(text: string, at: number): number {
  let length = 1;
  while (at + length < text.length && SEQUENCES.some((row) => row.includes(text.slice(at, at + length + 1))))
    length++;
  return length;
}

/** The same few characters again and again. */
function isRepeated(text: string): boolean {
  return /^(.{1,6})\1{2,}.{0,4}$/s.test(text);
}
