import { expect, it } from 'vitest';
import { html } from './html.ts';

it('escapes what is put in, in text and between quotes', () => {
  const evil = `<script>alert("1")</script> & 'more'`;
  const safe = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;';
  expect(html`<p title="${evil}">${evil}</p>`.markup).toBe(`<p title="${safe}">${safe}</p>`);
});

it('takes pieces as they are, one or several', () => {
  const items = ['<a>', 'b'].map((item) => html`<li>${item}</li>`);
  expect(html`${items}${html`<hr />`}`.markup).toBe('<li>&lt;a&gt;</li><li>b</li><hr />');
});

it('leaves nothing of what is undefined, and writes numbers', () => {
  expect(html`${undefined}<b>${0}</b>${[]}`.markup).toBe('<b>0</b>');
});
