import { describe, expect, it } from 'vitest';
import { EVERYTHING, type AllowList } from '../domain/allow-list.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import { createScriptedGateway } from '../domain/port/scripted-gateway.fixture.ts';
import { OWNER, type Principal } from '../domain/principal.ts';
import { createGetConversation } from './get-conversation.ts';
import { createReadMessages } from './read-messages.ts';

const HOME = 'agent:main:home';

const instances = [anInstance()];

const only = (allow: Partial<AllowList>): Principal => ({
  ...OWNER,
  allow: [{ ...EVERYTHING, ...allow }],
});

describe('a conversation', () => {
  function world() {
    const gateway = createScriptedGateway();
    const { conversations } = gateway;
    const getConversation = createGetConversation({ instances, conversations });
    return { gateway, getConversation, ...createReadMessages({ instances, getConversation, conversations }) };
  }

  it('is not found where there is none, or none for this principal', async () => {
    const { gateway, getConversation, readMessages } = world();
    gateway.say(HOME, 'hello');
    const unknown = { code: 'unknown_conversation', message: 'conversation not found: agent:main:none' };
    const none = { principal: OWNER, sessionKey: 'agent:main:none' };
    await expect(getConversation(none)).rejects.toMatchObject(unknown);
    await expect(readMessages({ ...none, limit: 1 })).rejects.toMatchObject(unknown);
    const stranger = only({ sessionPrefixes: ['work'] });
    await expect(getConversation({ principal: stranger, sessionKey: HOME })).rejects.toMatchObject({
      code: 'unknown_conversation',
    });
    expect(
      await getConversation({ principal: only({ sessionPrefixes: ['ho'] }), sessionKey: HOME }),
    ).toMatchObject({
      key: HOME,
    });
  });

  it('is read from its end, and back from any of its messages', async () => {
    const { gateway, readMessages } = world();
    const said = Array.from({ length: 100 }, (_, i) => gateway.say(HOME, `m${i}`));
    const place = { principal: OWNER, sessionKey: HOME };
    const texts = async (before?: string, limit = 3) =>
      (await readMessages({ ...place, limit, before })).map(({ text }) => text);
    expect(await texts()).toEqual(['m97', 'm98', 'm99']);
    expect(await texts(said[97]?.id)).toEqual(['m94', 'm95', 'm96']);
    expect(await texts(said[60]?.id, 50)).toEqual(said.slice(10, 60).map(({ text }) => text));
    expect(await texts(said[2]?.id, 50)).toEqual(['m0', 'm1']);
    expect(await texts(said[0]?.id)).toEqual([]);
    await expect(texts('none')).rejects.toMatchObject({ code: 'unknown_message' });
  });

  it('has messages that can be read whole', async () => {
    const { gateway, readMessage } = world();
    const { id } = gateway.say(HOME, 'hello');
    const place = { principal: OWNER, sessionKey: HOME };
    expect(await readMessage({ ...place, messageId: id })).toMatchObject({ text: 'hello' });
    await expect(readMessage({ ...place, messageId: 'x' })).rejects.toMatchObject({
      code: 'unknown_message',
      message: 'message not found: x',
    });
  });

  it('is read by nobody who may not see it, whatever its key says', async () => {
    const { gateway, readMessages } = world();
    gateway.say(HOME, 'hello');
    gateway.give(HOME, { channel: 'telegram', to: 'ada' });
    const unknown = { code: 'unknown_conversation' };
    const read = (principal: Principal) => readMessages({ principal, sessionKey: HOME, limit: 5 });
    await expect(read(only({ channels: ['whatsapp'] }))).rejects.toMatchObject(unknown);
    await expect(read(only({ agents: ['other'] }))).rejects.toMatchObject(unknown);
    await expect(read({ ...OWNER, scopes: [] })).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await read(only({ channels: ['telegram'], agents: ['main'] }))).toMatchObject([{ text: 'hello' }]);
  });
});
