import { describe, expect, it } from 'vitest';
import { SCOPES } from '../../domain/principal.ts';
import { aClient, harmIn, textOf } from './client.fixture.ts';
import { renderConsent, type ConsentPage } from './consent.ts';

const page = (over: Partial<ConsentPage> = {}) =>
  renderConsent({
    csrf: 'token',
    client: aClient(),
    scopes: SCOPES,
    instances: ['home'],
    signedInAs: 'owner',
    locale: 'en',
    ...over,
  });

/** What stands in the form: `scope=read`, with ✓ where it is ticked. */
const boxes = (text: string) =>
  [...text.matchAll(/<input type="checkbox" name="(\w+)" value="([^"]*)"\s*(checked)?\s*\/?>/g)].map(
    ([, name, value, checked]) => `${name}=${value}${checked === undefined ? '' : ' ✓'}`,
  );

describe('the consent page', () => {
  it('says who asks, and that nobody knows whether that is true', () => {
    const text = textOf(page());
    expect(text).toContain('“Claude Code” wants to use your OpenClaw');
    expect(text).toContain('It calls itself that. Nobody has verified the name.');
    expect(text).toContain('Signed in as owner.');
  });

  it('says who published a name that is verified', () => {
    const id = 'https://claude.ai/oauth/claude-code-client-metadata';
    const text = textOf(page({ client: aClient({ id, isVerified: true }) }));
    expect(text).toContain('This name is published by claude.ai.');
    expect(text).not.toContain('Nobody has verified');
  });

  it.each(['c1', '', 'javascript:alert(1)', 'data:text/html,x'])(
    'does not say so of a client whose id %j has no publisher',
    (id) => {
      expect(textOf(page({ client: aClient({ id, isVerified: true }) }))).toContain('Nobody has verified');
    },
  );

  it.each([
    ['claude.ai', 'If this is not the site you came from, deny.'],
    ['localhost:51712', 'A program on this computer, the one you are looking at.'],
    ['cursor://anysphere.cursor-mcp', 'An app on this device that opens links of this kind.'],
  ])('says where access goes: %s', (redirectHost, text) => {
    expect(textOf(page({ client: aClient({ redirectHost }) }))).toContain(
      `Access goes to ${redirectHost} ${text}`,
    );
  });

  it('asks for each scope, ticked unless it is told otherwise', () => {
    expect(boxes(page())).toEqual(['scope=read ✓', 'scope=chat ✓', 'scope=approve ✓', 'scope=admin ✓']);
    expect(boxes(page({ scopes: ['read', 'approve'], ticked: ['read'] }))).toEqual([
      'scope=read ✓',
      'scope=approve',
    ]);
  });

  it('warns of deciding and managing, and of nothing else', () => {
    expect(textOf(page({ scopes: ['read', 'chat'] }))).not.toContain('Careful');
    expect(textOf(page({ scopes: ['approve'] }))).toContain(
      'Careful: whoever controls this program can let your agents',
    );
    expect(textOf(page({ scopes: ['admin'] }))).toContain('Careful: the numbers name your OpenClaws');
  });

  it.each([
    ['en', 'See how this clawbridge works: its numbers at /metrics.'],
    ['zh', '查看此 clawbridge 的运行情况'],
  ] as const)('promises of admin in %s no more than it opens', (locale, text) => {
    const shown = textOf(page({ scopes: ['admin'], locale }));
    expect(shown).toContain(text);
    expect(shown).not.toMatch(/manage|as much as you|管理|全部权限/i);
  });

  it('asks on which instances where there are several, and sends the only one along', () => {
    expect(boxes(page({ scopes: [], instances: ['home', 'a"b'] }))).toEqual([
      'instance=home ✓',
      'instance=a&quot;b ✓',
    ]);
    expect(boxes(page({ scopes: [] }))).toEqual([]);
    expect(page()).toContain('<input type="hidden" name="instance" value="home" />');
    expect(page({ instances: [] })).not.toContain('name="instance"');
  });

  it('has two buttons side by side, and Enter presses the careful one', () => {
    const names = [...page().matchAll(/<button (?:class="main" )?name="action" value="(\w+)">/g)];
    expect(names.map(([, value]) => value)).toEqual(['deny', 'allow']);
    expect(page()).toContain('<input type="hidden" name="csrf" value="token" />');
  });

  it('says what is missing when nothing was ticked', () => {
    expect(page()).not.toContain('role="alert"');
    expect(textOf(page({ error: 'nothing' }))).toContain('Nothing is ticked.');
    expect(page({ error: 'nothing' })).toContain('role="alert"');
  });

  it('speaks Chinese, too', () => {
    const text = textOf(page({ locale: 'zh', error: 'nothing', instances: ['home', 'work'] }));
    expect(text).toContain('“Claude Code” 想要使用你的 OpenClaw');
    expect(text).toContain('它可以做什么');
    expect(
      text.replaceAll(/“.*?”|OpenClaw|clawbridge|localhost:\d+|home|work|owner|English/g, ''),
    ).not.toMatch(/[a-z]{3}/i);
  });

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '\u202Eevil\u2066',
    'name '.repeat(2_000),
    '\u0000\u001B[2J',
    '',
  ])('shows a hostile client harmlessly: %j', (name) => {
    const hostile = page({
      client: aClient({ name, id: `https://${name}`, redirectHost: name, isVerified: true }),
      signedInAs: name,
      instances: [name, 'home'],
      csrf: name,
    });
    expect(harmIn(hostile)).toEqual([]);
    expect(textOf(hostile).length).toBeLessThan(1_500);
  });

  it('has a word for a client without a name', () => {
    expect(textOf(page({ client: aClient({ name: '\u200B' }) }))).toContain(
      'A program without a name wants to use',
    );
  });
});
