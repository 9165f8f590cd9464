import { expect } from 'vitest';
import type { Contract } from './contract.ts';
import { CLI, type RawClient } from './raw-client.ts';
import { newDevice } from './raw-device.ts';

const ALL = ['operator.read', 'operator.write', 'operator.approvals', 'operator.admin'];
const SOME = ['operator.read', 'operator.write'];

/** Who may connect, and with which rights. */
export function connectContract(contract: Contract): void {
  contract.prove(
    ['connect.challenge', 'connect.first'],
    'challenges everybody and wants connect first',
    async () => {
      const client = contract.open();
      expect(await client.event('connect.challenge')).toMatchObject({
        nonce: expect.any(String),
        ts: expect.any(Number),
      });
      client.send('status', {});
      expect(await client.frame((frame) => frame['type'] === 'res')).toMatchObject({
        ok: false,
        error: { code: 'INVALID_REQUEST', message: 'invalid handshake: first request must be connect' },
      });
      expect(await client.closed).toEqual([1008, 'invalid handshake: first request must be connect']);
    },
  );

  contract.prove(
    ['connect.hello', 'connect.backend'],
    'welcomes a backend with all it asks for',
    async () => {
      const { hello } = await contract.connect({ scopes: ALL });
      expect(hello).toMatchObject({
        type: 'hello-ok',
        protocol: 4,
        server: { version: expect.any(String), bootId: expect.any(String), connId: expect.any(String) },
        features: {
          methods: expect.arrayContaining(['agent', 'chat.send']),
          events: expect.arrayContaining(['chat']),
        },
        auth: { method: 'token', role: 'operator', scopes: ALL },
        policy: { maxPayload: 26_214_400, tickIntervalMs: expect.any(Number) },
      });
      expect(hello['auth']).not.toHaveProperty('deviceToken');
    },
  );

  contract.prove(
    ['connect.paired-silently', 'connect.device-token'],
    'pairs a new cli and knows it again',
    async () => {
      const device = newDevice();
      const { hello } = await contract.connect({ client: CLI, device, scopes: SOME });
      expect(hello).toMatchObject({
        auth: { method: 'token', scopes: SOME, deviceToken: expect.any(String) },
      });
      const { deviceToken } = hello['auth'] as { deviceToken: string };
      for (const auth of [{ token: deviceToken }, { deviceToken }]) {
        const again = await contract.connect({ client: CLI, device, scopes: SOME, auth });
        expect(again.hello).toMatchObject({ auth: { method: 'device-token', scopes: SOME, deviceToken } });
      }
    },
  );

  contract.prove(['connect.device-token.scopes'], 'gives a device token no more than it has', async () => {
    const device = newDevice();
    const { hello } = await contract.connect({ client: CLI, device, scopes: SOME });
    const auth = { deviceToken: (hello['auth'] as { deviceToken: string }).deviceToken };
    const { error, close } = await contract.refusal(
      contract.connect({ client: CLI, device, scopes: ALL, auth }),
    );
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { code: 'AUTH_SCOPE_MISMATCH' } });
    expect(close[0]).toBe(1008);
  });

  contract.prove(
    ['connect.widened', 'connect.narrowed'],
    'lets a device ask for more and for less',
    async () => {
      const device = newDevice();
      const connect = (scopes: readonly string[], auth?: Readonly<Record<string, string>>) =>
        contract.connect({ client: CLI, device, scopes, ...(auth && { auth }) });
      const authOf = (client: RawClient) =>
        client.hello['auth'] as { scopes: readonly string[]; deviceToken: string };
      const some = authOf(await connect(SOME));
      const all = authOf(await connect(ALL));
      expect(all.scopes).toEqual(ALL);
      expect(all.deviceToken).not.toBe(some.deviceToken);
      const { error, close } = await contract.refusal(connect(SOME, { deviceToken: some.deviceToken }));
      expect(error.details).toMatchObject({ code: 'AUTH_DEVICE_TOKEN_MISMATCH' });
      expect(close[0]).toBe(1008);
      expect(authOf(await connect(SOME))).toMatchObject({ scopes: SOME, deviceToken: all.deviceToken });
      const { deviceToken } = all;
      expect(authOf(await connect(ALL, { deviceToken }))).toMatchObject({ scopes: ALL, deviceToken });

      const other = { client: CLI, device: newDevice() };
      await contract.connect({ ...other, scopes: ['operator.read', 'operator.approvals'] });
      const both = authOf(await contract.connect({ ...other, scopes: SOME }));
      const auth = { deviceToken: both.deviceToken };
      const union = [...SOME, 'operator.approvals'];
      expect(authOf(await contract.connect({ ...other, scopes: union, auth })).scopes).toEqual(union);
    },
  );

  contract.prove(
    ['connect.backend-not-paired'],
    'lets a backend with a device in without pairing it',
    async () => {
      const { hello } = await contract.connect({ device: newDevice(), scopes: SOME });
      expect(hello).toMatchObject({ auth: { scopes: SOME } });
      expect(hello['auth']).not.toHaveProperty('deviceToken');
    },
  );

  contract.prove(['connect.bad-token'], 'refuses a wrong token', async () => {
    const { error, close } = await contract.refusal(contract.connect({ auth: { token: 'wrong' } }));
    expect(error).toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'unauthorized: gateway token mismatch (provide gateway auth token)',
      details: { code: 'AUTH_TOKEN_MISMATCH', canRetryWithDeviceToken: false },
    });
    expect(close).toEqual([1008, error.message]);
  });

  contract.prove(['connect.no-token'], 'refuses to guess who somebody is', async () => {
    const anonymous = await contract.refusal(contract.connect({ auth: {} }));
    expect(anonymous.error).toMatchObject({
      code: 'NOT_PAIRED',
      details: { code: 'DEVICE_IDENTITY_REQUIRED' },
    });
    const device = newDevice();
    const named = await contract.refusal(contract.connect({ auth: {}, client: CLI, device }));
    expect(named.error).toMatchObject({ code: 'INVALID_REQUEST', details: { code: 'AUTH_TOKEN_MISSING' } });
  });

  contract.prove(['connect.params'], 'checks the parameters', async () => {
    const ghost = await contract.refusal(contract.connect({ client: { ...CLI, id: 'ghost' } }));
    const allowed = 'must be equal to one of the allowed values';
    expect(ghost.error.message).toBe(`invalid connect params: at /client/id: ${allowed}`);
    expect(ghost.close[0]).toBe(1008);
    const unknown = await contract.refusal(contract.connect({ extra: { nope: 1 } }));
    expect(unknown.error.message).toBe("invalid connect params: at root: unexpected property 'nope'");
    const nothing = await contract.refusal(contract.connect({ extra: { auth: null } }));
    expect(nothing.error.message).toBe('invalid connect params: at /auth: must be object');
  });

  contract.prove(['connect.protocol'], 'speaks protocol 4 only', async () => {
    const { error, close } = await contract.refusal(contract.connect({ protocol: [3, 3] }));
    expect(error).toMatchObject({ details: { code: 'PROTOCOL_MISMATCH', expectedProtocol: 4 } });
    expect(close).toEqual([1002, 'protocol mismatch']);
    expect((await contract.connect({ protocol: [3, 5] })).hello).toMatchObject({ protocol: 4 });
  });

  contract.prove(['connect.origin'], 'refuses pages from elsewhere', async () => {
    const code = 'CONTROL_UI_ORIGIN_NOT_ALLOWED';
    const webchat = { ...CLI, id: 'webchat', mode: 'webchat' };
    const headers = { origin: 'https://elsewhere.example' };
    for (const options of [{ client: webchat }, { headers }]) {
      const { error, close } = await contract.refusal(contract.connect(options));
      expect([error.details?.['code'], close[0]]).toEqual([code, 1008]);
    }
  });

  contract.prove(['connect.proxy'], 'believes no proxy', async () => {
    const client = contract.open({ 'x-forwarded-for': '203.0.113.9' });
    expect(await client.failed).toBe('Unexpected server response: 403');
  });

  contract.prove(['connect.signature'], 'checks what a device signed', async () => {
    const options = { client: CLI, device: newDevice(), signedSecret: 'something else' };
    const { error, close } = await contract.refusal(contract.connect(options));
    expect(error).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { code: 'DEVICE_AUTH_SIGNATURE_INVALID' },
    });
    expect(close).toEqual([1008, 'device signature invalid']);
  });
}

