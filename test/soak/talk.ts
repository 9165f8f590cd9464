import { setTimeout as pause } from 'node:timers/promises';
import type { Simulator } from '@clawbridge/simulator';
import { vi } from 'vitest';
import { RawClient, type Wire } from '../../packages/simulator/src/contract/raw-client.ts';
import { between, oneOf, type Chance } from './form.ts';

const ADMIN = ['operator.read', 'operator.write', 'operator.admin', 'operator.approvals'];

/** Longer than a gateway is away. */
const PATIENCE = { timeout: 30_000, interval: 20 };

const LONGEST_PAUSE_MS = 200;

/** How often somebody has the agent do something; otherwise a person says something, and nobody answers. */
const FOR_THE_AGENT = 0.3;

const ERRANDS = ['say hello', '/tool ls', '/think 50', '/approve touch this'];

/** Uses a connection of its own to a gateway that may just be away. */
export async function asAdmin<T>(gateway: Simulator, use: (admin: RawClient) => Promise<T>): Promise<T> {
  return await vi.waitFor(async () => {
    const admin = new RawClient(gateway.wsUrl);
    try {
      return await use(await admin.connect({ scopes: ADMIN, caps: ['approvals'] }, gateway.token));
    } finally {
      admin.close();
    }
  }, PATIENCE);
}

/** So many things are said in each session, all sessions at once. */
export async function talk(
  gateway: Simulator,
  sessionKeys: readonly string[],
  count: number,
  chance: Chance,
): Promise<void> {
  const talking = sessionKeys.map(async (sessionKey) => {
    for (let i = 0; i < count; i++) {
      await pause(between(0, LONGEST_PAUSE_MS, chance));
      if (chance() < FOR_THE_AGENT) await beginErrand(gateway, sessionKey, oneOf(ERRANDS, chance));
      else await vi.waitFor(() => void gateway.receive({ sessionKey, text: `message ${i}` }), PATIENCE);
    }
  });
  await Promise.all(talking);
}

/** Nobody waits for its end: another message may come first, and the gateway may die. */
async function beginErrand(gateway: Simulator, sessionKey: string, message: string): Promise<void> {
  const idempotencyKey = crypto.randomUUID();
  await asAdmin(gateway, (admin) => admin.agent(message, sessionKey, { idempotencyKey }));
}

/** Until no agent works any more; what waits for an approval is denied. */
export async function untilNobodyWorks(gateway: Simulator): Promise<void> {
  await asAdmin(gateway, async (admin) => {
    const pending = (await admin.call('exec.approval.list')) as unknown as readonly { id: string }[];
    for (const { id } of pending) await admin.call('exec.approval.resolve', { id, decision: 'deny' });
    const busy = (await sessionsOf(admin)).filter((row) => row['hasActiveRun'] || row['abortedLastRun']);
    if (busy.length > 0) throw new Error(`${busy.length} sessions are busy`);
  });
}

/** Everything people and agents said, by session, as the gateway's own histories have it. */
export async function histories(gateway: Simulator): Promise<Map<string, readonly string[]>> {
  return await asAdmin(gateway, async (admin) => {
    const all = new Map<string, readonly string[]>();
    for (const { key } of await sessionsOf(admin)) {
      const { messages } = await admin.call('chat.history', { sessionKey: key, limit: 100_000 });
      const rows = messages as readonly { role: string; __openclaw: { id: string } }[];
      const said = rows.filter(({ role }) => role === 'user' || role === 'assistant');
      all.set(
        String(key),
        said.map((row) => row.__openclaw.id),
      );
    }
    return all;
  });
}

async function sessionsOf(admin: RawClient): Promise<readonly Wire[]> {
  const { sessions } = await admin.call('sessions.list', { limit: 100_000 });
  return sessions as readonly Wire[];
}
