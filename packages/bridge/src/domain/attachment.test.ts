import { expect, it } from 'vitest';
import { attachmentsOf } from './attachment.ts';
import type { Message } from './message.ts';

const attachments = (raw: Message['raw']) => attachmentsOf({ raw } as Message);

it('are the blocks that are no text, as they are, and then the media the gateway keeps', () => {
  const image = { type: 'image', data: 'x' };
  const media = { url: 'media://inbound/x.png', contentType: 'image/png' };
  const content = [{ type: 'text', text: 'look' }, image];
  expect(attachments({ content, __openclaw: { media: [media] } })).toEqual([
    image,
    { type: 'openclaw_media', media },
  ]);
});

it.each([
  [{}],
  [{ content: 'text' }],
  [{ content: [null, 7, { type: 'text', text: 'x' }], __openclaw: { media: 'none' } }],
  [{ content: [], __openclaw: null }],
])('are none in %j', (raw) => {
  expect(attachments(raw)).toEqual([]);
});
