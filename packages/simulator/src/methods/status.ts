import { MODEL, PROVIDER } from '../answer.ts';
import { method } from '../method.ts';
import { READ } from '../scopes.ts';
import { AGENT } from '../session-key.ts';

export const status = method('status', READ, {}, ({ gateway }) => ({
  runtimeVersion: gateway.settings.version,
  channelSummary: [],
  queuedSystemEvents: [],
  sessions: { count: gateway.disk.sessions.all().length },
}));

export const agentsList = method('agents.list', READ, {}, () => ({
  defaultId: AGENT,
  mainKey: 'main',
  scope: 'per-sender',
  agents: [{ id: AGENT, workspace: '/workspace', model: { primary: `${PROVIDER}/${MODEL}` } }],
}));
