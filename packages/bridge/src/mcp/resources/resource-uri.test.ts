import { describe, expect, it } from 'vitest';
import { aMessageEvent, aRequestEvent, aResolutionEvent } from '../../domain/event.fixture.ts';
import type { LoggedEvent, NewEvent } from '../../domain/event.ts';
import { conversationUri, isAbout, parseResourceUri, taskUri } from './resource-uri.ts';

const logged = (event: NewEvent): LoggedEvent => ({ ...event, cursor: 1 });

describe('the URI of a resource', () => {
  it.each(['agent:main:main', 'agent:main:telegram:group:-1001', 'a/b,c d%41ü', '..'])(
    'carries any session key: %s',
    (sessionKey) => {
      expect(parseResourceUri(conversationUri('home', sessionKey))).toEqual({
        kind: 'conversation',
        instance: 'home',
        sessionKey,
      });
    },
  );

  it('names a task', () => {
    expect(parseResourceUri(taskUri('01h-x'))).toEqual({ kind: 'task', id: '01h-x' });
  });

  it('names the instances', () => {
    expect(parseResourceUri('openclaw://instances')).toEqual({ kind: 'instances' });
  });

  it('may leave a key unencoded that has no slash', () => {
    expect(parseResourceUri('openclaw://conversations/home/agent:main:main')).toMatchObject({
      sessionKey: 'agent:main:main',
    });
  });

  it.each([
    'openclaw://nothing',
    'openclaw://instances/home',
    'openclaw://conversations/home',
    'openclaw://conversations/home/',
    'openclaw://conversations//key',
    'openclaw://conversations/home/a/b',
    'openclaw://conversations/home/%zz',
    'openclaw://tasks/',
    'openclaw://tasks',
    'https://conversations/home/key',
    '',
  ])('names nothing: %s', (uri) => {
    expect(parseResourceUri(uri)).toBeUndefined();
  });
});

describe('an event', () => {
  const main = { kind: 'conversation', instance: 'home', sessionKey: 'agent:main:main' } as const;
  const settled = (taskId: string): LoggedEvent => ({
    instance: 'home',
    id: taskId,
    sessionKey: 'agent:main:main',
    at: 1,
    cursor: 1,
    type: 'task_settled',
    task: { taskId, sessionId: 's', status: 'completed' },
  });

  it.each([
    aMessageEvent(),
    aRequestEvent('exec', 'a', { sessionKey: 'agent:main:main' }),
    aResolutionEvent('plugin', 'a', { sessionKey: 'agent:main:main' }),
    { instance: 'home', id: 'g', sessionKey: 'agent:main:main', at: 1, type: 'gap', gap: { reason: 'lost' } },
  ] satisfies NewEvent[])('of type $type changes its conversation', (event) => {
    expect(isAbout(main, logged(event))).toBe(true);
    expect(isAbout({ ...main, sessionKey: 'MAIN' }, logged(event))).toBe(true);
    expect(isAbout({ ...main, sessionKey: 'agent:main:other' }, logged(event))).toBe(false);
    expect(isAbout({ ...main, instance: 'work' }, logged(event))).toBe(false);
    expect(isAbout({ kind: 'instances' }, logged(event))).toBe(false);
    expect(isAbout({ kind: 'task', id: event.id }, logged(event))).toBe(false);
  });

  it('changes no conversation when it belongs to none', () => {
    expect(isAbout(main, logged(aRequestEvent('exec', 'a')))).toBe(false);
  });

  it('of a settled task changes that task only', () => {
    expect(isAbout({ kind: 'task', id: 't1' }, settled('t1'))).toBe(true);
    expect(isAbout({ kind: 'task', id: 't2' }, settled('t1'))).toBe(false);
    expect(isAbout(main, settled('t1'))).toBe(false);
  });
});
