import { parse } from '@humanwhocodes/momoa';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberIn, withMember, withoutMember, type MemberPath } from './edit-json.ts';

const PATH: MemberPath = ['mcpServers', 'openclaw'];
const ENTRY = { command: 'clawbridge', args: ['stdio'] };

const written = (text: string) => withMember(text, PATH, ENTRY);

describe('a member is added', () => {
  it('to a file that is not there yet', () => {
    expect(written('')).toBe(
      `{
  "mcpServers": {
    "openclaw": {
      "command": "clawbridge",
      "args": [
        "stdio"
      ]
    }
  }
}
`,
    );
  });

  it('behind the others, with the comments where they are', () => {
    const text = `{
  // Mine
  "theme": "dark", // at night
  "mcpServers": {
    /* the files */
    "files": { "command": "files" } // my files
    // nothing else yet
  }
}
`;
    expect(withMember(text, PATH, 1)).toBe(`{
  // Mine
  "theme": "dark", // at night
  "mcpServers": {
    /* the files */
    "files": { "command": "files" }, // my files
    // nothing else yet
    "openclaw": 1
  }
}
`);
  });

  it.each([
    ['two spaces', '{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "mcpServers": {\n    "openclaw": 1\n  }\n}\n'],
    ['tabs', '{\n\t"a": 1\n}', '{\n\t"a": 1,\n\t"mcpServers": {\n\t\t"openclaw": 1\n\t}\n}'],
    [
      'line ends of Windows',
      '{\r\n    "a": 1\r\n}',
      '{\r\n    "a": 1,\r\n    "mcpServers": {\r\n        "openclaw": 1\r\n    }\r\n}',
    ],
    ['a trailing comma', '{\n  "a": 1,\n}', '{\n  "a": 1,\n  "mcpServers": {\n    "openclaw": 1\n  }\n}'],
    ['everything on one line', '{"mcpServers":{}}', '{"mcpServers":{\n  "openclaw": 1\n}}'],
    ['only a comment', '{\n  // empty\n}', '{\n  // empty\n  "mcpServers": {\n    "openclaw": 1\n  }\n}'],
  ])('in the style of the file: %s', (_, text, expected) => {
    expect(withMember(text, PATH, 1)).toBe(expected);
  });
});

describe('a member is replaced', () => {
  it('where it stands, and nothing else is touched', () => {
    const text = '{\n  "mcpServers": {\n    "openclaw": { "command": "old" }, // mine\n    "b": 2\n  }\n}';
    expect(withMember(text, PATH, { url: 'x' })).toBe(
      '{\n  "mcpServers": {\n    "openclaw": {\n      "url": "x"\n    }, // mine\n    "b": 2\n  }\n}',
    );
  });
});

describe('a member is taken away', () => {
  it.each([
    [
      'the first',
      '{\n  "mcpServers": {\n    "openclaw": 1,\n    "b": 2\n  }\n}',
      '{\n  "mcpServers": {\n    "b": 2\n  }\n}',
    ],
    [
      'the last',
      '{\n  "mcpServers": {\n    "b": 2,\n    "openclaw": 1\n  }\n}',
      '{\n  "mcpServers": {\n    "b": 2\n  }\n}',
    ],
    ['the only one', '{\n  "mcpServers": {\n    "openclaw": 1\n  }\n}', '{\n  "mcpServers": {\n  }\n}'],
    ['the last before a trailing comma', '{"mcpServers":{"b":2,"openclaw":1,}}', '{"mcpServers":{"b":2,}}'],
    ['one of a line', '{"mcpServers":{"b":2,"openclaw":1}}', '{"mcpServers":{"b":2}}'],
    [
      'one with a comment behind it, which stays',
      '{\n  "mcpServers": {\n    "b": 2, // two\n    "openclaw": 1 // one\n  }\n}',
      '{\n  "mcpServers": {\n    "b": 2 // two\n     // one\n  }\n}',
    ],
  ])('%s', (_, text, expected) => {
    expect(withoutMember(text, PATH)).toBe(expected);
  });

  it.each(['', '{}', '{"mcpServers":{"b":1}}'])('which is not there: %j stays as it is', (text) => {
    expect(withoutMember(text, PATH)).toBe(text);
  });
});

describe('a file that is not understood is refused without quoting it', () => {
  it.each([
    ['{ "token": "hunter2" ', /line 1, column \d+ is not valid JSON/],
    ['{ token: hunter2 }', /line 1, column \d+ is not valid JSON/],
    ['["hunter2"]', /holds no object/],
    ['{"mcpServers":"hunter2"}', /"mcpServers" in it is not an object/],
    ['{"mcpServers":{},"mcpServers":{}}', /has "mcpServers" twice/],
    ['{"mcpServers":{"openclaw":1,"openclaw":2}}', /has "openclaw" twice/],
  ])('%s', (text, message) => {
    for (const act of [() => memberIn(text, PATH), () => written(text), () => withoutMember(text, PATH)]) {
      expect(act).toThrow(
        expect.objectContaining({ code: 'config_invalid', message: expect.stringMatching(message) }),
      );
      expect(act).not.toThrow(/hunter2/);
    }
  });
});

/** JSON as people write it: any spaces, comments, perhaps a comma too many. */
const gap = fc.constantFrom('', ' ', '\n', '\r\n  ', ' // note, {"\n', '/* , } */', '\n\t// x\n');
const scalar = fc
  .oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null))
  .map((one) => JSON.stringify(one));
const { object } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('object')),
  object: fc
    .tuple(
      fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'mcpServers', 'openclaw', 'é"'), tie('value')), {
        selector: ([name]) => name,
      }),
      gap,
      gap,
      fc.boolean(),
    )
    .map(([members, before, after, comma]) => {
      const inside = members.map(
        ([name, value]) => `${before}${JSON.stringify(name)}${after}:${before}${String(value)}${after}`,
      );
      return `{${inside.join(',')}${comma && inside.length > 0 ? ',' : ''}${before}}`;
    }),
}));

/** What a reader takes from it. */
const valueOf = (text: string): Record<string, unknown> => JSON.parse(plain(text)) as Record<string, unknown>;
const plain = (text: string) => {
  const { tokens = [] } = parse(text, {
    mode: 'jsonc',
    ranges: true,
    tokens: true,
    allowTrailingCommas: true,
  });
  const code = tokens.filter(({ type }) => !type.endsWith('Comment'));
  return code
    .filter(({ type }, i) => !(type === 'Comma' && code[i + 1]?.type === 'RBrace'))
    .map(({ range: [from, to] = [0, 0] }) => text.slice(from, to))
    .join('');
};
const comments = (text: string) => text.match(/ note, \{"|\/\* , \} \*\/|\/\/ x/g) ?? [];

describe('whatever the file looks like', () => {
  it('only the member changes, and no comment is lost', () => {
    fc.assert(
      fc.property(object, (made) => {
        const text = String(made);
        const before = valueOf(text);
        const servers = before['mcpServers'];
        fc.pre(servers === undefined || (typeof servers === 'object' && servers !== null));
        const had = { ...servers };
        const added = written(text);
        expect(valueOf(added)).toEqual({ ...before, mcpServers: { ...had, openclaw: ENTRY } });
        expect(memberIn(added, PATH)).toEqual(ENTRY);
        if (!('openclaw' in had)) {
          expect(comments(added)).toEqual(comments(text));
          expect(valueOf(withoutMember(added, PATH))).toEqual({ ...before, mcpServers: had });
          expect(comments(withoutMember(added, PATH))).toEqual(comments(text));
        }
        expect(written(added)).toBe(added);
      }),
      { numRuns: 100 },
    );
  });
});
