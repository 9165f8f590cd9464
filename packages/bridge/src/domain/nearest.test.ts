import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const COMMANDS = ['stdio', 'serve', 'demo', 'chat', 'task', 'doctor'];
const FLAGS = ['openclaw-url', 'gateway-token', 'gateway-password', 'model', 'timeout', 'port', 'instances'];
const KEYS = ['sessionId', 'idempotencyKey', 'passwordFile', 'maxTokens'];

describe('nearest', () => {
  it.each([
    ['server', COMMANDS, 'serve'],
    ['docter', COMMANDS, 'doctor'],
    ['tasks', COMMANDS, 'task'],
    ['gatway-token', FLAGS, 'gateway-token'],
    ['prot', FLAGS, 'port'],
    ['tiemout', FLAGS, 'timeout'],
    ['instance', FLAGS, 'instances'],
  ])('takes %j, with its typing error, for one of %j', (word, candidates, meant) => {
    expect(nearest(word, candidates)).toBe(meant);
  });

  it.each([
    ['session_id', 'sessionId'],
    ['SESSION-ID', 'sessionId'],
    ['max-tokens', 'maxTokens'],
    ['password_file', 'passwordFile'],
  ])('takes %j for %j: other habits, one name', (word, meant) => {
    expect(nearest(word, KEYS)).toBe(meant);
  });

  it.each([
    ['frobnicate', COMMANDS],
    ['x', COMMANDS],
    ['', COMMANDS],
    ['stdio', []],
  ])('keeps silent about %j, which is close to none of %j', (word, candidates) => {
    expect(nearest(word, candidates)).toBeUndefined();
  });

  it('answers with one of the candidates or not at all', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (word, candidates) => {
        const meant = nearest(word, candidates);
        expect(meant === undefined || candidates.includes(meant)).toBe(true);
      }),
    );
  });

  it('finds a word among any others', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,12}$/), words, words, (word, before, after) => {
        expect(nearest(word, [...before, word, ...after])).toBe(word);
      }),
    );
  });

  it('forgives one letter that is missing, added or wrong', () => {
    const letter = fc.stringMatching(/^[a-z]$/);
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{2,12}$/), fc.nat(), letter, (word, place, wrong) => {
        const at = place % word.length;
        const slips = [
          word.slice(0, at) + word.slice(at + 1),
          word.slice(0, at) + wrong + word.slice(at),
          word.slice(0, at) + wrong + word.slice(at + 1),
        ];
        for (const slip of slips) expect(nearest(slip, [word])).toBe(word);
      }),
    );
  });
});
