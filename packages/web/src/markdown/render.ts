import { Parser, Renderer, type Token } from 'marked';

/** Where a link may lead. Anything else is shown as the text it is. */
const LINKS = /^(?:https?:|mailto:)/i;

const renderer = new Renderer();

/** HTML in a text is text. */
renderer.html = ({ text }) => escapeHtml(text);

renderer.link = function renderLink({ href, tokens }) {
  const text = this.parser.parseInline(tokens);
  if (!LINKS.test(href)) return text;
  return `<a href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;
};

/** A picture of another site would tell it who reads what, and when. */
renderer.image = ({ href, text }) => {
  const name = escapeHtml(text || href);
  if (!LINKS.test(href)) return name;
  return `<a class="picture" href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer nofollow">${name}</a>`;
};

/** A box to tick would have to say what it is for, and nobody can tick it. */
renderer.checkbox = ({ checked }) => `<span class="tick">${checked ? '☑' : '☐'}</span> `;

/** Wide ones scroll in a frame of their own. */
renderer.table = function renderTable(token) {
  return `<div class="table" tabindex="0">${Renderer.prototype.table.call(this, token)}</div>`;
};

/** One top-level token as HTML. It is sanitised before it is shown all the same. */
export function render(token: Token): string {
  return new Parser({ renderer, gfm: true, breaks: true }).parse([token]);
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
