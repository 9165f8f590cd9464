import { describe, expect, it, vi } from 'vitest';
import { aVoice } from '../domain/voice.fixture.ts';
import { aDoor } from './door.fixture.ts';
import { connectClient, textOf } from './mcp-client.fixture.ts';
import type { Hearing } from '../usecases/begin-hearing.ts';
import { createMcpServer } from './server.ts';

const voice = aVoice();
const nothing = () => {};
const aHearing = (over: Partial<Hearing> = {}): Hearing => ({
  hold: nothing,
  letGo: nothing,
  isFree: () => true,
  isShared: () => false,
  heard: nothing,
  lost: nothing,
  ...over,
});
const quiet = {
  beginHearing: () => aHearing(),
  unheard: async () => undefined,
  checkStatus: () => Promise.reject(new Error('away')),
};

describe('a door with the voice set', () => {
  it('needs a voice', () => {
    expect(() => createMcpServer(aDoor({}, { tools: ['voice'] }), 'legacy')).toThrow(/no voice/);
  });

  it('offers it beside the others, and tells of both', async () => {
    const client = await connectClient(quiet, { tools: ['chat', 'voice'], voice });
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['openclaw_chat', 'ask_jarvis']));
    expect(client.getInstructions()).toMatch(/openclaw_chat.*ask_jarvis/s);
    await client.close();
  });
});

describe('a bare door', () => {
  it.each(['legacy', 'modern'] as const)('offers tools and nothing else (%s)', async (era) => {
    const client = await connectClient(quiet, { tools: ['voice'], voice, bare: true, era });
    expect(client.getServerCapabilities()).toEqual({ tools: { listChanged: false } });
    expect(client.getInstructions()).toBeUndefined();
    expect(textOf(await client.callTool({ name: 'get_status', arguments: {} }))).toContain('"degraded"');
    await client.close();
  });
});

describe('a door that can tell when an answer is written', () => {
  const task = { id: 't', status: 'completed', answer: { text: 'done.' } } as never;
  const connect = async () => {
    const written = vi.fn<(id: string | number, act: () => void) => void>();
    const heard = vi.fn<() => void>();
    const lost = vi.fn<() => void>();
    const client = await connectClient(
      {
        ...quiet,
        beginHearing: () => aHearing({ heard, lost }),
        getSpoken: async () => ({ number: 4, task }),
      },
      { tools: ['voice'], voice, written },
    );
    await client.callTool({ name: 'get_task_result', arguments: {} });
    expect(written).toHaveBeenCalledWith(expect.any(Number), expect.any(Function));
    expect(heard).not.toHaveBeenCalled();
    expect(lost).not.toHaveBeenCalled();
    return { client, heard, lost, wrote: () => written.mock.calls[0]?.[1]() };
  };

  it('is told of the request that an answer belongs to', async () => {
    const { client, heard, lost, wrote } = await connect();
    wrote();
    await client.close();
    expect(heard).toHaveBeenCalledOnce();
    expect(lost).not.toHaveBeenCalled();
  });

  it('has lost what is not written when its connection ends', async () => {
    const { client, heard, lost, wrote } = await connect();
    await client.close();
    await vi.waitUntil(() => lost.mock.calls.length > 0);
    wrote();
    expect(heard).not.toHaveBeenCalled();
  });
});
