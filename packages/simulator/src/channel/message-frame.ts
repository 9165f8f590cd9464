import type { RelayLinkFrame } from '@clawbridge/wire';

/** What somebody says, as it comes to the plugin. */
export type MessageFrame = Extract<RelayLinkFrame, { readonly type: 'message' }>;
