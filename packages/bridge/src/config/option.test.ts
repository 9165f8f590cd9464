import { describe, expect, it } from 'vitest';
import {
  allowList,
  asText,
  choice,
  integer,
  list,
  maybe,
  namesOf,
  secret,
  selection,
  text,
  toggle,
  webUrl,
} from './option.ts';

const PLACE = 'OPENCLAW_X';
const names = { flag: 'x', help: '' };

describe('a text', () => {
  const option = text({ ...names, value: 'X', initial: 'openclaw' });

  it('is trimmed', () => {
    expect(option.read(' openclaw/main \n', PLACE)).toBe('openclaw/main');
  });

  it.each(['', '  '])('refuses %j and says what there is without it', (raw) => {
    expect(() => option.read(raw, PLACE)).toThrow('OPENCLAW_X is empty; leave it out for "openclaw".');
  });
});

describe('a text nobody needs to set, and a secret', () => {
  it.each([
    ['text', maybe({ ...names, value: 'X' })],
    ['secret', secret(names)],
  ])('%s: is trimmed, and empty means not set', (_, option) => {
    expect(option.read(' value\n', PLACE)).toBe('value');
    expect(option.read('  ', PLACE)).toBeUndefined();
    expect(option.initial).toBeUndefined();
  });

  it('knows which one is secret', () => {
    expect([secret(names).isSecret, maybe({ ...names, value: 'X' }).isSecret]).toEqual([true, false]);
  });
});

describe('a whole number', () => {
  const option = integer({ ...names, value: 'N', min: -5, max: 1_000, initial: 8 });

  it.each([
    ['42', 42],
    [' 7 ', 7],
    ['+3', 3],
    ['-5', -5],
    ['1000', 1_000],
    ['007', 7],
  ])('reads %j as %i', (raw, value) => {
    expect(option.read(raw, PLACE)).toBe(value);
  });

  it.each(['', ' ', 'many', '1.5', '1e2', '0x10', '1_000', '30s', '1001', '-6', 'NaN', 'Infinity', '٣'])(
    'refuses %j and names the place and the bounds',
    (raw) => {
      expect(() => option.read(raw, PLACE)).toThrow(
        expect.objectContaining({
          code: 'config_invalid',
          message: `OPENCLAW_X is "${raw}", which is not a whole number from -5 to 1000.`,
        }),
      );
    },
  );

  it('shows only the beginning of a text that is far too long', () => {
    expect(() => option.read('9'.repeat(500), PLACE)).toThrow(
      `OPENCLAW_X is "${'9'.repeat(60)}…", which is not a whole number from -5 to 1000.`,
    );
  });
});

describe('a web address', () => {
  const option = webUrl(names);

  it.each([
    'https://claw.example.com',
    'https://id.example.com/tenant/',
    'http://127.0.0.1:3000',
    'http://localhost',
    'http://[::1]:3000/a',
  ])('is kept as it is written: %s', (raw) => {
    expect(option.read(` ${raw} `, PLACE)).toBe(raw);
  });

  it('may be left out', () => {
    expect(option.read(' ', PLACE)).toBeUndefined();
  });

  it.each([
    ['claw.example.com', 'not an address'],
    ['ftp://claw.example.com', 'not an address'],
    ['https://me:pass@claw.example.com', 'not an address'],
    ['https://claw.example.com?x=1', 'must end with its path'],
    ['https://claw.example.com#x', 'must end with its path'],
    ['http://claw.example.com', 'plain HTTP'],
    ['http://localhost.example.com', 'plain HTTP'],
  ])('is refused when it is %s', (raw, reason) => {
    const refused = expect.objectContaining({
      code: 'config_invalid',
      message: expect.stringContaining(reason),
    });
    expect(() => option.read(raw, PLACE)).toThrow(refused);
  });

  it('is not repeated with the password in it', () => {
    expect(() => option.read('https://me:hunter2@claw.example.com', PLACE)).not.toThrow('hunter2');
  });
});

