import { ResourceTemplate, type McpServer } from '@modelcontextprotocol/server';
import { PNG } from './media.ts';

export function registerResources(server: McpServer): void {
  const text = { description: 'A text that never changes.', mimeType: 'text/plain' };
  server.registerResource('static-text', 'test://static-text', text, ({ href: uri }) => ({
    contents: [{ uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
  }));
  const image = { description: 'One red pixel.', mimeType: 'image/png' };
  server.registerResource('static-binary', 'test://static-binary', image, ({ href: uri }) => ({
    contents: [{ uri, mimeType: 'image/png', blob: PNG }],
  }));
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  const data = { description: 'The data of an id.', mimeType: 'application/json' };
  server.registerResource('template', template, data, ({ href: uri }, { id }) => ({
    contents: [
      {
        uri,
        mimeType: 'application/json',
        text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
      },
    ],
  }));
  registerWatchedResource(server);
}

/** Can be subscribed to; it never changes, so nobody is ever told. */
function registerWatchedResource(server: McpServer): void {
  const watched = { description: 'A resource to subscribe to.', mimeType: 'text/plain' };
  server.registerResource('watched-resource', 'test://watched-resource', watched, ({ href: uri }) => ({
    contents: [{ uri, mimeType: 'text/plain', text: 'Watched resource content.' }],
  }));
  server.server.setRequestHandler('resources/subscribe', () => ({}));
  server.server.setRequestHandler('resources/unsubscribe', () => ({}));
}
