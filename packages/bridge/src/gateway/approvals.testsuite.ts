import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Approval } from '../domain/approval.ts';
import type { AgentRunner } from '../domain/port/agent-runner.ts';
import type { Approvals } from '../domain/port/approvals.ts';
import type { GatewayEar } from '../domain/port/gateway-ear.ts';
import { createStop, type Stop } from '../domain/stop.ts';
import { createRecordingHearing } from './recording-hearing.fixture.ts';

/** A gateway that wants commands approved. */
export interface ApprovalsSetup {
  /** May see all approvals. */
  readonly gateway: Approvals & AgentRunner & GatewayEar;
  /** A plugin asks for approval, which waits so long. Resolves with its id. */
  raisePlugin(timeoutMs: number): Promise<string>;
  /** May see none. */
  readonly reader: Approvals;
  teardown(): Promise<void>;
}

interface Asked {
  readonly approval: Approval;
  readonly command: string;
  readonly stop: Stop;
  readonly ended: Promise<unknown>;
}

/** The promises of the Approvals port, on the simulator and on the real gateway. */
export function describeApprovals(name: string, setup: () => Promise<ApprovalsSetup>): void {
  describe(`Approvals contract: ${name}`, () => {
    let world: ApprovalsSetup;
    const hearing = createRecordingHearing();
    let stopListening = () => {};

    beforeAll(async () => {
      world = await setup();
      // With nobody there who could decide, commands are denied at once.
      stopListening = world.gateway.listen('it', hearing);
      await hearing.connected(1);
    });
    afterAll(async () => {
      stopListening();
      await world.teardown();
    });

    /** An agent asks for approval of a command. */
    const ask = async (): Promise<Asked> => {
      const id = `task_${randomUUID()}`;
      const command = `touch ${id} && echo made`;
      const stop = createStop();
      const run = {
        instance: 'it',
        id,
        sessionKey: `approve:${id}`,
        timeoutMs: 6e4,
        message: `/approve ${command}`,
      };
      const ended = world.gateway.run(run, { signal: stop.signal, onProgress() {} }).catch(() => undefined);
      const approval = await vi.waitUntil(() => waiting(command), { timeout: 20_000 });
      return { approval, command, stop, ended };
    };
    const waiting = async (command: string) =>
      (await world.gateway.pending('it')).find(({ what }) => what === command);

    it('lists what waits, oldest first, and what may be decided', async () => {
      const [first, second] = [await ask(), await ask()];
      const pending = await world.gateway.pending('it');
      expect(pending.map(({ id }) => id)).toEqual([first.approval.id, second.approval.id]);
      expect(first.approval).toMatchObject({
        instance: 'it',
        kind: 'exec',
        what: first.command,
        agentId: 'main',
        cwd: expect.any(String),
        sessionKey: expect.stringMatching(/^agent:main:approve:/),
        allowedDecisions: ['allow-once', 'deny'],
      });
      for (const { approval, ended } of [first, second]) {
        await world.gateway.decide({ ...approval, decision: 'deny' });
        await ended;
      }
      expect(await world.gateway.pending('it')).toEqual([]);
    });

    it('lets a command run that is allowed; the same decision may come twice, another one may not', async () => {
      const { approval, ended } = await ask();
      expect(await world.gateway.outcome(approval)).toBe('waiting');
      await world.gateway.decide({ ...approval, decision: 'allow-once' });
      await world.gateway.decide({ ...approval, decision: 'allow-once' });
      await expect(world.gateway.decide({ ...approval, decision: 'deny' })).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining('already resolved'),
      });
      expect(await ended).toMatchObject({ text: expect.stringContaining('ECHO') });
      expect(await world.gateway.outcome(approval)).toMatchObject({
        instance: 'it',
        kind: 'exec',
        id: approval.id,
        sessionKey: approval.sessionKey,
        decision: 'allow-once',
        status: 'allowed',
      });
    });

    it('refuses a decision that is not on offer, and the approval goes on waiting', async () => {
      const { approval, command, ended } = await ask();
      await expect(world.gateway.decide({ ...approval, decision: 'allow-always' })).rejects.toMatchObject({
        code: 'invalid_input',
      });
      await expect(
        world.gateway.decide({ ...approval, kind: 'plugin', decision: 'deny' }),
      ).rejects.toMatchObject({ code: 'unknown_approval' });
      expect(await waiting(command)).toEqual(approval);
      await world.gateway.decide({ ...approval, decision: 'deny' });
      await ended;
      expect(await world.gateway.outcome(approval)).toMatchObject({ decision: 'deny', status: 'denied' });
    });

    it('says that nobody decided when the run was stopped', async () => {
      const { approval, stop, ended } = await ask();
      stop.stop();
      await ended;
      await vi.waitUntil(async () => (await world.gateway.outcome(approval)) !== 'waiting', {
        timeout: 10_000,
      });
      expect(await world.gateway.outcome(approval)).not.toHaveProperty('decision');
    });

    it('remembers those that ended, with what they were for', async () => {
      const { approval, command, ended } = await ask();
      await world.gateway.decide({ ...approval, decision: 'deny' });
      await ended;
      const all = await world.gateway.ended({ instance: 'it', since: 0 });
      expect(all.at(-1)).toMatchObject({
        approval: {
          instance: 'it',
          kind: 'exec',
          id: approval.id,
          what: command,
          sessionKey: approval.sessionKey,
          allowedDecisions: ['allow-once', 'deny'],
          createdAt: approval.createdAt,
        },
        resolution: { id: approval.id, decision: 'deny', status: 'denied', sessionKey: approval.sessionKey },
      });
    });

    it('shows what a plugin asks for, and decides it', async () => {
      const id = await world.raisePlugin(60_000);
      const pending = await world.gateway.pending('it');
      expect(pending).toMatchObject([
        {
          id,
          kind: 'plugin',
          what: 'Send mail: to everybody',
          sessionKey: 'agent:main:mail',
          allowedDecisions: ['allow-once', 'allow-always', 'deny'],
        },
      ]);
      const approval = { instance: 'it', kind: 'plugin', id } as const;
      await world.gateway.decide({ ...approval, decision: 'allow-always' });
      expect(await world.gateway.outcome(approval)).toMatchObject({
        kind: 'plugin',
        decision: 'allow-always',
      });
    });

    it('says that nobody decided what expired', async () => {
      const approval = { instance: 'it', kind: 'plugin', id: await world.raisePlugin(100) } as const;
      const ended = hearing.heard('resolution', ({ resolution }) => resolution.id === approval.id);
      expect((await ended).resolution).toMatchObject({ kind: 'plugin', sessionKey: 'agent:main:mail' });
      expect((await ended).resolution).not.toHaveProperty('decision');
      const outcome = await world.gateway.outcome(approval);
      expect(outcome).toMatchObject({ status: 'expired' });
      expect(outcome).not.toHaveProperty('decision');
      expect(hearing.news('approval').map((one) => one.approval.id)).toContain(approval.id);
    });

    it('knows no approval that never was', async () => {
      const nobody = { instance: 'it', kind: 'exec', id: randomUUID() } as const;
      await expect(world.gateway.decide({ ...nobody, decision: 'deny' })).rejects.toMatchObject({
        code: 'unknown_approval',
      });
      expect(await world.gateway.outcome(nobody)).toBeUndefined();
    });

    it('says which setting is missing when the gateway shows us none', async () => {
      await expect(world.reader.pending('it')).rejects.toMatchObject({
        code: 'gateway_forbidden',
        hint: expect.stringContaining('--mode'),
      });
    });
  });
}
