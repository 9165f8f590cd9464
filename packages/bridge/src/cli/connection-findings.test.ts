import { expect, it } from 'vitest';
import { connectionFindings } from './connection-findings.ts';

const trouble = { reason: 'replaced', message: 'Another program took it.', hint: 'Stop it.' } as const;

it.each([
  ['is well when devices find tools', { connectedMs: 12.4, tools: 5 }, ['ok', 'ok']],
  ['is not when they find none', { connectedMs: 12, tools: 0 }, ['ok', 'fail']],
  ['warns when nobody asked for tools', { connectedMs: 12 }, ['ok', 'warn']],
  ['fails when no socket was open', { trouble }, ['fail']],
  ['fails when the open one is no good', { connectedMs: 12, trouble }, ['ok', 'fail']],
  ['says nothing where nothing could be tried', {}, []],
  ['says what a device finds where another holds it', { tools: 5 }, ['ok']],
])('%s', (_, found, expected) => {
  const findings = connectionFindings(found);
  expect(findings.map(({ status }) => status)).toEqual(expected);
  for (const { status, hint } of findings) expect(hint === undefined).toBe(status === 'ok');
});

it('names the trouble by the word it is looked up with', () => {
  expect(connectionFindings({ trouble })).toMatchObject([{ detail: 'Another program took it (replaced)' }]);
});
