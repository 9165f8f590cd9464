import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VERSION } from './version.ts';

describe('the version', () => {
  it.each(['../package.json', '../../../package.json', '../../simulator/package.json'])(
    'is the one of %s: everything has one',
    (path) => {
      const { version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
        version: string;
      };
      expect(version).toBe(VERSION);
    },
  );
});
