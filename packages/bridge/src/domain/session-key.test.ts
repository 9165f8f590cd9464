import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSessionId, freshSessionId, sessionKeyFor } from './session-key.ts';

const printable = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code));
/** Every character, the ones that travel more often than the rest. */
const anyCharacter = fc.oneof(
  printable,
  fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)),
);
const anyId = fc.string({ unit: printable, minLength: 1, maxLength: 256 });
const anyAgent = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
const RESERVED = ['subagent', 'cron', 'acp'];

function refusal(id: string): unknown {
  try {
    return checkSessionId(id);
  } catch (thrown) {
    return thrown;
  }
}

describe('checkSessionId', () => {
  it.each([
    'notes',
    'clawbridge:5f2c',
    'agent:main:notes',
    'me@home/2',
    'a',
    'x'.repeat(256),
    'cronjobs',
    'my:cron:x',
  ])('accepts %j unchanged', (id) => {
    expect(checkSessionId(id)).toBe(id);
  });

  it.each([
    ['', /1 to 256 characters; this one has 0/],
    ['x'.repeat(257), /1 to 256 characters; this one has 257/],
    ['two words', /printable ASCII/],
    ['line\nbreak', /printable ASCII/],
    ['tab\there', /printable ASCII/],
    ['笔记', /printable ASCII/],
    ['nul\0', /printable ASCII/],
    ['cron:daily', /"cron:"/],
    ['Subagent:1', /"subagent:"/],
    ['ACP:x', /"acp:"/],
    ['agent:main:cron:daily', /"cron:"/],
    ['AGENT:Main:Cron:daily', /"cron:"/],
  ])('refuses %j and says what would be right', (id, message) => {
    expect(refusal(id)).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/"notes"/),
      retryable: false,
    });
  });

  it('lets through exactly what can travel in a header and is not reserved', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), (id) => {
        const travels =
          id.length > 0 && id.length <= 256 && Array.from(id).every((one) => one > ' ' && one <= '~');
        const rest = id.toLowerCase().replace(/^agent:[^:]*:/, '');
        const reserved = RESERVED.some((space) => rest.startsWith(`${space}:`));
        if (travels && !reserved) expect(refusal(id)).toBe(id);
        else expect(refusal(id)).toMatchObject({ code: 'invalid_input' });
      }),
    );
  });

  it('refuses a reserved namespace however it is written and whichever agent owns it', () => {
    const anyCase = (word: string) =>
      fc.mixedCase(fc.constant(word), { untoggleAll: (text) => text.toLowerCase() });
    fc.assert(
      fc.property(
        fc.constantFrom(...RESERVED).chain(anyCase),
        fc.option(anyAgent),
        fc.string({ unit: printable, maxLength: 50 }),
        (space, agent, rest) => {
          const id = `${agent === null ? '' : `agent:${agent}:`}${space}:${rest}`;
          expect(refusal(id)).toMatchObject({ code: 'invalid_input' });
        },
      ),
    );
  });
});

describe('freshSessionId', () => {
  it('is a session id a caller may come back with', () => {
    const id = freshSessionId('5f2c0a8e-0000-4000-8000-000000000000');
    expect(checkSessionId(id)).toBe(id);
  });
});

describe('sessionKeyFor', () => {
  it('addresses the agent an instance is bound to', () => {
    expect(sessionKeyFor('notes', 'Main')).toBe('agent:main:notes');
  });

  it('leaves the default agent to the gateway', () => {
    expect(sessionKeyFor('notes')).toBe('notes');
  });

  it('leaves a key alone that names its agent', () => {
    expect(sessionKeyFor('agent:research:notes', 'main')).toBe('agent:research:notes');
  });

  it('makes one conversation of ids that differ in case only, as the gateway does', () => {
    fc.assert(
      fc.property(anyId, fc.option(anyAgent, { nil: undefined }), (id, agent) => {
        expect(sessionKeyFor(id.toUpperCase(), agent?.toUpperCase())).toBe(sessionKeyFor(id, agent));
      }),
    );
  });

  it('keeps the key of a key: going on with it stays in the conversation', () => {
    fc.assert(
      fc.property(anyId, fc.option(anyAgent, { nil: undefined }), (id, agent) => {
        const key = sessionKeyFor(id, agent);
        expect(sessionKeyFor(key, agent)).toBe(key);
      }),
    );
  });

  it('gives different conversations different keys', () => {
    fc.assert(
      fc.property(anyId, anyId, fc.option(anyAgent, { nil: undefined }), (a, b, agent) => {
        fc.pre(a.toLowerCase() !== b.toLowerCase() && !/^agent:/i.test(a) && !/^agent:/i.test(b));
        expect(sessionKeyFor(a, agent)).not.toBe(sessionKeyFor(b, agent));
      }),
    );
  });
});
