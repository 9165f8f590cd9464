import { describe, expect, it } from 'vitest';
import { anAccessToken } from '../domain/access-token.fixture.ts';
import { namedToken } from './named-token.ts';

const tokens = ['tok_aaaa1111', 'tok_aaaa2222', 'tok_bbbb1111', 'tok_bbbb'].map((id) =>
  anAccessToken({ id }),
);

describe('the name of a token', () => {
  it.each([
    ['tok_aaaa1111', 'tok_aaaa1111'],
    ['tok_aaaa1', 'tok_aaaa1111'],
    // Whole, although another one begins like it.
    ['tok_bbbb', 'tok_bbbb'],
  ])('may be cut short: %s', (begun, id) => {
    expect(namedToken(tokens, begun).id).toBe(id);
  });

  it.each([
    ['tok_aaaa', 'invalid_input', 'begins the ids of 2 tokens: tok_aaaa1111, tok_aaaa2222.'],
    ['tok_', 'invalid_input', 'too short'],
    ['', 'invalid_input', 'too short'],
    ['tok_cccc', 'unknown_token', 'There is no token tok_cccc.'],
  ])('is refused when it names none: %j', (begun, code, message) => {
    const refused = expect.objectContaining({ code, message: expect.stringContaining(message) });
    expect(() => namedToken(tokens, begun)).toThrow(refused);
  });
});
