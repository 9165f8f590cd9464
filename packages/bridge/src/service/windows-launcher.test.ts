import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeMachine, WINDOWS_JOB, WINDOWS_PLACE } from './machine.fixture.ts';
import { createWindowsLauncher, quoted } from './windows-launcher.ts';

/** What may stand in a path of Windows and means something to cmd.exe. */
const pathText = fc.string({
  unit: fc.constantFrom('a', ' ', '%', '&', '^', '!', '(', ')', ';', ',', "'", '=', '贾', '\\'),
  minLength: 1,
  maxLength: 20,
});

describe('a word in a script of cmd.exe', () => {
  it('is what cmd.exe makes of it again, whatever is in it', () => {
    fc.assert(
      fc.property(pathText, (text) => {
        expect(wordsOf(`program ${quoted(text)} serve`)).toEqual(['program', text, 'serve']);
      }),
    );
  });

  it('is no other command, and no variable', () => {
    expect(wordsOf(`x ${quoted('a & del %PATH% ^ b')}`)).toEqual(['x', 'a & del %PATH% ^ b']);
  });
});

describe('the script that runs clawbridge', () => {
  const linesOf = (job = WINDOWS_JOB) => {
    const plan = createWindowsLauncher(WINDOWS_PLACE, createFakeMachine()).install(job);
    const [script] = plan.flatMap((step) => (step.kind === 'write' ? [step.content] : []));
    return (script ?? '').split('\r\n');
  };

  it('has the ends of line that cmd.exe needs', () => {
    expect(linesOf().some((line) => line.includes('\n'))).toBe(false);
  });

  it('says first which characters it is written in', () => {
    expect(linesOf().slice(0, 2)).toEqual(['@echo off', 'chcp 65001 >nul']);
  });

  it('has Node, the script and all values as they are', () => {
    fc.assert(
      fc.property(pathText, pathText, (node, value) => {
        const lines = linesOf({ ...WINDOWS_JOB, node, variables: { CLAWBRIDGE_HOME: value } });
        const start = lines.find((line) => line.includes(' serve >nul'));
        expect(wordsOf(start ?? '').slice(0, 3)).toEqual([node, WINDOWS_JOB.script, 'serve']);
        expect(lines.map(wordsOf)).toContainEqual(['set', `CLAWBRIDGE_HOME=${value}`]);
      }),
    );
  });

  it.each([
    ['after a crash', [1, 3, 0], { starts: 3, waits: 2 }],
    ['not after a wrong setting', [78], { starts: 1, waits: 0 }],
    ['not when it was told to end', [0], { starts: 1, waits: 0 }],
  ] as const)('starts it again %s', (_, codes, told) => {
    expect(play(linesOf(), codes)).toEqual(told);
  });

  it('ends with it when somebody stopped the service', () => {
    expect(play(linesOf(), [1], { stopsAfter: 1 })).toEqual({ starts: 1, waits: 0 });
  });

  it('refuses a quote, which no path of Windows has', () => {
    expect(() => linesOf({ ...WINDOWS_JOB, node: 'C:\\"x"' })).toThrow(/quote/);
  });
});

describe('the script that shows no window', () => {
  it('runs the other one in its own folder, waits, and ends as it ended', () => {
    const plan = createWindowsLauncher(WINDOWS_PLACE, createFakeMachine()).install(WINDOWS_JOB);
    const [, script] = plan.flatMap((step) => (step.kind === 'write' ? [step.content] : []));
    const shell = { CurrentDirectory: '', Run: (...args: readonly unknown[]) => ran.push(args) && 5 };
    const ran: unknown[] = [];
    const ended: unknown[] = [];
    runInNewContext(script ?? '', {
      ActiveXObject: function ActiveXObject() {
        return shell;
      },
      WScript: { ScriptFullName: 'C:\\R&D\\贾维斯\\clawbridge.js', Quit: (code: number) => ended.push(code) },
    });
    expect(shell.CurrentDirectory).toBe('C:\\R&D\\贾维斯\\');
    expect(ran).toEqual([['cmd.exe /d /c .\\clawbridge.cmd', 0, true]]);
    expect(ended).toEqual([5]);
  });
});

describe('the process it runs', () => {
  const look = (pid: string | undefined, alive: readonly number[]) => {
    const files = pid === undefined ? {} : { [`${WINDOWS_PLACE.folder}\\clawbridge.pid`]: pid };
    return createWindowsLauncher(WINDOWS_PLACE, createFakeMachine({ files, alive })).look().pid;
  };

  it('is the one in the pid file, if it is alive', () => {
    expect(look('4711\n', [4711])).toBe(4711);
    expect(look('4711\n', [])).toBeUndefined();
    expect(look(undefined, [4711])).toBeUndefined();
    expect(look('', [0])).toBeUndefined();
  });
});

/** As cmd.exe reads a line of a script: percent signs first, then quotes, then what ends a command. */
function wordsOf(line: string): string[] {
  const expanded = line.replaceAll(/%%|%[^%]*%|%/g, (found) => (found === '%%' ? '%' : ''));
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (const char of expanded) {
    if (char === '"') {
      isQuoted = !isQuoted;
      word ??= '';
    } else if (!isQuoted && /[&|<>^]/.test(char)) break;
    else if (!isQuoted && char === ' ') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  return word === undefined ? words : [...words, word];
}

/** Plays the script as cmd.exe would: the few words it has. Each start ends with the next code. */
function play(
  lines: readonly string[],
  codes: readonly number[],
  { stopsAfter = Number.POSITIVE_INFINITY } = {},
): { starts: number; waits: number } {
  let [starts, waits, code] = [0, 0, 0];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [, wanted, rest] = /^if %CODE%==(\d+) (.+)$/.exec(line) ?? [];
    if (line.includes(' serve >nul')) code = codes[starts++] ?? 0;
    else if (line.startsWith('ping')) waits++;
    else if (line === 'if exist clawbridge.stop exit /b 0' && starts >= stopsAfter) break;
    else if (rest === 'exit /b 0' && Number(wanted) === code) break;
    else if (line === 'goto again') at = lines.indexOf(':again');
  }
  return { starts, waits };
}
