/** What OpenClaw calls this channel, and the part of its configuration. */
export const CHANNEL = 'clawbridge';

/** The account without a name of its own: the settings that stand in `channels.clawbridge` itself. */
export const DEFAULT_ACCOUNT = 'default';
