import { defineChannelPluginEntry } from 'openclaw/plugin-sdk/channel-core';
import { CHANNEL } from './channel.ts';
import { createClawbridgePlugin } from './plugin.ts';

const { plugin, setRuntime } = createClawbridgePlugin();

export default defineChannelPluginEntry({
  id: CHANNEL,
  name: 'Clawbridge',
  description: 'People in a browser chat with the agent, over a clawbridge relay.',
  plugin,
  setRuntime,
});
