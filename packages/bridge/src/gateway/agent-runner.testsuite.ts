import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neverBegan, type Failure } from '../domain/failure.ts';
import type { AgentRunner, Run, RunProgress } from '../domain/port/agent-runner.ts';
import { createStop } from '../domain/stop.ts';

/** A gateway with an adapter on it. Messages are in the script language of the simulator and its mock model. */
export interface RunnerSetup {
  readonly runner: AgentRunner;
  /** How often the gateway was asked to run this message, where it can tell. */
  readonly runsOf?: (message: string) => number;
  /** Cuts the wire between adapter and gateway once, without a close frame. */
  readonly cut?: () => void;
  /** Kills the gateway with -9 and starts it again on its disk. */
  readonly crash: () => Promise<void>;
  /** Resolves when the gateway has this run in its queue. */
  readonly waits: (run: Run) => Promise<void>;
  /** Ends the gateway with SIGTERM, which lets it finish what runs, and starts it again. */
  readonly terminate: () => Promise<void>;
  teardown(): Promise<void>;
}

export interface RunnerTraits {
  /** A run outlives its connection and can be joined again. */
  readonly survivesDisconnect: boolean;
  /** Tools in use are visible. */
  readonly showsTools: boolean;
  /** A second turn of a busy session waits for the first; otherwise whoever asks must see to it. */
  readonly queuesTurns: boolean;
}

