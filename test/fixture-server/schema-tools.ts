import { fromJsonSchema, type McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';

/** Tools whose input schema is the point. */
export function registerSchemaTools(server: McpServer): void {
  server.registerTool(
    'json_schema_2020_12_tool',
    {
      description: 'Has an input schema with much of JSON Schema 2020-12.',
      inputSchema: fromJsonSchema(contact),
    },
    () => ({ content: [] }),
  );
  server.registerTool(
    'test_x_mcp_header',
    { description: 'Wants its input repeated in the header Mcp-Param-Region.', inputSchema: regional },
    ({ region }) => ({ content: [{ type: 'text', text: region }] }),
  );
}

const regional = z.object({ region: z.string().meta({ 'x-mcp-header': 'Region' }) });

const contact = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};
