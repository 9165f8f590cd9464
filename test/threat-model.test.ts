import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const document = readFileSync(join(root, 'docs', 'threat-model.md'), 'utf8');

/** A test that fails when the promise is broken. */
interface Proof {
  readonly file: string;
  /** Of the test, or of its group and the test. */
  readonly titles: readonly string[];
}

const promises = readPromises();

describe('the promises of docs/threat-model.md', () => {
  it('are there', () => {
    expect(promises.length).toBeGreaterThanOrEqual(30);
  });

  it.each(promises)('$text', ({ proofs }) => {
    expect(proofs.length).toBeGreaterThan(0);
    for (const { file, titles } of proofs) {
      expect(existsSync(join(root, file)), file).toBe(true);
      const known = titlesIn(file);
      for (const title of titles) expect(known, `${file} should have the test "${title}"`).toContain(title);
    }
  });
});

/** What is a point of the part, and the points below it. */
function readPromises(): readonly { readonly text: string; readonly proofs: readonly Proof[] }[] {
  const [, part = ''] = /<!-- promises[^]*?-->([^]*?)<!-- \/promises -->/.exec(document) ?? [];
  return [...part.matchAll(/^- ([^]*?)(?=^- |^$)/gm)].map(([, point = '']) => {
    const [text = '', ...lines] = point.split(/^ {2}- /m);
    return { text: text.trim().replaceAll(/\s+/g, ' '), proofs: lines.map(proofIn) };
  });
}

function proofIn(line: string): Proof {
  const [, link = '', title = ''] = /^\[.+\]\((.+)\)\s+`(.+)`\s*$/.exec(line) ?? [];
  return { file: normalize(join('docs', link)), titles: title.split(' › ') };
}

/** What is called a test or a group of tests there, also behind a table of cases. */
function titlesIn(file: string): readonly string[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/\(\s*'((?:[^'\\\n]|\\.)+)',\s*(?:async )?(?:\(|\w+ =>)/g)].map(
    ([, title = '']) => title,
  );
}
