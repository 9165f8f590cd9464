import { startSimulator, type Simulator } from '@clawbridge/simulator';
import type { Client, ElicitRequest } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RawClient, type Wire } from '../../packages/simulator/src/contract/raw-client.ts';
import { ways, type Connected } from './clients.ts';
import { makeHome, type Environment } from './program.ts';

/** An agent may not go on without a yes, and the person behind the client can say it. */
describe.each(ways)('a person behind an MCP client over $name', (way) => {
  const home = makeHome();
  const asked: ElicitRequest['params'][] = [];
  let decision = 'allow-once';
  let gateway: Simulator;
  let connected: Connected;
  let env: Environment;

  const withPerson = (client: Client) => {
    client.registerCapabilities({ elicitation: { form: {} } });
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      asked.push(params);
      return { action: 'accept', content: { decision } };
    });
  };

  beforeAll(async () => {
    gateway = await startSimulator();
    env = {
      CLAWBRIDGE_HOME: home.path,
      CLAWBRIDGE_MODE: 'admin',
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
    };
    connected = await way.connect(env, withPerson);
  });
  afterAll(async () => {
    await connected.close();
    await gateway.stop();
    home.remove();
  });

  it.each(['allow-once', 'deny'])('is asked while openclaw_chat waits: %s', async (said) => {
    decision = said;
    const command = `touch ${said}`;
    const runs = gateway.turns.length;
    const result = await connected.client.callTool({
      name: 'openclaw_chat',
      arguments: { message: `/approve ${command}` },
    });
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toMatchObject({ reply: `ECHO: /approve ${command}` });
    expect(asked.at(-1)?.message).toContain(command);
    expect(gateway.turns).toHaveLength(runs + 1);
    expect(await decisionOn(command)).toBe(said);
  });

  it.runIf(way.era === 'modern')('may answer another process than the one that asked', async () => {
    const call = { name: 'openclaw_chat', arguments: { message: '/approve touch later' } };
    const before = await connected.client.callTool(call, { allowInputRequired: true });
    const { requestState }: Record<string, unknown> = before;
    await connected.close();
    connected = await way.connect(env, withPerson);
    const inputResponses = { approval: { action: 'accept', content: { decision: 'allow-once' } } };
    const repeated = { ...call, requestState, inputResponses };
    const result = await connected.client.callTool(repeated, { timeout: 60_000 });
    expect(result.structuredContent).toMatchObject({ reply: 'ECHO: /approve touch later' });
    expect(await decisionOn('touch later')).toBe('allow-once');
  });

  /** Nobody but the bridge may hear of an approval while it waits: a gateway without anybody to ask denies it at once. */
  async function decisionOn(command: string): Promise<unknown> {
    const scopes = ['operator.admin', 'operator.approvals'];
    const admin = await new RawClient(gateway.wsUrl).connect({ scopes }, gateway.token);
    const { items } = await admin.call('approval.history');
    admin.close();
    return (items as readonly Wire[]).find((one) => JSON.stringify(one).includes(command))?.['decision'];
  }
});
