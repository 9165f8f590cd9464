import type { ContentBlock, McpServer } from '@modelcontextprotocol/server';
import { PNG, WAV } from './media.ts';

/** Tools that only answer: one for each kind of content. */
const answers: Readonly<Record<string, ContentBlock[]>> = {
  test_simple_text: [{ type: 'text', text: 'This is a simple text response for testing.' }],
  test_image_content: [{ type: 'image', data: PNG, mimeType: 'image/png' }],
  test_audio_content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }],
  test_embedded_resource: [
    {
      type: 'resource',
      resource: {
        uri: 'test://embedded-resource',
        mimeType: 'text/plain',
        text: 'This is an embedded resource content.',
      },
    },
  ],
  test_multiple_content_types: [
    { type: 'text', text: 'Multiple content types test:' },
    { type: 'image', data: PNG, mimeType: 'image/png' },
    {
      type: 'resource',
      resource: {
        uri: 'test://mixed-content-resource',
        mimeType: 'application/json',
        text: JSON.stringify({ test: 'data', value: 123 }),
      },
    },
  ],
};

export function registerContentTools(server: McpServer): void {
  for (const [name, content] of Object.entries(answers)) {
    const kinds = content.map(({ type }) => type).join(', ');
    server.registerTool(name, { description: `Answers with ${kinds}.` }, () => ({ content }));
  }
}
