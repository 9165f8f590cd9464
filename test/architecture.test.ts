import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const document = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');

interface Stop {
  readonly path: string;
  /** Reached through a port: the file before uses it, the file after implements it. */
  readonly isPort: boolean;
}

const walks = readWalks();

describe('the walks of ARCHITECTURE.md', () => {
  it('are there', () => {
    expect(walks.length).toBeGreaterThanOrEqual(4);
  });

  it.each(walks)('$name', ({ stops }) => {
    for (const { path } of stops) expect(existsSync(join(root, path)), path).toBe(true);
    for (const [i, stop] of stops.slice(0, -1).entries()) {
      const next = stops[i + 1];
      if (next === undefined) continue;
      const [from, to] = stop.isPort ? [next, stop] : [stop, next];
      expect(importsOf(from.path), `${from.path} should lead to ${to.path}`).toContain(to.path);
    }
  });
});

describe('the folders of ARCHITECTURE.md', () => {
  it.each([...document.matchAll(/^ {2}([a-z-]+\/) /gm)].map(([, folder = '']) => folder))(
    '%s exists',
    (folder) => {
      const places = ['', 'packages', 'packages/bridge/src'].map((place) => join(root, place, folder));
      expect(places.some(existsSync)).toBe(true);
    },
  );
});

function readWalks(): { name: string; stops: Stop[] }[] {
  const [, part = ''] = /<!-- walks[^]*?-->([^]*?)<!-- \/walks -->/.exec(document) ?? [];
  return [...part.matchAll(/\*\*(.+?)\*\*\n\n((?:\d+\. .*\n)+)/g)].map(([, name = '', list = '']) => ({
    name,
    stops: [...list.matchAll(/^\d+\. (→ port )?\[.*?\]\((.*?)\)/gm)].map(([, port, path = '']) => ({
      path,
      isPort: port !== undefined,
    })),
  }));
}

/** What a file imports, directly or as a type, and what it imports when it is called: paths from the root. */
function importsOf(path: string): string[] {
  const source = readFileSync(join(root, path), 'utf8');
  const specifiers = [...source.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(
    ([, specifier = '']) => specifier,
  );
  return specifiers.map((specifier) => normalize(join(dirname(path), specifier)));
}
