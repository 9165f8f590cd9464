import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.ts';

describe('createRedactor', () => {
  it('hides a secret wherever it stands, as often as it stands there', () => {
    const redact = createRedactor(['hunter2!']);
    expect(redact('token=hunter2! and hunter2!hunter2!')).toBe('token=*** and ******');
  });

  it('hides every secret it was told, and copes with settings that are not set', () => {
    const redact = createRedactor([undefined, 'first-secret', '', 'second-secret']);
    expect(redact('first-secret, second-secret')).toBe('***, ***');
  });

  it('leaves nothing of a secret that contains another one', () => {
    expect(createRedactor(['secret', 'secret-with-tail'])('secret-with-tail secret')).toBe('*** ***');
  });

  it('hides a secret that was written into a URL', () => {
    expect(createRedactor(['a b/c?d&e'])('GET /x?token=a%20b%2Fc%3Fd%26e')).toBe('GET /x?token=***');
  });

  it('hides a secret that was written into JSON', () => {
    const secret = 'quote"and\\backslash\nline';
    expect(createRedactor([secret])(JSON.stringify({ said: `no: ${secret}` }))).toBe('{"said":"no: ***"}');
  });

  it('copes with a secret that is half a character', () => {
    expect(createRedactor(['abcdef\ud800'])('abcdef\ud800 rest')).toBe('*** rest');
  });

  it('lets words through that are too short to be secrets', () => {
    expect(createRedactor(['home', 'test1'])('test1 at home')).toBe('test1 at home');
  });

  it.each([
    ['https://me:pass@host/path', 'https://***@host/path'],
    ['wss://token@host:18789', 'wss://***@host:18789'],
    ['connect to http://u:p@a then http://v:q@b', 'connect to http://***@a then http://***@b'],
    ['https://me:p@ss@host/', 'https://***@host/'],
    ['postgres://u:p@db/x', 'postgres://***@db/x'],
  ])('hides who logs in to %s', (text, redacted) => {
    expect(createRedactor([])(text)).toBe(redacted);
  });

  it.each([
    'https://host/@me',
    'me@example.com',
    'http://127.0.0.1:18789: refused',
    '{"a":"http://b","c":"d@e"}',
  ])('leaves %s as it is', (text) => {
    expect(createRedactor([])(text)).toBe(text);
  });

  it('hides a whole secret that holds an @ in a URL', () => {
    expect(createRedactor(['pass@w/ord'])('http://me:pass@w/ord@host')).toBe('http://***@host');
  });

  it.each([
    ['Authorization: Bearer TOKEN', 'Authorization: Bearer ***'],
    ['{"token":"TOKEN"}', '{"token":"***"}'],
    ['/mcp?access_token=TOKEN&x=TOKEN', '/mcp?access_token=***&x=***'],
    ['TOKENtail', '***tail'],
  ])('hides every access token of ours without being told: %s', (text, redacted) => {
    const token = `cbt_${'a-_Z'.repeat(11).slice(1)}`;
    expect(createRedactor([])(text.replaceAll('TOKEN', token))).toBe(redacted);
  });

  it('leaves what only begins like an access token', () => {
    expect(createRedactor([])('cbt_ and cbt_short')).toBe('cbt_ and cbt_short');
  });

  // No star: what stands for a secret could otherwise itself look like one.
  const anySecret = fc.string({ minLength: 6, maxLength: 20 }).filter((text) => !text.includes('*'));
  const anyText = fc.string({ maxLength: 20 });

  it('lets no secret through, in no spelling, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.array(anySecret, { minLength: 1 }), anyText, anyText, (secrets, before, after) => {
        const redact = createRedactor(secrets);
        for (const secret of secrets) {
          for (const spelt of [secret, encodeURIComponent(secret)]) {
            expect(redact(before + spelt + after)).not.toContain(secret);
          }
          const json = redact(JSON.stringify({ before, secret, after }));
          expect(json).not.toContain(JSON.stringify(secret).slice(1, -1));
        }
      }),
    );
  });

  it('changes nothing in a text without secrets', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('://')),
        (text) => {
          expect(createRedactor(['a-secret-nobody-says'])(text)).toBe(text);
        },
      ),
    );
  });

  it('does nothing the second time', () => {
    fc.assert(
      fc.property(fc.array(anySecret), fc.string(), (secrets, text) => {
        const redact = createRedactor(secrets);
        expect(redact(redact(text))).toBe(redact(text));
      }),
    );
  });
});