/** The promises of the AgentRunner port; every outlet keeps them, on the simulator and on the real gateway. */
export function describeAgentRunner(
  name: string,
  traits: RunnerTraits,
  setup: () => Promise<RunnerSetup>,
): void {
  describe(`AgentRunner contract: ${name}`, () => {
    let world: RunnerSetup;

    beforeAll(async () => {
      world = await setup();
    });
    afterAll(async () => {
      await world.teardown();
    });

    const run = (message: string, over: Partial<Run> = {}): Run => {
      const id = `task_${randomUUID()}`;
      return { instance: 'it', id, sessionKey: `contract:${id}`, message, timeoutMs: 60_000, ...over };
    };
    const watch = (onProgress: (progress: RunProgress) => void = () => {}) => ({
      signal: createStop().signal,
      onProgress,
    });
    const failing = async (promise: Promise<unknown>) =>
      await promise.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );

    it('resolves with the whole answer, the model, why it ended and the tokens', async () => {
      expect(await world.runner.run(run('hello'), watch())).toEqual({
        text: 'ECHO: hello',
        model: expect.any(String),
        finishReason: 'stop',
        usage: { input: expect.any(Number), output: expect.any(Number), total: expect.any(Number) },
      });
    });

    it('keeps every script and every line', async () => {
      const message = '你好 👋 «ça va»\n\n- one\n- two';
      expect((await world.runner.run(run(message), watch())).text).toBe(`ECHO: ${message}`);
    });

    it('keeps a long answer whole', async () => {
      expect((await world.runner.run(run('/long 30000'), watch())).text).toBe('x'.repeat(30_000));
    });

    it('shows the answer as it grows', async () => {
      const seen: string[] = [];
      const answer = await world.runner.run(
        run('/slow 8 150'),
        watch(({ text }) => seen.push(text)),
      );
      expect(answer.text).toBe('w0 w1 w2 w3 w4 w5 w6 w7');
      expect(seen.length).toBeGreaterThan(1);
      expect(seen.every((text) => answer.text.startsWith(text.trimEnd()))).toBe(true);
    });

    it.runIf(traits.showsTools)('shows the tool in use', async () => {
      const tools: (string | undefined)[] = [];
      const answer = await world.runner.run(
        run('/tool echo hi'),
        watch(({ tool }) => tools.push(tool)),
      );
      expect(answer.text).toBe('ECHO: /tool echo hi');
      expect(tools).toContain('exec');
      expect(tools.at(-1)).toBeUndefined();
    });

    it('keeps the gateway text when the provider fails', async () => {
      expect(await failing(world.runner.run(run('/error no'), watch()))).toMatchObject({
        code: 'gateway_failed',
        message: expect.stringMatching(/LLM request failed|400 no/),
      });
    });

    it('says no to an agent that does not exist', async () => {
      const lost = run('hello', { sessionKey: `agent:ghost:${randomUUID()}` });
      expect(await failing(world.runner.run(lost, watch()))).toMatchObject({
        // Over HTTP the gateway says it inside the stream, where all its errors look alike.
        code: expect.stringMatching(/^gateway_(refused|failed)$/),
        message: expect.stringMatching(/ghost/),
      });
    });

    it('stops the run in the gateway when asked to', async () => {
      const stop = createStop();
      const session = `contract:${randomUUID()}`;
      const begun = Date.now();
      const running = world.runner.run(run('/slow 300 100', { sessionKey: session }), {
        signal: stop.signal,
        onProgress: () => stop.stop(),
      });
      expect(await failing(running)).toMatchObject({ code: 'cancelled' });
      // The session is free again: the next turn does not wait for the 30 s the first one would have taken.
      expect((await world.runner.run(run('next', { sessionKey: session }), watch())).text).toBe('ECHO: next');
      expect(Date.now() - begun).toBeLessThan(20_000);
    });

    it('does not begin what was stopped before', async () => {
      const stop = createStop();
      stop.stop();
      const message = `never ${randomUUID()}`;
      const running = world.runner.run(run(message), { signal: stop.signal, onProgress: () => {} });
      expect(await failing(running)).toMatchObject({ code: 'cancelled' });
      if (world.runsOf) expect(world.runsOf(message)).toBe(0);
    });

    it('gives up after the time it was given', async () => {
      const slow = run('/hang', { timeoutMs: 1_500 });
      expect(await failing(world.runner.run(slow, watch()))).toMatchObject({
        code: 'run_timeout',
        retryable: true,
      });
    });

    it('runs sessions side by side', async () => {
      const answers = await Promise.all(
        ['/slow 4 100', '/slow 4 100', 'quick'].map((message) => world.runner.run(run(message), watch())),
      );
      expect(answers.map(({ text }) => text)).toEqual(['w0 w1 w2 w3', 'w0 w1 w2 w3', 'ECHO: quick']);
    });

    it.runIf(traits.queuesTurns)('runs the turns of one session after each other', async () => {
      const sessionKey = `contract:${randomUUID()}`;
      const answers = await Promise.all([
        world.runner.run(run('/slow 4 100', { sessionKey }), watch()),
        world.runner.run(run('after', { sessionKey }), watch()),
      ]);
      expect(answers.map(({ text }) => text)).toEqual(['w0 w1 w2 w3', 'ECHO: after']);
    });

    it.runIf(traits.survivesDisconnect)(
      'brings the answer of a run whose wire was cut, without a second run',
      async () => {
        if (!world.cut) return;
        const message = '/slow 14 100';
        const before = world.runsOf?.(message) ?? 0;
        let cut = false;
        const answer = await world.runner.run(
          run(message),
          watch(() => {
            if (!cut) world.cut?.();
            cut = true;
          }),
        );
        expect(cut).toBe(true);
        expect(answer.text).toBe('w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13');
        if (world.runsOf) expect(world.runsOf(message)).toBe(before + 1);
      },
    );

    it.runIf(traits.survivesDisconnect)(
      'rejoins a run that goes on, one that has ended, and begins one the gateway never saw',
      async () => {
        const going = run('/slow 10 100');
        const first = world.runner.run(going, watch());
        const second = world.runner.rejoin(going, watch());
        expect((await first).text).toBe('w0 w1 w2 w3 w4 w5 w6 w7 w8 w9');
        expect((await second).text).toBe('w0 w1 w2 w3 w4 w5 w6 w7 w8 w9');
        expect(await world.runner.rejoin(going, watch())).toMatchObject({
          text: 'w0 w1 w2 w3 w4 w5 w6 w7 w8 w9',
          model: expect.any(String),
        });
        const long = run('/long 20000');
        await world.runner.run(long, watch());
        expect((await world.runner.rejoin(long, watch())).text).toHaveLength(20_000);
        expect((await world.runner.rejoin(run('fresh'), watch())).text).toBe('ECHO: fresh');
      },
    );

    it.runIf(traits.survivesDisconnect)(
      'rejoins a run that failed or was stopped as what it was',
      async () => {
        const failed = run('/error no');
        await failing(world.runner.run(failed, watch()));
        expect(await failing(world.runner.rejoin(failed, watch()))).toMatchObject({ code: 'gateway_failed' });
        const stop = createStop();
        const stopped = run('/slow 300 100');
        await failing(world.runner.run(stopped, { signal: stop.signal, onProgress: () => stop.stop() }));
        expect(await failing(world.runner.rejoin(stopped, watch()))).toMatchObject({ code: 'cancelled' });
      },
    );

    it.runIf(traits.survivesDisconnect)(
      'brings the answer of a run the gateway was killed in and resumes by itself, also to whoever rejoins it',
      async () => {
        const interrupted = run('/slow 20 100');
        let crashed: Promise<void> | undefined;
        const answer = await world.runner.run(
          interrupted,
          watch(() => void (crashed ??= world.crash())),
        );
        await crashed;
        const words = Array.from({ length: 20 }, (_, i) => `w${i}`).join(' ');
        expect(answer.text).toBe(words);
        expect((await world.runner.rejoin(interrupted, watch())).text).toBe(words);
      },
    );

    it('brings the answer of a run in the middle of which the gateway is stopped with SIGTERM, and runs it once', async () => {
      const message = '/slow 20 101';
      const before = world.runsOf?.(message) ?? 0;
      let stopped: Promise<void> | undefined;
      const answer = await world.runner.run(
        run(message),
        watch(() => void (stopped ??= world.terminate())),
      );
      await stopped;
      expect(answer.text).toBe(Array.from({ length: 20 }, (_, i) => `w${i}`).join(' '));
      if (world.runsOf) expect(world.runsOf(message)).toBe(before + 1);
    });

    it.runIf(traits.queuesTurns)(
      'says of a run that waited when the gateway was stopped that it never began, also to whoever rejoins it; a new one is answered',
      async () => {
        const sessionKey = `contract:${randomUUID()}`;
        let stopped: Promise<void> | undefined;
        let second: Promise<unknown> | undefined;
        const waiting = run(`waits ${randomUUID()}`, { sessionKey });
        const first = world.runner.run(
          run('/slow 20 102', { sessionKey }),
          watch(() => {
            second ??= failing(world.runner.run(waiting, watch()));
            // The gateway must have taken the second one before it is told to stop.
            stopped ??= world.waits(waiting).then(world.terminate);
          }),
        );
        expect((await first).text).toMatch(/ w19$/);
        const failure = await second;
        expect(failure).toMatchObject({ code: 'gateway_refused', retryable: true });
        expect(neverBegan(failure as Failure)).toBe(true);
        await stopped;
        expect(await failing(world.runner.rejoin(waiting, watch()))).toMatchObject({
          code: 'gateway_refused',
          retryable: true,
        });
        const again = await world.runner.run({ ...waiting, id: `task_${randomUUID()}` }, watch());
        expect(again.text).toBe(`ECHO: ${waiting.message}`);
      },
    );

    it.runIf(!traits.survivesDisconnect)('cannot rejoin, and says so', async () => {
      expect(await failing(world.runner.rejoin(run('hello'), watch()))).toMatchObject({
        code: 'run_interrupted',
      });
    });
  });
}
