import { defineSetupPluginEntry } from 'openclaw/plugin-sdk/channel-core';
import { createClawbridgePlugin } from './plugin.ts';

export default defineSetupPluginEntry(createClawbridgePlugin().plugin);
