const COLUMNS = 108;
const ROW = 19;
const GLYPH = 8.05;
const MARGIN = 18;
const BAR = 34;

const COLOURS = {
  prompt: '#8bd5ca',
  ok: '#a6da95',
  bad: '#ed8796',
  hint: '#eed49f',
  text: '#cad3f5',
  dim: '#6e738d',
};

/** An SVG picture of a terminal that shows the lines; long ones are folded as a terminal would. */
export function terminalPicture(title, lines) {
  const rows = lines.flatMap(fold);
  const width = Math.round(COLUMNS * GLYPH + 2 * MARGIN);
  const height = BAR + rows.length * ROW + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">`,
    `<rect width="${width}" height="${height}" rx="10" fill="#24273a"/>`,
    ...['#ed8796', '#eed49f', '#a6da95'].map(
      (fill, i) => `<circle cx="${22 + i * 20}" cy="18" r="6" fill="${fill}"/>`,
    ),
    `<text x="${width / 2}" y="22" text-anchor="middle" fill="${COLOURS.dim}" font-family="sans-serif" font-size="13">${title}</text>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13.3" xml:space="preserve">',
    ...rows.map(
      (row, i) =>
        `<text x="${MARGIN}" y="${BAR + (i + 1) * ROW - 5}" fill="${colourOf(row)}">${escape(row)}</text>`,
    ),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function fold(line) {
  if (line.length <= COLUMNS) return [line];
  const at = line.lastIndexOf(' ', COLUMNS);
  const cut = at > COLUMNS / 2 ? at : COLUMNS;
  return [line.slice(0, cut), ...fold(`  ${line.slice(cut).trimStart()}`)];
}

function colourOf(row) {
  if (row.startsWith('$ ')) return COLOURS.prompt;
  if (row.startsWith('✓')) return COLOURS.ok;
  if (/^(✗|clawbridge:)/.test(row)) return COLOURS.bad;
  if (/^(!|\s+→)/.test(row)) return COLOURS.hint;
  return COLOURS.text;
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
