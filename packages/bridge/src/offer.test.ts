import { describe, expect, it } from 'vitest';
import { offerFrom, offerLikeOpenClaw } from './offer.ts';

describe('what a door offers', () => {
  it.each([
    ['usually', offerFrom, { tools: ['chat', 'conversations'], claudeChannel: 'auto' }],
    ['like openclaw mcp serve', offerLikeOpenClaw, { tools: ['conversations'], claudeChannel: 'on' }],
  ] as const)('%s', (_, offer, expected) => {
    expect(offer({ tools: undefined, claudeChannelMode: 'auto' })).toEqual(expected);
  });

  it.each([[offerFrom], [offerLikeOpenClaw]])('is what somebody chose', (offer) => {
    expect(offer({ tools: ['chat'], claudeChannelMode: 'off' })).toEqual({
      tools: ['chat'],
      claudeChannel: 'off',
    });
  });
});
