import { describe, expect, it } from 'vitest';
import { itemCard, startCard } from './tools.ts';

describe('a tool card', () => {
  it('tells what is done and how it ended', () => {
    const item = {
      itemId: 'tool:1',
      toolCallId: 'call_1',
      kind: 'tool',
      title: 'Exec print text',
      name: 'exec',
    };
    const card = { id: 'call_1', name: 'exec', title: 'Exec print text' };
    expect(itemCard({ ...item, status: 'running' })).toEqual({ ...card, status: 'running' });
    expect(itemCard({ ...item, status: 'completed' })).toEqual({ ...card, status: 'completed' });
    expect(itemCard({ ...item, status: 'failed' })).toEqual({ ...card, status: 'failed' });
    expect(startCard({ toolCallId: 'call_1', name: 'exec', phase: 'start' })).toMatchObject({
      title: 'exec',
    });
  });

  it('is made neither of what the agent says on its way nor of what is to stay hidden', () => {
    expect(itemCard({ itemId: 'c', kind: 'preamble' })).toBeUndefined();
    expect(itemCard({ itemId: 'c', kind: 'tool', hideFromChannelProgress: true })).toBeUndefined();
    expect(startCard({ toolCallId: 'call_1', phase: 'end' })).toBeUndefined();
  });

  it('is never longer than a frame allows', () => {
    const long = 'x'.repeat(1000);
    expect(itemCard({ toolCallId: long, kind: 'tool', title: long, name: long })).toMatchObject({
      id: long.slice(0, 200),
      title: long.slice(0, 500),
    });
  });
});
