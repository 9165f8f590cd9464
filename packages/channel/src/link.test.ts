import { WIRE_VERSION } from '@clawbridge/wire';
import { describe, expect, it } from 'vitest';
import { createScriptedSocket, type ScriptedSocket } from '../../wire/src/scripted-socket.fixture.ts';
import { createSteppedClock } from '../../wire/src/stepped-clock.fixture.ts';
import { createRelayLink } from './link.ts';
import { Refusal } from './refusal.ts';

function makeWorld() {
  const clock = createSteppedClock();
  const sockets: ScriptedSocket[] = [];
  const seen: string[] = [];
  const link = createRelayLink({
    connect() {
      const socket = createScriptedSocket('ws');
      sockets.push(socket);
      return socket;
    },
    clock,
    chance: () => 0.5,
    account: 'default',
    openclaw: '2026.9.6',
    onOpen: () => seen.push('open'),
    onMessage: ({ text }) => seen.push(`message: ${text}`),
    onLost: ({ text, isFinal }) => seen.push(`lost${isFinal ? ' for good' : ''}: ${text}`),
  });
  const last = () => sockets[sockets.length - 1] ?? createScriptedSocket();
  const greet = () => {
    last().opens();
    last().says({ type: 'welcome', version: WIRE_VERSION, link: 'default' });
  };
  return { clock, sockets, seen, link, last, greet };
}

const FIND = { type: 'find', nonce: 'n1' } as const;

describe('the link', () => {
  it('is open once the relay has greeted it, not before', () => {
    const { link, last, greet, seen } = makeWorld();
    last().opens();
    expect(link.isOpen()).toBe(false);
    expect(link.show('bob.t1', { type: 'typing', on: true })).toBe(false);
    greet();
    expect(link.isOpen()).toBe(true);
    expect(seen).toEqual(['open']);
    expect(last().sent[0]).toMatchObject({ type: 'hello', account: 'default', openclaw: '2026.9.6' });
  });

  it('gives each answer to its question', async () => {
    const { link, last, greet } = makeWorld();
    greet();
    const [first, second] = [link.ask(FIND), link.ask({ ...FIND, nonce: 'n2' })];
    last().says({ type: 'found', ref: 2, id: 'e2' });
    last().says({ type: 'found', ref: 1 });
    expect(await second).toMatchObject({ id: 'e2' });
    expect(await first).toEqual({ type: 'found', ref: 1 });
  });

  it('tells what is refused for good from what may work later', async () => {
    const { link, last, greet } = makeWorld();
    greet();
    const nack = { type: 'nack', code: 'x', message: 'no' };
    const [first, second] = [link.ask(FIND), link.ask(FIND)];
    last().says({ ...nack, ref: 1, isRetryable: false });
    last().says({ ...nack, ref: 2, isRetryable: true });
    await expect(first).rejects.toBeInstanceOf(Refusal);
    await expect(second).rejects.not.toBeInstanceOf(Refusal);
    const tooLong = link.ask({ type: 'resolve', to: 'x'.repeat(201) });
    await expect(tooLong).rejects.toBeInstanceOf(Refusal);
  });

  it('waits for no answer over a socket that is gone, nor for ever', async () => {
    const { clock, link, last, greet, seen } = makeWorld();
    await expect(link.ask(FIND)).rejects.toThrow('not connected');
    greet();
    const lost = link.ask(FIND);
    last().ends(1006);
    await expect(lost).rejects.toThrow('lost');
    expect(link.isOpen()).toBe(false);
    expect(seen).toEqual(['open', 'lost: The relay cannot be reached.']);
    clock.advance(10_000);
    greet();
    const late = link.ask(FIND);
    clock.advance(10_000);
    await expect(late).rejects.toThrow('does not answer');
  });

  it('stays away where another one has come', () => {
    const { clock, sockets, last, greet, seen } = makeWorld();
    greet();
    last().ends(4001);
    clock.advance(60_000);
    expect(sockets).toHaveLength(1);
    expect(seen.at(-1)).toContain('lost for good: Another OpenClaw');
  });
});
