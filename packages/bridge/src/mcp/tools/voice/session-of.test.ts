import { expect, it, onTestFinished } from 'vitest';
import { anOwner } from '../../../domain/principal.fixture.ts';
import { checkSessionId } from '../../../domain/session-key.ts';
import { aVoice } from '../../../domain/voice.fixture.ts';
import { createTempStore } from '../../../store/sqlite/temp-store.fixture.ts';
import { createWorld } from '../../../usecases/world.fixture.ts';
import { connectClient } from '../../mcp-client.fixture.ts';
import { sessionOf } from './session-of.ts';

it.each<[string | undefined, string]>([
  [undefined, 'kitchen'],
  ['', 'kitchen'],
  ['SN-0042', 'kitchen:device:SN-0042'],
  ['aa:bb:cc', 'kitchen:device:aa:bb:cc'],
  ['厨 房', 'kitchen:device:%E5%8E%A8%20%E6%88%BF'],
  ['\ud800', 'kitchen:device:%EF%BF%BD'],
  ['cron:daily', 'kitchen:device:cron:daily'],
])('of the device %j is %s', (serial, session) => {
  const given = sessionOf({ voice: aVoice(), ...(serial === undefined ? {} : { serial }) });
  expect(given).toBe(session);
  expect(checkSessionId(given)).toBe(session);
});

it('is never longer than a session may be', () => {
  const serial = '房'.repeat(1_000);
  expect(checkSessionId(`${sessionOf({ voice: aVoice(), serial })}:task_999999999`)).toBeTruthy();
});

it.each(['SN-0042', 'agent:main:main', 'main'])(
  'is among those its speaker is held to, whichever device somebody says he is: %s',
  async (serial) => {
    const temp = createTempStore();
    onTestFinished(() => temp.discard());
    const { beginHearing, askAloud, unheard, runner } = createWorld(temp.open());
    const client = await connectClient(
      { beginHearing, askAloud, unheard },
      {
        tools: ['voice'],
        voice: aVoice({ waitMs: 0 }),
        principal: anOwner(['read', 'chat'], { sessionPrefixes: ['kids'] }),
      },
    );
    onTestFinished(() => client.close());
    await client.callTool({
      name: 'ask_jarvis',
      arguments: { question: 'hello' },
      _meta: { 'clawbridge/serial': serial },
    });
    expect((await runner.next()).sessionKey).toMatch(/^kids:/);
  },
);
