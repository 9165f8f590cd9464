import type { Clock } from '../../domain/port/clock.ts';
import type { StopSignal } from '../../domain/port/stop-signal.ts';
import type { Ending } from './ending.ts';
import { openDevice, type Device, type Reply } from './device.ts';
import { verdict } from './probe.ts';

/** How many tools a device would find, or why it finds none. */
export type ListedTools = { readonly tools: number } | { readonly ending: Ending };

/** Longer lists are no lists. */
const MOST_PAGES = 20;

const HELLO = {
  protocolVersion: '2024-11-05',
  capabilities: {},
  clientInfo: { name: 'clawbridge-check', version: '1' },
};

/**
 * @param url the way in for devices
 * @param signal hangs up, and ends it
 */
export async function listTools(
  url: string,
  clock: Pick<Clock, 'after'>,
  signal: StopSignal,
): Promise<ListedTools> {
  const device = openDevice(url, clock);
  signal.addEventListener('abort', device.hangUp);
  try {
    const greeted = await device.ask('initialize', HELLO);
    if (greeted.how !== 'answered') return { ending: endingOf(greeted) };
    device.tell('notifications/initialized');
    return await countTools(device);
  } finally {
    device.hangUp();
  }
}

async function countTools(device: Device): Promise<ListedTools> {
  let tools = 0;
  let cursor: unknown;
  for (let page = 0; page < MOST_PAGES; page++) {
    const reply = await device.ask('tools/list', cursor === undefined ? {} : { cursor });
    if (reply.how !== 'answered') return { ending: endingOf(reply) };
    const listed = reply.result['tools'];
    tools += Array.isArray(listed) ? listed.length : 0;
    cursor = reply.result['nextCursor'];
    if (cursor === undefined || cursor === null) break;
  }
  return { tools };
}

function endingOf(reply: Exclude<Reply, { readonly how: 'answered' }>): Ending {
  switch (reply.how) {
    case 'ended':
      return reply.ending;
    case 'mute':
      return { how: 'mute' };
    case 'error':
      return verdict(reply) === 'zombie' ? { how: 'zombie' } : { how: 'error', code: reply.code };
  }
}
