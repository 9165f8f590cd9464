import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { PAGE_HEADERS, PAGE_POLICY } from './headers.ts';
import { renderProblem } from './problem.ts';

it('allows the one style that stands in a page, and nothing else', () => {
  const [, style = ''] =
    /<style>([^]*?)<\/style>/.exec(renderProblem({ title: '', message: '', locale: 'en' })) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(PAGE_POLICY).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`,
  );
  expect(PAGE_HEADERS['content-security-policy']).toBe(PAGE_POLICY);
});

it('keeps pages out of caches and frames', () => {
  expect(PAGE_HEADERS).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
});
