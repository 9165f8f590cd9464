import { describe, expect, it } from 'vitest';
import { createTokenHider } from './hide-token.ts';

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJ1c2VySWQiOjcsImFnZW50SWQiOjQyfQ.c2lnbmF0dXJl';
const hide = createTokenHider(`wss://api.xiaozhi.me/mcp/?token=${TOKEN}`);

describe('what others say', () => {
  it.each([
    [`bad token ${TOKEN}`, 'bad token ***'],
    [`bad token ${TOKEN.slice(0, 40)}`, 'bad token ***'],
    [`bad token ${TOKEN.slice(0, 12)}`, 'bad token ***'],
    [`bad token ${TOKEN.slice(5, 20)}, sorry`, 'bad token ***, sorry'],
    [`x${TOKEN.slice(-14)}x`, 'x***x'],
    [`无对应agentId:${TOKEN.slice(20, 50)}`, '无对应agentId:***'],
    [`another ${'ab%2B/-~.=+_'.repeat(2)} token`, 'another *** token'],
  ])('has no part of the token in it: %s', (said, shown) => {
    expect(hide(said)).toBe(shown);
  });

  it.each(['缺少token参数', 'internal error', 'going away, maintenance-window', ''])(
    'stays as it is: %s',
    (said) => {
      expect(hide(said)).toBe(said);
    },
  );

  it('has no part of an address in it that has no token where it is looked for', () => {
    const hideAll = createTokenHider('wss://host.example/mcp/planted-secret-path');
    expect(hideAll('not at /mcp/planted-secret')).toBe('not at ***');
  });

  it('has no part of an encrypted token in it, however that is spelled', () => {
    const encrypted = createTokenHider('ws://host:8004/mcp_endpoint/mcp/?token=ab%2Bcd%2Fef%2Bgh%2Fij%3D%3D');
    for (const part of ['ab+cd/ef+gh/', 'cd%2Fef%2Bgh%2F']) expect(encrypted(`no ${part}!`)).toBe('no ***!');
  });
});
