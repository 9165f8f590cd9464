import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AgentRunner, Run } from '../domain/port/agent-runner.ts';
import type { GatewayEar } from '../domain/port/gateway-ear.ts';
import { createStop } from '../domain/stop.ts';
import { createRecordingHearing, type RecordingHearing } from './recording-hearing.fixture.ts';

/** A gateway with an adapter on it that may see all approvals. */
export interface EarSetup {
  readonly gateway: GatewayEar & AgentRunner;
  /** Comes to the same gateway with the wrong token. */
  readonly stranger: GatewayEar;
  readonly channel: string;
  /** A person says something over the channel; `owner` owns the assistant. */
  receive(message: {
    readonly sessionKey: string;
    readonly from: string;
    readonly text: string;
  }): Promise<void>;
  /** Cuts the wire between adapter and gateway once, without a close frame. */
  cut(): void;
  /** kill -9. */
  kill(): Promise<void>;
  /** Again, on its disk. */
  start(): Promise<void>;
  teardown(): Promise<void>;
}

/** The promises of the GatewayEar port, on the simulator and on the real gateway. */
export function describeGatewayEar(name: string, setup: () => Promise<EarSetup>): void {
  describe(`GatewayEar contract: ${name}`, () => {
    let world: EarSetup;
    const stops: (() => void)[] = [];

    beforeAll(async () => {
      world = await setup();
    });
    afterEach(() => {
      for (const stop of stops.splice(0)) stop();
    });
    afterAll(async () => {
      await world.teardown();
    });

    const listen = (ear: GatewayEar = world.gateway): RecordingHearing => {
      const hearing = createRecordingHearing();
      stops.push(ear.listen('it', hearing));
      return hearing;
    };
    const listening = async (): Promise<RecordingHearing> => {
      const hearing = listen();
      await hearing.connected(1);
      return hearing;
    };
    const run = async (message: string, over: Partial<Run> = {}) => {
      const id = `task_${randomUUID()}`;
      const watch = { signal: createStop().signal, onProgress() {} };
      return await world.gateway.run(
        { instance: 'it', id, sessionKey: `ear:${id}`, message, timeoutMs: 60_000, ...over },
        watch,
      );
    };
    /** Says something new, and waits until it was heard. */
    const said = async (hearing: RecordingHearing) => {
      const words = `news ${randomUUID()}`;
      await run(words);
      return await hearing.heard('message', ({ message }) => message.text === `ECHO: ${words}`);
    };

    it('hears what is said in any session, whole and in order', async () => {
      const hearing = await listening();
      const words = `hello ${randomUUID()}`;
      await run(words, { sessionKey: `ear:${words.slice(6)}` });
      await hearing.heard('message', ({ message }) => message.text === `ECHO: ${words}`);
      const messages = hearing.news('message').map(({ message }) => message);
      expect(messages.filter(({ text }) => text.includes(words))).toMatchObject([
        { role: 'user', text: words, seq: 1, fromOwner: true },
        { role: 'assistant', text: `ECHO: ${words}`, seq: 2, fromOwner: false },
      ]);
      const [first, second] = messages;
      expect(first?.sessionKey).toBe(`agent:main:ear:${words.slice(6)}`);
      expect(second?.position?.source).toBe(first?.position?.source);
      expect(second?.position?.rawSeq).toBeGreaterThan(first?.position?.rawSeq ?? Infinity);
      expect(second?.at).toBeGreaterThanOrEqual(first?.at ?? Infinity);
    });

    it.each([
      ['a stranger', false],
      ['owner', true],
    ])('hears what %s says over a channel, and where an answer would go', async (from, fromOwner) => {
      const hearing = await listening();
      const sessionKey = `agent:main:${world.channel}:direct:${randomUUID()}`;
      const text = `from ${from} ${randomUUID()}`;
      await world.receive({ sessionKey, from, text });
      const news = await hearing.heard('message', ({ message }) => message.text === text);
      expect(news).toMatchObject({
        message: { sessionKey, role: 'user', fromOwner },
        route: { channel: world.channel, to: from },
      });
    });

    it('is connected before it hears anything', async () => {
      const hearing = await listening();
      await said(hearing);
      expect(hearing.calls[0]).toBe('connected');
    });

    it('hears when an agent begins and ends its work', async () => {
      const hearing = await listening();
      const key = `ear:${randomUUID()}`;
      await run('hello', { sessionKey: key });
      const ofSession = (sessionKey: string) => sessionKey === `agent:main:${key}`;
      await hearing.heard('session', (one) => ofSession(one.sessionKey) && one.isActive === false);
      const changes = hearing.news('session').filter((one) => ofSession(one.sessionKey));
      expect(changes[0]).toMatchObject({ isActive: true });
      expect(changes.at(-1)).toMatchObject({ isActive: false });
    });

    it('hears that approval is asked for, and how it was decided', async () => {
      const hearing = await listening();
      const stop = createStop();
      const command = `touch ${randomUUID()} && echo made`;
      const sessionKey = `ear:${randomUUID()}`;
      const running = world.gateway
        .run(
          {
            instance: 'it',
            id: `task_${randomUUID()}`,
            sessionKey,
            message: `/approve ${command}`,
            timeoutMs: 60_000,
          },
          { signal: stop.signal, onProgress() {} },
        )
        .catch(() => {});
      const { approval } = await hearing.heard('approval', (one) => one.approval.what === command);
      expect(approval).toMatchObject({
        instance: 'it',
        kind: 'exec',
        agentId: 'main',
        sessionKey: `agent:main:${sessionKey}`,
        allowedDecisions: ['allow-once', 'deny'],
      });
      expect(approval.expiresAt).toBeGreaterThan(approval.createdAt);
      stop.stop();
      const { resolution } = await hearing.heard('resolution', (one) => one.resolution.id === approval.id);
      expect(resolution).toMatchObject({ kind: 'exec', sessionKey: approval.sessionKey });
      expect(resolution.decision).toBeUndefined();
      await running;
    });

    it('hears nothing any more once it was told to stop', async () => {
      const [deaf, witness] = [createRecordingHearing(), await listening()];
      const stop = world.gateway.listen('it', deaf);
      await deaf.connected(1);
      stop();
      const before = deaf.calls.length;
      await said(witness);
      expect(deaf.calls).toHaveLength(before);
    });

    it('says when the wire is cut, and hears again by itself', async () => {
      const hearing = await listening();
      world.cut();
      expect(await hearing.lost(1)).toMatchObject({ retryable: true });
      await hearing.connected(2);
      await said(hearing);
      expect(hearing.calls.filter((one) => one !== 'news')).toEqual(['connected', 'lost', 'connected']);
    });

    it('says why the gateway does not take it, and goes on trying', async () => {
      const hearing = listen(world.stranger);
      expect(await hearing.lost(1)).toMatchObject({ code: 'gateway_unauthorized' });
      expect(hearing.calls).toEqual(['lost']);
    });

    it('waits for a gateway that is down when it begins, and for one that dies', async () => {
      await world.kill();
      const hearing = listen();
      expect(await hearing.lost(1)).toMatchObject({ code: 'gateway_unreachable', retryable: true });
      await world.start();
      await hearing.connected(1);
      await said(hearing);
      await world.kill();
      await hearing.lost(2);
      await world.start();
      await hearing.connected(2);
      await said(hearing);
      expect(hearing.calls.filter((one) => one !== 'news')).toEqual([
        'lost',
        'connected',
        'lost',
        'connected',
      ]);
    });
  });
}