describe('a switch', () => {
  const option = toggle(names);

  it.each(['true', '1', 'yes', 'on', 'TRUE', ' Yes '])('is on for %j', (raw) => {
    expect(option.read(raw, PLACE)).toBe(true);
  });

  it.each(['false', '0', 'no', 'off', 'OFF'])('is off for %j', (raw) => {
    expect(option.read(raw, PLACE)).toBe(false);
  });

  it.each(['', ' '])('stops the start for %j, which says nothing', (raw) => {
    expect(() => option.read(raw, PLACE)).toThrow('OPENCLAW_X is empty; it can be true or false.');
  });

  it.each(['treu', 'enabled', 'y', '2', 'null', 'true;'])(
    'stops the start for %j rather than guess',
    (raw) => {
      expect(() => option.read(raw, PLACE)).toThrow(
        expect.objectContaining({
          code: 'config_invalid',
          message: `OPENCLAW_X is "${raw}"; it can be true or false.`,
        }),
      );
    },
  );

  it('is off when nobody says anything', () => {
    expect(option.initial).toBe(false);
  });
});

describe('a choice', () => {
  const option = choice({ ...names, choices: ['auto', 'ws', 'http'], initial: 'auto' });

  it.each([
    ['ws', 'ws'],
    [' HTTP ', 'http'],
  ])('reads %j as %j', (raw, value) => {
    expect(option.read(raw, PLACE)).toBe(value);
  });

  it('refuses anything else and names what there is', () => {
    expect(() => option.read('websocket', PLACE)).toThrow(
      'OPENCLAW_X is "websocket"; it can be auto, ws, http.',
    );
    expect(option.value).toBe('auto|ws|http');
  });
});

describe('a list', () => {
  const option = list({ ...names, value: 'LIST', initial: [] });

  it.each([
    ['a.example.com, b.example.com', ['a.example.com', 'b.example.com']],
    ['*', ['*']],
    [' ,a,, ', ['a']],
    ['none', []],
    ['', []],
  ])('reads %j as %j', (raw, value) => {
    expect(option.read(raw, PLACE)).toEqual(value);
  });
});

describe('a list of what is allowed', () => {
  const option = allowList(names);

  it.each([
    ['telegram', ['telegram']],
    [' Telegram, WhatsApp,', ['telegram', 'whatsapp']],
    ['none', ['none']],
  ])('reads %j as %j', (raw, value) => {
    expect(option.read(raw, PLACE)).toEqual(value);
  });

  it('keeps the case of names where it matters', () => {
    expect(allowList({ ...names, keepsCase: true }).read('Home, lab', PLACE)).toEqual(['Home', 'lab']);
  });

  it('allows everything only when nobody says anything', () => {
    expect(option.initial).toEqual([]);
    for (const raw of ['', ' ', ','])
      expect(() => option.read(raw, PLACE)).toThrow('OPENCLAW_X is empty; leave it out to allow everything.');
  });

  it.each(['*', 'agent:main:*'])('refuses the pattern %s, which would match nothing', (raw) => {
    expect(() => option.read(raw, PLACE)).toThrow(
      `OPENCLAW_X has "${raw}", and "*" stands for nothing there.`,
    );
  });
});

describe('a selection', () => {
  const option = selection({ ...names, choices: ['chat', 'conversations'] });

  it.each([
    ['chat', ['chat']],
    [' Conversations , chat, chat', ['chat', 'conversations']],
  ])('reads %j as %j', (raw, value) => {
    expect(option.read(raw, PLACE)).toEqual(value);
  });

  it.each([
    ['chat,voce', 'OPENCLAW_X has "voce"; it can be chat, conversations.'],
    [' ', 'OPENCLAW_X is empty; it can be chat, conversations.'],
  ])('refuses %j and names what there is', (raw, message) => {
    expect(() => option.read(raw, PLACE)).toThrow(message);
  });
});

describe('namesOf', () => {
  it('has the flag first', () => {
    expect(namesOf(toggle({ ...names, flag: 'debug', aliases: ['verbose'] }))).toEqual(['debug', 'verbose']);
  });
});

describe('asText', () => {
  it.each([
    ['text', 'text'],
    [3_000, '3000'],
    [true, 'true'],
    [['a', 'b'], 'a,b'],
    [[1, false], '1,false'],
    [null, 'null'],
  ])('writes %j of a file as the flag %j', (value, written) => {
    expect(asText(value)).toBe(written);
  });
});
