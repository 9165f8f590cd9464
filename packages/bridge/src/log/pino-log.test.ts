import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../domain/redact.ts';
import { createLog, type LogOptions } from './pino-log.ts';

const SECRET = 'quote"and\\backslash';

/** A log and what it wrote. */
function aLog({ isTTY, ...over }: Partial<LogOptions> & { isTTY?: boolean } = {}) {
  let written = '';
  const output = Object.assign(
    new Writable({
      write(chunk, _, done) {
        written += String(chunk);
        done();
      },
    }),
    isTTY === undefined ? {} : { isTTY },
  );
  const log = createLog({ level: 'info', redact: createRedactor([SECRET]), output, ...over });
  return { log, written: () => written, lines: () => written.trimEnd().split('\n') };
}

describe('the log for machines', () => {
  it('is one JSON object a line: level, time, message, fields', () => {
    const { log, lines } = aLog();
    log.warn({ task: 't1', tries: 2 }, 'trouble');
    log.info({}, 'fine');
    expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'warn', time: expect.any(String), task: 't1', tries: 2, msg: 'trouble' },
      { level: 'info', time: expect.any(String), msg: 'fine' },
    ]);
    expect(new Date((JSON.parse(lines()[0]!) as { time: string }).time).getTime()).toBeGreaterThan(0);
  });

  it.each([
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['error', ['error']],
    ['silent', []],
  ] as const)('at level %s tells %j', (level, told) => {
    const { log, written } = aLog({ level });
    for (const one of ['debug', 'info', 'warn', 'error'] as const) log[one]({}, one);
    const levels = [...written().matchAll(/"level":"(\w+)"/g)].map(([, one]) => one);
    expect(levels).toEqual(told);
  });

  it('takes a secret out wherever it stands, and the line stays JSON', () => {
    const { log, written, lines } = aLog();
    log.error({ url: 'http://me:pw@host', deep: { said: [SECRET] }, stack: `at ${SECRET}` }, `no: ${SECRET}`);
    expect(JSON.parse(lines()[0]!)).toMatchObject({
      url: 'http://***@host',
      deep: { said: ['***'] },
      stack: 'at ***',
      msg: 'no: ***',
    });
    expect(written()).not.toContain('backslash');
  });

  it('does not mistake an @ in another field for a login in a URL', () => {
    const { log, lines } = aLog();
    log.info({ url: 'http://127.0.0.1:3000', session: 'me@home' }, 'serving');
    expect(JSON.parse(lines()[0]!)).toMatchObject({ url: 'http://127.0.0.1:3000', session: 'me@home' });
  });
});

describe('the log on a terminal', () => {
  it('is a short line: time, level, message, fields', () => {
    const { log, written } = aLog({ isTTY: true });
    log.warn({ task: 't1', tries: 2, of: ['a'] }, 'trouble');
    expect(written()).toMatch(/^\d\d:\d\d:\d\d warn {2}trouble {2}task=t1 {2}tries=2 {2}of=\["a"\]\n$/);
  });

  it('shows a stack on lines of its own', () => {
    const { log, lines } = aLog({ isTTY: true });
    log.error({ stack: 'Error: no\n    at here' }, 'no');
    expect(lines().slice(1)).toEqual(['Error: no', '    at here']);
  });

  it('keeps what somebody else said on its line, and from the terminal', () => {
    const { log, written } = aLog({ isTTY: true });
    const said = 'x\n12:00:00 info  all is well\u001b[2J\u202e';
    log.warn({ client: said, of: [said], [said]: 1 }, said);
    log.error({ stack: `Error: ${said}\n    at here` }, 'no');
    const lines = written().trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toContain('client=x ⏎ 12:00:00 info  all is well [2J');
    for (const unseen of ['\u001b', '\u202e']) expect(written()).not.toContain(unseen);
  });

  it('shows no secret either', () => {
    const { log, written } = aLog({ isTTY: true });
    log.error({ said: SECRET, deep: { said: SECRET }, stack: SECRET }, SECRET);
    expect(written()).not.toContain('backslash');
  });

  it('shows no secret that is more than a line', () => {
    const { log, written } = aLog({ isTTY: true, redact: createRedactor(['first line\nsecond line']) });
    log.error({ said: 'first line\nsecond line' }, 'said first line\nsecond line');
    expect(written()).not.toMatch(/first|second/);
  });
});

describe('the format of the log', () => {
  it('is what was asked for, wherever it goes', () => {
    const pretty = aLog({ format: 'pretty' });
    pretty.log.info({}, 'hello');
    expect(pretty.written()).toMatch(/ info {2}hello\n$/);
    const json = aLog({ format: 'json', isTTY: true });
    json.log.info({}, 'hello');
    expect(JSON.parse(json.written())).toMatchObject({ msg: 'hello' });
  });
});
