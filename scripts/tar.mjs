// An archive as `npm pack` writes them: ustar, every file of the same moment, so that the same files make the same archive.

const BLOCK = 512;
/** The one npm uses. */
const MOMENT = Date.parse('1985-10-26T08:15:00Z') / 1000;

/** `members`: `{name, content}`; names have at most 100 bytes. */
export function tar(members) {
  const blocks = members.flatMap(({ name, content }) => [
    header(name, content.length),
    content,
    padding(content.length),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(name, size) {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100, 'utf8');
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${octal(size, 11)}\0`, 124);
  block.write(`${octal(MOMENT, 11)}\0`, 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function padding(size) {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

function octal(number, digits) {
  return number.toString(8).padStart(digits, '0');
}
