import { expect } from 'vitest';
import { failure, type Contract } from './contract.ts';

/** What holds for every method. */
export function callContract(contract: Contract): void {
  contract.prove(['call.scope', 'call.scope.write'], 'wants the scope of a method', async () => {
    const nobody = await contract.connect({ scopes: [] });
    const missing = (scope: string) => ({
      code: 'FORBIDDEN',
      message: `missing scope: ${scope}`,
      details: { code: 'MISSING_SCOPE', missingScope: scope, requiredScopes: [scope] },
    });
    expect((await failure(nobody.call('sessions.list'))).shape).toEqual(missing('operator.read'));
    expect((await failure(nobody.call('exec.approval.list'))).shape).toEqual(missing('operator.approvals'));

    const reader = await contract.connect({ scopes: ['operator.read'] });
    const run = { message: 'hi', sessionKey: 'x', idempotencyKey: 'never' };
    expect((await failure(reader.call('agent', run))).shape).toEqual(missing('operator.write'));
    expect((await failure(reader.call('agent.wait', { runId: 'x' }))).shape).toEqual(
      missing('operator.write'),
    );

    const writer = await contract.connect({ scopes: ['operator.write'] });
    await writer.call('sessions.list', { limit: 1 });
  });

  contract.prove(['call.unknown'], 'does not tell everybody which methods exist', async () => {
    const admin = await contract.connect({ scopes: ['operator.admin'] });
    const unknown = { code: 'INVALID_REQUEST', message: 'unknown method: no.such' };
    expect((await failure(admin.call('no.such'))).shape).toEqual(unknown);
    const other = await contract.connect();
    expect((await failure(other.call('no.such'))).shape).toMatchObject({
      details: { missingScope: 'operator.admin' },
    });
  });

  contract.prove(['call.params'], 'checks the parameters of a method', async () => {
    const client = await contract.connect();
    const message = async (method: string, params: object) =>
      (await failure(client.call(method, params as Record<string, unknown>))).shape.message;
    expect(await message('agent', { message: 'hi', sessionKey: 'x' })).toBe(
      "invalid agent params: must have required property 'idempotencyKey'",
    );
    expect(await message('agent', { message: '', sessionKey: 'x', idempotencyKey: 'k' })).toBe(
      'invalid agent params: at /message: must not have fewer than 1 characters',
    );
    expect(await message('agent', { message: 'hi', idempotencyKey: 'k', nope: 1 })).toBe(
      "invalid agent params: at root: unexpected property 'nope'",
    );
    expect(
      await message('agent', { message: 'hi', sessionKey: 'x', idempotencyKey: 'k', timeout: 0.5 }),
    ).toBe('invalid agent params: at /timeout: must be integer');
    expect(await message('chat.history', {})).toBe(
      "invalid chat.history params: must have required property 'sessionKey'",
    );
  });

  contract.prove(['call.status'], 'introduces itself', async () => {
    const client = await contract.connect();
    const { server } = client.hello as { server: { version: string } };
    expect(await client.call('status')).toMatchObject({ runtimeVersion: server.version });
    expect(await client.call('agents.list')).toMatchObject({
      defaultId: 'main',
      agents: [{ id: 'main', model: { primary: 'mock/echo' } }],
    });
  });
}
