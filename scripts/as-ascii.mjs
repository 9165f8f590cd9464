/**
 * A program in which nothing but ASCII stands: launch.ts reads it as bytes, and one other character would double what it takes in
 * memory. esbuild writes strings like that, but neither regular expressions nor tagged templates.
 * @throws where a backslash stands before such a character: there the escape would be another character
 */
export function asAscii(program) {
  const lost = /(?<!\\)(?:\\\\)*\\[\u0080-\uffff]|String\.raw`[^`]*[\u0080-\uffff]/.exec(program);
  if (lost) throw new Error(`cannot be written in ASCII: ${program.slice(lost.index, lost.index + 80)}`);
  return program.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