/** The same from another machine. */
export function remoteContract(contract: Contract): void {
  contract.prove(['remote.no-device'], 'gives no rights without a device', async () => {
    const client = await contract.connectRemotely({ scopes: SOME });
    expect(client.hello).toMatchObject({ auth: { scopes: [] } });
    await expect(client.call('status')).rejects.toMatchObject({ shape: { code: 'FORBIDDEN' } });
  });

  contract.prove(
    ['remote.not-paired', 'remote.approved', 'remote.upgrade'],
    'wants a device approved',
    async () => {
      const device = newDevice();
      const options = { client: CLI, device, scopes: SOME };
      const { error, close } = await contract.refusal(contract.connectRemotely(options));
      expect(error).toMatchObject({
        code: 'NOT_PAIRED',
        details: {
          code: 'PAIRING_REQUIRED',
          reason: 'not-paired',
          deviceId: device.id,
          requestedScopes: SOME,
        },
      });
      expect(close[0]).toBe(1008);
      const requestId = String(error.details?.['requestId']);
      const again = await contract.refusal(contract.connectRemotely(options));
      expect(again.error.details?.['requestId']).toBe(requestId);

      await contract.gateway.remote.approveDevice(requestId);
      const { hello } = await contract.connectRemotely(options);
      expect(hello).toMatchObject({ auth: { scopes: SOME, deviceToken: expect.any(String) } });

      const more = await contract.refusal(contract.connectRemotely({ ...options, scopes: ALL }));
      expect(more.error).toMatchObject({ details: { code: 'PAIRING_REQUIRED', reason: 'scope-upgrade' } });
    },
  );
}
