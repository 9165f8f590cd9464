import type { Config } from './config/read.ts';
import type { EndpointSettings } from './config/xiaozhi.ts';
import { createMcpServer, type McpDoor } from './mcp/server.ts';
import { voiceSet } from './mcp/tools/voice/voice-set.ts';
import type { CreateEndpointServer } from './mcp/xiaozhi/endpoint-server.ts';
import { VERSION } from './version.ts';
import { speakerAt } from './voices.ts';

/** What a door to an endpoint needs of the bridge behind it. */
export type BehindEndpoint = Pick<
  McpDoor,
  'verbs' | 'background' | 'redact' | 'stateKey' | 'closing' | 'watch'
>;

/** Answers at an endpoint: the same server and tools as at every other door, as the endpoint's speaker. */
export function endpointServer(
  settings: EndpointSettings,
  config: Config,
  behind: BehindEndpoint,
): CreateEndpointServer {
  const { principal, voice } = speakerAt(settings, config);
  const door = {
    ...behind,
    principal,
    voiceSet: voiceSet(voice),
    tools: settings.tools,
    origin: 'xiaozhi',
    version: VERSION,
    bare: true,
    claudeChannel: 'off',
  } as const;
  return (written, connection) => createMcpServer({ ...door, written, connection }, 'legacy');
}
