/** Who speaks where, as far as the key of a session tells. */
export interface EventRoute {
  /** `Telegram` */
  readonly channel: string;
  readonly peer: string;
  readonly isGroup: boolean;
}

/** Those whose names are not written as their ids are, but for the first letter. */
const CHANNELS = new Map([
  ['whatsapp', 'WhatsApp'],
  ['imessage', 'iMessage'],
  ['msteams', 'Microsoft Teams'],
  ['googlechat', 'Google Chat'],
  ['clawbridge', 'clawbridge'],
]);

/** Reads `agent:AGENT:CHANNEL:direct:PEER`, also with an account before the kind. Undefined for any other key. */
export function readEventRoute(session: string): EventRoute | undefined {
  const found = /^agent:[^:]+:([a-z][\w-]*):(?:[^:]+:)?(direct|dm|group|channel):(.+)$/.exec(session);
  const [, channel, kind, peer] = found ?? [];
  if (channel === undefined || peer === undefined) return undefined;
  return { channel: nameOf(channel), peer, isGroup: kind === 'group' || kind === 'channel' };
}

function nameOf(channel: string): string {
  return CHANNELS.get(channel) ?? channel.charAt(0).toUpperCase() + channel.slice(1);
}
