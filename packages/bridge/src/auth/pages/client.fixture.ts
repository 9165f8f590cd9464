import type { AskingClient } from './client.ts';

export const aClient = (over: Partial<AskingClient> = {}): AskingClient => ({
  name: 'Claude Code',
  id: 'c1',
  redirectHost: 'localhost:51712',
  isVerified: false,
  ...over,
});

/** A page as a person reads it: without tags, on one line. */
export function textOf(page: string): string {
  return page
    .replaceAll(/<(style|title)>[^]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** What a page must not have, whoever wrote into it: foreign elements and attributes, and what turns the writing around. */
export function harmIn(page: string): readonly string[] {
  const withoutValues = page.replaceAll(/"[^"<>]*"/g, '""');
  const tags = withoutValues.match(/<[^>]*>/g) ?? [];
  const foreign = tags.filter((tag) => /^<(script|img|iframe)|\s(on\w+|style|src)=/i.test(tag));
  return [...foreign, ...(withoutValues.match(/[\u202A-\u202E\u2066-\u2069]/g) ?? [])];
}
