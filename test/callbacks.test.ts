import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { signatureHeaders } from '../packages/bridge/src/notify/standard-webhook.ts';

const page = readFileSync(new URL('../docs/callbacks.md', import.meta.url), 'utf8');
const sample = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';

const body = '{"result":"Milk, 🥚 and bread."}';
const now = Date.now();

const cases = [
  { what: 'a genuine notice', genuine: true },
  { what: 'one signed with a plain secret', genuine: true, secret: 'correct horse battery staple' },
  { what: 'a key of 16 bytes without padding', genuine: true, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILA' },
  { what: 'another body', genuine: false, received: '{}' },
  { what: 'another secret', genuine: false, known: 'another secret' },
  { what: 'one from ten minutes ago', genuine: false, sentAt: now - 600_000 },
  { what: 'no signature', genuine: false, headers: { 'webhook-signature': '' } },
].map(({ secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', sentAt = now, ...rest }) => ({
  known: secret,
  received: body,
  ...rest,
  headers: { ...signatureHeaders({ id: 'delivery-1', now: sentAt, body }, secret), ...rest.headers },
}));

type IsGenuine = (headers: object, body: string, secret: string) => boolean;

describe('the samples of docs/callbacks.md', () => {
  it.each(cases)('in Node: $what', async ({ headers, received, known, genuine }) => {
    const module = `data:text/javascript;base64,${Buffer.from(sample('js')).toString('base64')}`;
    const { isGenuine } = (await import(/* @vite-ignore */ module)) as { isGenuine: IsGenuine };
    expect(isGenuine(headers, received, known)).toBe(genuine);
  });

  it.skipIf(spawnSync('python3', ['--version']).status !== 0)('in Python: all of them', () => {
    const code = `${sample('python')}
import json, sys
print(json.dumps([is_genuine(c["headers"], c["received"].encode(), c["known"]) for c in json.load(sys.stdin)]))`;
    const { stdout, stderr } = spawnSync('python3', ['-c', code], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(cases.map(({ genuine }) => genuine));
  });
});
