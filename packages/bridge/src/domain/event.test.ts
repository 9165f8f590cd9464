import { expect, it } from 'vitest';
import { anApproval } from './approval.fixture.ts';
import { approvalEvent, messageEvent, resolutionEvent } from './event.ts';
import type { Message } from './message.ts';

const message: Message = {
  instance: 'home',
  sessionKey: 'Agent:main:Home',
  id: 'm-1',
  seq: 3,
  position: { source: 's', rawSeq: 7 },
  role: 'user',
  text: 'hello',
  at: 5,
  fromOwner: true,
  raw: { role: 'user', content: 'hello' },
};

it('of a message is named by its id, and keeps the row apart', () => {
  const route = { channel: 'telegram', to: 'ada' };
  expect(messageEvent(message, route)).toEqual({
    type: 'message',
    instance: 'home',
    id: 'm-1',
    sessionKey: 'agent:main:home',
    at: 5,
    message: { messageId: 'm-1', messageSeq: 3, role: 'user', text: 'hello', fromOwner: true, route },
    raw: { sessionKey: 'Agent:main:Home', messageId: 'm-1', messageSeq: 3, message: message.raw },
  });
});

it('of a message says how much hangs on it', () => {
  const content = [{ type: 'text', text: 'look' }, { type: 'image' }];
  expect(messageEvent({ ...message, raw: { content } }, undefined)).toMatchObject({
    message: { attachments: 1 },
  });
});

it('of a session without a route has none', () => {
  const { seq: _, ...unnumbered } = message;
  expect(messageEvent(unnumbered, undefined)).toMatchObject({
    message: { messageId: 'm-1', role: 'user', text: 'hello', fromOwner: true },
  });
});

it('of a message counts what hangs on it', () => {
  const content = [{ type: 'text', text: 'look' }, { type: 'image' }];
  expect(messageEvent({ ...message, raw: { role: 'user', content } }, undefined)).toMatchObject({
    message: { attachments: 1 },
  });
});

it('of an approval belongs to its session, and so does its end', () => {
  const approval = anApproval({ kind: 'plugin', id: 'plugin:1', sessionKey: 'agent:main:Home' });
  expect(approvalEvent(approval)).toMatchObject({
    type: 'plugin_approval_requested',
    id: 'plugin:1',
    sessionKey: 'agent:main:home',
    at: approval.createdAt,
    raw: { approvalKind: 'plugin', id: 'plugin:1', request: approval.request },
  });
  const ended = {
    instance: 'home',
    kind: 'exec',
    id: 'a',
    decision: 'deny',
    at: 9,
    raw: { id: 'a' },
  } as const;
  expect(resolutionEvent(ended)).toEqual({
    type: 'exec_approval_resolved',
    instance: 'home',
    id: 'a',
    at: 9,
    resolution: { kind: 'exec', id: 'a', decision: 'deny', at: 9 },
    raw: { id: 'a' },
  });
});
