import { describe, expect, it } from 'vitest';
import { parseScript, type Step } from './script.ts';

const say = (text: string): Step => ({ kind: 'say', text });
const wait = (ms: number): Step => ({ kind: 'wait', ms });

describe('the script language', () => {
  it('echoes what is no command', () => {
    expect(parseScript('hello')).toEqual([say('ECHO: hello')]);
    expect(parseScript('say /slow 3 10')).toEqual([say('ECHO: say /slow 3 10')]);
    expect(parseScript('/unknown x')).toEqual([say('ECHO: /unknown x')]);
    expect(parseScript('')).toEqual([say('ECHO: ')]);
  });

  it('echoes commands it cannot read', () => {
    for (const message of [
      '/slow',
      '/slow 3',
      '/slow x 10',
      '/slow 3 -1',
      '/long',
      '/long 1.5',
      '/disconnect',
      '/restart x',
    ]) {
      expect(parseScript(message)).toEqual([say(`ECHO: ${message}`)]);
    }
  });

  it('says words one by one', () => {
    expect(parseScript('/slow 3 40')).toEqual([
      say('w0'),
      wait(40),
      say(' w1'),
      wait(40),
      say(' w2'),
      wait(40),
    ]);
    expect(parseScript('/slow 0 40')).toEqual([]);
  });

  it('thinks, then echoes', () => {
    expect(parseScript('/think 40 of this')).toEqual([wait(40), say('ECHO: /think 40 of this')]);
    expect(parseScript('/think hard')).toEqual([say('ECHO: /think hard')]);
  });

  it('says much at once', () => {
    expect(parseScript('/long 5')).toEqual([say('xxxxx')]);
  });

  it('shows what it can write with', () => {
    expect(parseScript('/markdown')).toEqual([say(expect.stringMatching(/^# .*\n\| .*```ts/s))]);
  });

  it('uses a tool, then echoes', () => {
    const exec = (needsApproval: boolean): Step => ({ kind: 'exec', command: 'ls -l\npwd', needsApproval });
    expect(parseScript('/tool ls -l\npwd')).toEqual([exec(false), say('ECHO: /tool ls -l\npwd')]);
    expect(parseScript('/approve ls -l\npwd')).toEqual([exec(true), say('ECHO: /approve ls -l\npwd')]);
  });

  it('fails in three ways', () => {
    expect(parseScript('/error no more')).toEqual([{ kind: 'refuse', reason: 'no more' }]);
    expect(parseScript('/empty')).toEqual([]);
    expect(parseScript('/hang')).toEqual([{ kind: 'hang' }]);
  });

  it('has an accident after some words, and the reply of an echo', () => {
    const steps = parseScript('/restart 2 now');
    expect(steps.filter((step) => step.kind !== 'wait')).toEqual([
      say('ECHO:'),
      say(' /restart'),
      { kind: 'restart' },
      say(' 2'),
      say(' now'),
    ]);
    expect(parseScript('/disconnect 0')[0]).toEqual({ kind: 'disconnect' });
    expect(parseScript('/disconnect 99').at(-1)).toEqual({ kind: 'disconnect' });
  });
});
