import { MAX_FILE_BYTES } from '@clawbridge/wire';
import { expect, test } from 'vitest';
import { en } from '../words/en.ts';
import { checkFiles, checkText } from './check-draft.ts';

const words = en.composer;
const file = (name: string, size: number) => new File([new Uint8Array(size)], name, { type: 'text/plain' });

test('takes what the relay takes', () => {
  const { accepted, problems } = checkFiles([], [file('a.txt', 3)], words);
  expect(accepted).toMatchObject([{ name: 'a.txt', type: 'text/plain', size: 3 }]);
  expect(problems).toEqual([]);
});

test('says which file is too large or empty, and takes the others', () => {
  const { accepted, problems } = checkFiles(
    [],
    [file('big', MAX_FILE_BYTES + 1), file('none', 0), file('good', 1)],
    words,
  );
  expect(accepted.map(({ name }) => name)).toEqual(['good']);
  expect(problems).toEqual(['big is larger than 10 MB.', 'none is empty.']);
});

test('more files than a message can have are said once', () => {
  const many = Array.from({ length: 13 }, (_, n) => file(`${n}`, 1));
  const { accepted, problems } = checkFiles([], many, words);
  expect([accepted.length, problems.length]).toEqual([10, 1]);
});

test('a text that is too long is not sent', () => {
  expect(checkText('x'.repeat(150_001), words)).toHaveLength(1);
  expect(checkText('x', words)).toEqual([]);
});
