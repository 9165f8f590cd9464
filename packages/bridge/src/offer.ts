import type { Config } from './config/read.ts';
import { DEFAULT_TOOL_SETS, type ToolSetName } from './mcp/tools/tool-set-names.ts';

/** What a door offers to its clients. */
export interface Offer {
  readonly tools: readonly ToolSetName[];
  /** `on`: for every client; `auto`: only for Claude Code. */
  readonly claudeChannel: Config['claudeChannelMode'];
}

type Chosen = Pick<Config, 'tools' | 'claudeChannelMode'>;

/** Everything for those who read, unless somebody chose. */
export function offerFrom({ tools = DEFAULT_TOOL_SETS, claudeChannelMode }: Chosen): Offer {
  return { tools, claudeChannel: claudeChannelMode };
}

/** What clients of `openclaw mcp serve` are used to: its nine tools only, and the channel for every client. */
export function offerLikeOpenClaw({ tools = ['conversations'], claudeChannelMode }: Chosen): Offer {
  return { tools, claudeChannel: claudeChannelMode === 'auto' ? 'on' : claudeChannelMode };
}
