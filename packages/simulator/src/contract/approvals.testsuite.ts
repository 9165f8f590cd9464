import { expect } from 'vitest';
import { failure, fresh, type Contract } from './contract.ts';
import { CLI, type RawClient, type Wire } from './raw-client.ts';
import { newDevice } from './raw-device.ts';

const ADMIN = ['operator.read', 'operator.write', 'operator.admin', 'operator.approvals'];
const APPROVER = ['operator.read', 'operator.write', 'operator.approvals'];
const CAPS = ['approvals', 'tool-events'];

/** Commands that need somebody's yes. The gateway asks for everything. */
export function approvalsContract(contract: Contract): void {
  const admin = () => contract.connect({ scopes: ADMIN, caps: CAPS });
  const command = () => `touch ${fresh('file')}`;

  contract.prove(
    ['approval.admin', 'approval.list', 'approval.allow'],
    'asks an admin about everything',
    async () => {
      const approver = await admin();
      const starter = await contract.connect({ scopes: APPROVER });
      const touch = command();
      const run = await start(starter, touch);
      const asked = await requested(approver, touch);
      expect(asked).toMatchObject({
        approvalKind: 'exec',
        id: expect.any(String),
        request: {
          command: touch,
          host: 'gateway',
          sessionKey: run.sessionKey,
          runId: run.id,
          allowedDecisions: ['allow-once', 'deny'],
        },
        createdAtMs: expect.any(Number),
      });
      expect(Number(asked['expiresAtMs']) - Number(asked['createdAtMs'])).toBe(30 * 60_000);
      expect(await approver.call('exec.approval.list')).toMatchObject([
        { id: asked['id'], request: { command: touch } },
      ]);
      expect(await starter.call('exec.approval.list')).toEqual([]);

      const allow = { id: asked['id'], decision: 'allow-once' };
      expect(await approver.call('exec.approval.resolve', allow)).toEqual({ ok: true });
      expect(await run.final).toMatchObject({ status: 'ok' });
      expect(await toolResult(starter, run.sessionKey)).toMatchObject({ isError: false });
      expect(await approver.call('exec.approval.resolve', allow)).toEqual({ ok: true });
      const other = await failure(approver.call('exec.approval.resolve', { ...allow, decision: 'deny' }));
      expect(other.shape.details).toMatchObject({ reason: 'APPROVAL_ALREADY_RESOLVED' });

      const byHttp = command();
      const answer = contract.chat(`/approve ${byHttp}`);
      const { id } = await requested(approver, byHttp);
      await approver.call('exec.approval.resolve', { id, decision: 'allow-once' });
      expect((await answer).status).toBe(200);
    },
  );

  contract.prove(['approval.deny', 'approval.apply'], 'tells what was denied', async () => {
    const approver = await admin();
    const touch = command();
    const run = await start(approver, touch);
    const { id } = await requested(approver, touch);
    const deny = { id, kind: 'exec', decision: 'deny' };
    expect(await approver.call('approval.resolve', deny)).toMatchObject({
      applied: true,
      approval: {
        id,
        status: 'denied',
        decision: 'deny',
        reason: 'user',
        presentation: { kind: 'exec', commandText: touch },
      },
    });
    expect(await approver.event('exec.approval.resolved', (told) => told['id'] === id)).toMatchObject({
      decision: 'deny',
      resolvedBy: 'gateway-client',
      request: { command: touch },
    });
    expect(await approver.call('approval.resolve', deny)).toMatchObject({
      applied: false,
      approval: { status: 'denied' },
    });
    expect(await run.final).toMatchObject({ status: 'ok' });
    expect(await toolResult(approver, run.sessionKey)).toMatchObject({
      isError: true,
      content: [{ text: `Exec denied (gateway id=${String(id)}, user-denied): ${touch}` }],
    });
  });

  contract.prove(
    ['approval.device'],
    'asks a device about its own chat.send, and never about its agent runs',
    async () => {
      const device = await contract.connect({
        client: CLI,
        device: newDevice(),
        scopes: APPROVER,
        caps: CAPS,
      });
      const touch = command();
      const key = fresh('sent');
      // chat.send of the real gateway keeps `/approve` for itself; there every exec asks anyway.
      const verb = contract.kind === 'real' ? '/tool' : '/approve';
      await device.call('chat.send', { message: `${verb} ${touch}`, sessionKey: key, idempotencyKey: key });
      const { id } = await requested(device, touch);
      const stranger = await contract.connect({
        client: CLI,
        device: newDevice(),
        scopes: APPROVER,
        caps: CAPS,
      });
      const unseen = await failure(stranger.call('exec.approval.resolve', { id, decision: 'deny' }));
      expect(unseen.shape.details).toMatchObject({ reason: 'APPROVAL_NOT_FOUND' });
      await device.call('exec.approval.resolve', { id, decision: 'allow-once' });
      expect(await device.call('agent.wait', { runId: key, timeoutMs: 9000 })).toMatchObject({
        status: 'ok',
      });

      const run = await start(device, command());
      expect(await run.final).toMatchObject({ status: 'ok' });
      expect(await toolResult(device, run.sessionKey)).toMatchObject({ isError: true });
    },
  );

  contract.prove(['approval.nobody', 'approval.no-scope'], 'does not wait for nobody', async () => {
    const denied = async (client: RawClient) => {
      const run = await start(client, command());
      expect(await run.final).toMatchObject({ status: 'ok' });
      return toolResult(client, run.sessionKey);
    };
    const deviceless = await contract.connect({ scopes: APPROVER, caps: CAPS });
    const headless = /exec denied: Headless runs cannot wait for interactive exec approval\./;
    expect(await denied(deviceless)).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(headless) }],
    });
    const incapable = await contract.connect({ scopes: ADMIN });
    expect(await denied(incapable)).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(headless) }],
    });

    await admin();
    const scopeless = await contract.connect();
    const missing = /Exec approval registration failed: .*missing scope: operator\.approvals/;
    expect(await denied(scopeless)).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(missing) }],
    });
  });

  contract.prove(['approval.invalid'], 'refuses decisions that make no sense', async () => {
    const approver = await admin();
    const touch = command();
    const run = await start(approver, touch);
    const { id } = await requested(approver, touch);
    const refusal = async (method: string, params: Wire) =>
      (await failure(approver.call(method, params))).shape;
    expect(await refusal('exec.approval.resolve', { id, decision: 'maybe' })).toMatchObject({
      message: 'invalid decision',
    });
    expect(await refusal('exec.approval.resolve', { id, decision: 'allow-always' })).toMatchObject({
      details: { reason: 'APPROVAL_ALLOW_ALWAYS_UNAVAILABLE' },
    });
    expect(await refusal('exec.approval.resolve', { id: 'none', decision: 'deny' })).toMatchObject({
      message: 'unknown or expired approval id',
      details: { reason: 'APPROVAL_NOT_FOUND' },
    });
    expect(await refusal('approval.resolve', { id: 'none', kind: 'exec', decision: 'deny' })).toMatchObject({
      details: { reason: 'APPROVAL_NOT_FOUND' },
    });
    await approver.call('exec.approval.resolve', { id, decision: 'deny' });
    await run.final;
  });

  contract.prove(['approval.abort'], 'takes the question back when the run is aborted', async () => {
    const approver = await admin();
    const touch = command();
    const run = await start(approver, touch);
    const { id } = await requested(approver, touch);
    await approver.call('chat.abort', { sessionKey: run.sessionKey });
    const resolved = await approver.event('exec.approval.resolved', (told) => told['id'] === id);
    expect(resolved).toMatchObject({ decision: 'deny', resolvedBy: null });
    expect(await run.final).toMatchObject({ summary: 'aborted' });
    expect(await approver.call('exec.approval.list')).toEqual([]);
  });
}

async function start(
  client: RawClient,
  command: string,
): Promise<{ id: string; sessionKey: string; final: Promise<Wire> }> {
  const id = fresh('approve');
  const { accepted, final } = await client.agent(`/approve ${command}`, id);
  return { id, sessionKey: String(accepted['sessionKey']), final };
}

function requested(client: RawClient, command: string): Promise<Wire> {
  return client.event('exec.approval.requested', ({ request }) => (request as Wire)['command'] === command);
}

async function toolResult(client: RawClient, sessionKey: string): Promise<Wire | undefined> {
  const { messages } = await client.call('chat.history', { sessionKey });
  return (messages as Wire[]).find(({ role }) => role === 'toolResult');
}
