import { expect } from 'vitest';
import { failure, fresh, until, type Contract } from './contract.ts';
import { CLI, type RawClient, type Wire } from './raw-client.ts';
import { newDevice } from './raw-device.ts';

const ADMIN = ['operator.read', 'operator.write', 'operator.admin', 'operator.approvals'];
const APPROVER = ['operator.read', 'operator.write', 'operator.approvals'];
const CAPS = ['approvals'];
const SESSION = { agentId: 'main', sessionKey: 'agent:main:asked' };

/** Approvals that clients ask for. */
export function approvalRequestContract(contract: Contract): void {
  const connect = (scopes: readonly string[], caps: readonly string[] = []) =>
    contract.connect({ scopes, caps });
  const wish = (more: Wire = {}) => ({
    command: `echo ${fresh('word')}`,
    host: 'gateway',
    ...SESSION,
    timeoutMs: 60_000,
    twoPhase: true,
    ...more,
  });

  contract.prove(
    ['approval.request', 'approval.request.asker', 'approval.get'],
    'answers a request twice, and asks others only',
    async () => {
      const approver = await connect(ADMIN, CAPS);
      const asker = await connect(ADMIN, CAPS);
      const deaf = await connect(ADMIN);
      const { answers, params } = ask(asker, wish());
      const accepted = await answers(0);
      const id = String(accepted['id']);
      expect(accepted).toMatchObject({
        status: 'accepted',
        deliveryRoute: 'approval-client',
        createdAtMs: expect.any(Number),
      });
      expect(Number(accepted['expiresAtMs']) - Number(accepted['createdAtMs'])).toBe(60_000);
      const DECISIONS = ['allow-once', 'allow-always', 'deny'];
      expect(await approver.event('exec.approval.requested', has(id))).toMatchObject({
        approvalKind: 'exec',
        request: { command: params.command, host: 'gateway', allowedDecisions: DECISIONS, ...SESSION },
      });
      expect(await approver.call('exec.approval.get', { id })).toMatchObject({
        id,
        commandText: params.command,
        allowedDecisions: DECISIONS,
        agentId: 'main',
      });
      expect(await approver.call('approval.get', { id })).toMatchObject({
        approval: { id, status: 'pending', presentation: { kind: 'exec', commandText: params.command } },
      });

      await approver.call('exec.approval.resolve', { id, decision: 'allow-always' });
      expect(await answers(1)).toMatchObject({ id, decision: 'allow-always' });
      expect(await asker.event('exec.approval.resolved', has(id))).toMatchObject({
        decision: 'allow-always',
      });
      expect(await approver.call('approval.get', { id })).toMatchObject({
        approval: {
          status: 'allowed',
          reason: 'user',
          decision: 'allow-always',
          source: SESSION,
          resolver: { kind: 'runtime', id: 'gateway-client' },
        },
      });
      const gone = await failure(approver.call('exec.approval.get', { id }));
      expect(gone.shape.message).toBe('unknown or expired approval id');
      const unknown = await failure(approver.call('approval.get', { id: 'none' }));
      expect(unknown.shape).toMatchObject({
        message: 'approval not found',
        details: { reason: 'APPROVAL_NOT_FOUND' },
      });
      const told = (client: RawClient) => client.events.filter(({ event }) => event.includes('approval'));
      expect(told(asker).map(({ event }) => event)).toEqual(['exec.approval.resolved']);
      expect(told(deaf)).toEqual([]);

      const single = asker.call(
        'exec.approval.request',
        wish({ twoPhase: undefined, command: 'echo single' }),
      );
      const asked = await approver.event('exec.approval.requested', hasCommand('echo single'));
      await approver.call('exec.approval.resolve', { id: asked['id'], decision: 'deny' });
      expect(await single).toMatchObject({ id: asked['id'], decision: 'deny' });
    },
  );

  contract.prove(['approval.request.device'], 'lets a device decide what it asks itself', async () => {
    const device = newDevice();
    const own = { client: CLI, device, scopes: APPROVER, caps: CAPS };
    const [one, two] = [await contract.connect(own), await contract.connect(own)];
    const stranger = await contract.connect({ ...own, device: newDevice() });
    const { answers } = ask(two, wish());
    const { id } = await answers(0);
    await one.event('exec.approval.requested', has(id));
    const unseen = await failure(stranger.call('approval.get', { id }));
    expect(unseen.shape.details).toMatchObject({ reason: 'APPROVAL_NOT_FOUND' });
    expect(await stranger.call('exec.approval.list')).toEqual([]);
    await one.call('approval.resolve', { id, kind: 'exec', decision: 'deny' });
    expect(await answers(1)).toMatchObject({ decision: 'deny' });
    expect(await one.call('approval.get', { id })).toMatchObject({
      approval: { status: 'denied', resolver: { kind: 'device', id: device.id } },
    });
  });

  contract.prove(['approval.request.nobody'], 'asks nobody, and waits for nobody', async () => {
    const asker = await connect(APPROVER, CAPS);
    const nobody = await asker.call('exec.approval.request', wish());
    expect(nobody).toMatchObject({ decision: null });
    const admin = await connect(ADMIN, CAPS);
    expect(await admin.call('approval.get', { id: nobody['id'] })).toMatchObject({
      approval: { status: 'denied', reason: 'no-route', decision: 'deny' },
    });
  });

  contract.prove(['approval.expires'], 'does not wait for ever', async () => {
    const approver = await connect(ADMIN, CAPS);
    const asker = await connect(ADMIN);
    const { answers } = ask(asker, wish({ timeoutMs: 300 }));
    const { id } = await answers(0);
    expect(await approver.event('exec.approval.resolved', has(id))).toMatchObject({
      decision: 'deny',
      resolvedBy: null,
      request: SESSION,
    });
    expect(await answers(1)).toMatchObject({ id, decision: null });
    const { approval } = await approver.call('approval.get', { id });
    expect(approval).toMatchObject({ status: 'expired', reason: 'timeout', resolver: { kind: 'system' } });
    expect(approval).not.toHaveProperty('decision');
    const late = await failure(approver.call('exec.approval.resolve', { id, decision: 'deny' }));
    expect(late.shape.details).toMatchObject({ reason: 'APPROVAL_ALREADY_RESOLVED' });
  });

  contract.prove(['approval.plugin', 'approval.history'], 'treats plugins alike, and remembers', async () => {
    const approver = await connect(ADMIN, CAPS);
    const asker = await connect(ADMIN);
    const title = fresh('Delete');
    const { timeoutMs, twoPhase } = wish();
    const plugin = {
      pluginId: 'demo',
      title,
      description: 'Deletes x',
      severity: 'warning',
      toolName: 'delete',
    };
    const params = { ...plugin, ...SESSION, timeoutMs, twoPhase };
    const { answers } = ask(asker, params, 'plugin.approval.request');
    const id = String((await answers(0))['id']);
    expect(id).toMatch(/^plugin:/);
    expect(await approver.event('plugin.approval.requested', has(id))).toMatchObject({
      approvalKind: 'plugin',
      request: { ...plugin, ...SESSION },
    });
    expect(await approver.call('plugin.approval.list')).toMatchObject([{ id, approvalKind: 'plugin' }]);
    expect(await approver.call('exec.approval.list')).toEqual([]);
    const wrong = await failure(approver.call('exec.approval.resolve', { id, decision: 'deny' }));
    expect(wrong.shape.message).toBe('unknown or expired approval id');
    await approver.call('plugin.approval.resolve', { id, decision: 'allow-always' });
    expect(await approver.event('plugin.approval.resolved', has(id))).toMatchObject({
      decision: 'allow-always',
      resolvedBy: 'gateway-client',
      request: { title },
    });
    expect(await answers(1)).toMatchObject({ decision: 'allow-always' });

    const exec = ask(asker, wish());
    const { id: execId } = await exec.answers(0);
    await approver.call('exec.approval.resolve', { id: execId, decision: 'deny' });
    const reader = await connect(APPROVER);
    const first = await reader.call('approval.history', { limit: 1 });
    expect(first).toMatchObject({
      items: [{ id: execId, status: 'denied' }],
      nextCursor: expect.any(String),
    });
    const second = await reader.call('approval.history', { limit: 1, cursor: first['nextCursor'] });
    expect(second).toMatchObject({
      items: [{ id, status: 'allowed', presentation: { kind: 'plugin', title, pluginId: 'demo' } }],
    });
    expect(await reader.call('approval.history', { limit: 1, kind: 'plugin' })).toMatchObject({
      items: [{ id }],
    });
    const many = await failure(reader.call('approval.history', { limit: 101 }));
    expect(many.shape.message).toMatch(/^invalid approval\.history params/);
  });

  contract.prove(['approval.admin-device'], 'asks a device that is admin about everything', async () => {
    const device = newDevice();
    const admin = await contract.connect({ client: CLI, device, scopes: ADMIN, caps: CAPS });
    const starter = await contract.connect({ client: CLI, device, scopes: APPROVER });
    const command = `touch ${fresh('file')}`;
    const run = await starter.agent(`/approve ${command}`, fresh('approve'));
    const { id } = await admin.event('exec.approval.requested', hasCommand(command));
    await until(
      () => admin.call('exec.approval.list'),
      (list) => (list as unknown as Wire[]).some(has(id)),
    );
    await admin.call('exec.approval.resolve', { id, decision: 'deny' });
    expect(await run.final).toMatchObject({ status: 'ok' });
  });
}

/** Asks, and gives the answers one by one. */
function ask<P extends Wire>(
  client: RawClient,
  params: P,
  method = 'exec.approval.request',
): { params: P; answers: (index: number) => Promise<Wire> } {
  const request = client.send(method, params);
  const seen: Wire[] = [];
  const answers = async (index: number) => {
    while (seen.length <= index) {
      const frame = await client.frame(
        (one) => one['type'] === 'res' && one['id'] === request && !seen.includes(one),
      );
      seen.push(frame);
    }
    return (seen[index] as Wire)['payload'] as Wire;
  };
  return { params, answers };
}

function has(id: unknown): (payload: Wire) => boolean {
  return (payload) => payload['id'] === id;
}

function hasCommand(command: string): (payload: Wire) => boolean {
  return ({ request }) => (request as Wire)['command'] === command;
}
