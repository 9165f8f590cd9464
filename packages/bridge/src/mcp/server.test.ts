import { InMemoryTransport, type JSONRPCMessage } from '@modelcontextprotocol/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import type { StopSignal } from '../domain/port/stop-signal.ts';
import { OWNER } from '../domain/principal.ts';
import { createStop, type Stop } from '../domain/stop.ts';
import type { Question } from '../usecases/ask.ts';
import { createBackground } from '../usecases/background.ts';
import type { Verbs } from '../usecases/verbs.ts';
import { createMcpServer, type McpDoor } from './server.ts';

let client: InMemoryTransport;
let openBridge: () => void;
let asked: Promise<StopSignal | undefined>;
let closing: boolean;

/** A client that has called openclaw_chat; the bridge opens when the test says so. */
beforeEach(async () => {
  closing = false;
  const opening: Stop = createStop();
  openBridge = opening.stop;
  const opened = new Promise<void>((resolve) => opening.signal.addEventListener('abort', resolve));
  let tellAsked: (signal: StopSignal | undefined) => void;
  asked = new Promise((resolve) => (tellAsked = resolve));
  const verbs = {
    ask: (question: Question) => {
      tellAsked(question.signal);
      return new Promise(() => {});
    },
  } as unknown as Verbs;
  const door: McpDoor = {
    verbs: () => opened.then(() => verbs),
    principal: OWNER,
    background: createBackground(createRecordingLog()),
    origin: 'stdio',
    tools: ['chat'],
    version: '0',
    redact: (text) => text,
    claudeChannel: 'off',
    stateKey: async () => new Uint8Array(32),
    closing: () => closing,
  };
  const server = createMcpServer(door, 'legacy');
  const [near, far] = InMemoryTransport.createLinkedPair();
  client = near;
  const answered = new Promise((resolve) => (near.onmessage = resolve));
  await server.connect(far);
  await near.start();
  const clientInfo = { name: 'test', version: '1' };
  await send({
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
  });
  await answered;
  await send({
    id: 2,
    method: 'tools/call',
    params: { name: 'openclaw_chat', arguments: { message: 'x' } },
  });
});
afterEach(() => client.close());

const send = (message: object) => client.send({ jsonrpc: '2.0', ...message } as JSONRPCMessage);
const cancel = () => send({ method: 'notifications/cancelled', params: { requestId: 2 } });
const isStopped = async () => (await asked)?.aborted;

describe('a call that waits for the bridge', () => {
  it('is asked and goes on', async () => {
    openBridge();
    expect(await isStopped()).toBe(false);
  });

  it('is stopped when its caller cancels meanwhile', async () => {
    await cancel();
    openBridge();
    expect(await isStopped()).toBe(true);
  });

  it('is stopped when its caller cancels later', async () => {
    openBridge();
    expect(await isStopped()).toBe(false);
    await cancel();
    await vi.waitUntil(isStopped, { timeout: 10_000 });
  });

  it('goes on when the connection breaks meanwhile: the answer is wanted later', async () => {
    await client.close();
    openBridge();
    expect(await isStopped()).toBe(false);
  });

  it('goes on when the door closes meanwhile', async () => {
    closing = true;
    await cancel();
    openBridge();
    expect(await isStopped()).toBe(false);
  });
});
