import { describe, expect, it } from 'vitest';
import type { Live } from '../domain/live.ts';
import { createBackplanes } from '../domain/port/backplane.fixture.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createBackground } from './background.ts';
import { createChatSignals, type LiveNews } from './chat-signals.ts';
import { createLiveTurns } from './live-turns.ts';

function createNodes(limits?: Parameters<typeof createLiveTurns>[1]) {
  const background = createBackground(createRecordingLog());
  const [one, other] = createBackplanes(2).map((wire) =>
    createLiveTurns(createChatSignals(wire, background), limits),
  );
  if (!one || !other) throw new Error('two were made');
  const heard: LiveNews[] = [];
  other.follow((news) => heard.push(news));
  return { one, other, heard };
}

const about = (live: Live, where: Partial<LiveNews> = {}): LiveNews => ({
  user: 'bob',
  thread: 'th',
  link: 'default',
  ...where,
  live,
});
const part = (turn: string, at: number, text: string): Live => ({ type: 'partial', turn, at, text });
const tool = (id: string, status: 'running' | 'completed' = 'running') =>
  ({ id, name: 'exec', title: `Exec ${id}`, status }) as const;

describe('the turns that go on', () => {
  it('are put together of their parts, on every node', () => {
    const { one, other, heard } = createNodes();
    one.note(about(part('t', 0, 'Helo')));
    one.note(about(part('t', 3, 'lo there')));
    one.note(about({ type: 'tool', turn: 't', tool: tool('a') }));
    one.note(about({ type: 'tool', turn: 't', tool: tool('b') }));
    one.note(about({ type: 'tool', turn: 't', tool: tool('a', 'completed') }));
    one.note(about({ type: 'typing', on: true }));
    const running = {
      turn: 't',
      thread: 'th',
      text: 'Hello there',
      tools: [tool('a', 'completed'), tool('b')],
    };
    for (const node of [one, other]) expect(node.running('bob')).toEqual([running]);
    expect(one.running('ann')).toEqual([]);
    expect(heard).toHaveLength(6);
  });

  it('leave out a part without what comes before it', () => {
    const { one } = createNodes();
    one.note(about(part('t', 0, 'ab')));
    one.note(about(part('t', 5, 'f')));
    expect(one.textOf('th', 't')).toBe('ab');
  });

  it('end with their answer, and nothing that comes late begins them again', () => {
    const { one } = createNodes();
    one.note(about(part('t', 0, 'ab')));
    one.answered('th', 't');
    one.note(about(part('t', 0, 'abc')));
    expect(one.running('bob')).toEqual([]);
    expect(one.textOf('th', 't')).toBeUndefined();
  });

  it('end with their link everywhere, which tells what was done all the same', () => {
    const { one, other, heard } = createNodes();
    one.note(about({ type: 'tool', turn: 't', tool: tool('a') }));
    one.note(about(part('u', 0, 'x'), { link: 'other', thread: 'th2' }));
    one.lost('default');
    one.lost('default');
    expect(other.running('bob').map(({ turn }) => turn)).toEqual(['u']);
    expect(heard.at(-1)).toEqual(about({ type: 'ended', turn: 't' }));
    expect(heard).toHaveLength(3);
    expect(other.toolsOf('th', 't')).toEqual([tool('a')]);
    one.note(about(part('t', 0, 'back')));
    expect(other.running('bob').map(({ turn }) => turn)).toEqual(['t', 'u']);
  });

  it('are not changed, read or ended from another thread', () => {
    const { one } = createNodes();
    const elsewhere = { user: 'ann', link: 'other', thread: 'else' };
    one.note(about(part('t', 0, 'mine')));
    one.note(about({ type: 'tool', turn: 't', tool: tool('a') }));
    expect(one.textOf('else', 't')).toBeUndefined();
    expect(one.toolsOf('else', 't')).toEqual([]);
    one.note(about(part('t', 0, 'theirs'), elsewhere));
    one.note(about({ type: 'ended', turn: 't' }, elsewhere));
    one.answered('else', 't');
    one.note(about(part('t', 4, ' still')));
    expect(one.running('bob')).toEqual([{ turn: 't', thread: 'th', text: 'mine still', tools: [tool('a')] }]);
    expect(one.running('ann')).toEqual([]);
  });

  it('are no larger for what stands on their cards', () => {
    const { one } = createNodes({ maxChars: 100 });
    one.note(about(part('old', 0, 'x')));
    for (const id of ['a', 'b', 'c', 'd'])
      one.note(about({ type: 'tool', turn: 'new', tool: { ...tool(id), title: 'x'.repeat(20) } }));
    expect(one.running('bob').map(({ turn }) => turn)).toEqual(['new']);
  });

  it('are bounded in number and in size', () => {
    const { one } = createNodes({ maxTurns: 2, maxChars: 10 });
    for (const turn of ['a', 'b', 'c']) one.note(about(part(turn, 0, turn)));
    expect(one.running('bob').map(({ turn }) => turn)).toEqual(['b', 'c']);
    one.note(about(part('c', 0, '0123456789')));
    expect(one.running('bob').map(({ turn }) => turn)).toEqual(['c']);
  });
});
