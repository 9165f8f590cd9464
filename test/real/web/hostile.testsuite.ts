import { describe } from 'vitest';
import { answered, chooseFor, converse, mine, say, theirs, threads } from './chat-page.ts';
import { it, type Stage } from './stage.ts';

const SCRIPTS = [
  '<script>document.title = "taken"</script>',
  '<img src=x onerror="document.title=`taken`">',
  '<svg onload="document.title=`taken`"><a xlink:href="javascript:alert(1)">x</a></svg>',
  '[press](javascript:alert(1)) [press](JaVaScRiPt:alert(1)) [press](data:text/html,<script>alert(1)</script>)',
  '![picture](https://elsewhere.example/spy.png) ![x](javascript:alert(1))',
  '<a href="javascript:alert(1)">press</a> <iframe src="https://elsewhere.example"></iframe>',
  '<form action="https://elsewhere.example"><input name=q></form><style>body{display:none}</style>',
  '```"><img src=x onerror=alert(1)>\n</code><script>alert(1)</script>\n```',
  '<div id="app" class="taken" style="position:fixed">clobbered</div>',
  '<math><mtext></table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
].join('\n\n');

const NAME = '"><img src=x onerror=alert(1)>';

export function describeHostile(): void {
  describe.concurrent('what others have written', () => {
    it('runs nowhere, and loads nothing from elsewhere', async ({ stage, open, expect }) => {
      const { page } = await open();
      const asked: string[] = [];
      page.on('request', (request) => void asked.push(new URL(request.url()).host));
      await converse(page, 'before');
      const { from } = stage.plugin.messages.find(({ text }) => text === 'before') ?? { from: '' };
      await stage.plugin.say(from, SCRIPTS);
      const answer = theirs(page).last();
      await answer.getByText('clobbered').waitFor();
      await say(page, SCRIPTS);
      await mine(page).filter({ hasText: 'clobbered' }).waitFor();
      const shown = page.getByRole('group', { name: 'Conversation' });
      expect(
        await shown.locator('script, iframe, form, style, img, math, [style], [onerror], .taken').count(),
      ).toBe(0);
      const links = await shown
        .getByRole('link')
        .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
      expect(links.filter((href) => !/^https?:/.test(href ?? ''))).toEqual([]);
      expect(await page.title()).not.toContain('taken');
      expect(asked.filter((host) => host !== new URL(stage.url).host)).toEqual([]);
    });

    it('is text in titles, names of people, and names of files', async ({ stage, open, expect }) => {
      const { page } = await open({ name: NAME });
      await page.getByText(NAME).first().waitFor();
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: NAME, mimeType: 'text/plain', buffer: Buffer.from('x') });
      await say(page, NAME);
      await stage.heard(NAME);
      await answered(page, `ECHO: ${NAME}`);
      await mine(page)
        .getByRole('link', { name: `Download ${NAME}` })
        .waitFor();
      await threads(page).getByText(NAME).first().waitFor();
      await chooseFor(page, NAME, 'Delete');
      await page.getByRole('dialog').getByText(NAME).waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      expect(await page.locator('img').count()).toBe(0);
    });

    it('is text in what is asked, and in what the agent does', async ({ open, expect }) => {
      const { page } = await open();
      await say(page, `/approve ${NAME}`);
      const asked = page.getByRole('article', { name: 'The agent ask' });
      await asked.getByText(NAME).waitFor();
      await asked.getByRole('button', { name: 'Deny' }).click();
      await answered(page, 'Exec denied');
      expect(await page.locator('img').count()).toBe(0);
    });
  });

  describe.concurrent('the policy of the page', () => {
    it('lets in nothing that is not its own', async ({ stage, expect }) => {
      const response = await fetch(stage.url, { headers: { accept: 'text/html' } });
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe-eval');
      expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
      expect(policy).toContain("frame-ancestors 'none'");
    });

    it('refuses `eval`, scripts in the page, and scripts and pictures of others', async ({
      open,
      expect,
    }) => {
      const { page, forgive } = await open();
      forgive(/Content Security Policy|policy violated/);
      const refused = await page.evaluate<string[]>(`new Promise((resolve) => {
        const seen = [];
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
          seen.push(effectiveDirective);
          if (seen.length === 4) resolve(seen.toSorted());
        });
        const add = (name, set) => document.body.append(Object.assign(document.createElement(name), set));
        setTimeout(() => { try { eval('1') } catch {} });
        add('script', { textContent: 'document.title = "taken"' });
        add('script', { src: 'https://elsewhere.example/x.js' });
        add('img', { src: 'https://elsewhere.example/x.png' });
      })`);
      expect(refused).toEqual(['img-src', 'script-src', 'script-src-elem', 'script-src-elem']);
      expect(await page.title()).not.toContain('taken');
    });
  });

  describe.concurrent('a file that is a page', () => {
    it('is given as a file, and not shown', async ({ stage, open, expect }) => {
      const visit = await open();
      const link = await sentFile(stage, visit.page, 'page.html', 'text/html', '<script>alert(1)</script>');
      const response = await visit.context.request.get(new URL(link, stage.url).href);
      expect(response.headers()).toMatchObject({
        'content-disposition': expect.stringContaining('attachment'),
        'x-content-type-options': 'nosniff',
      });
    });
  });
}

async function sentFile(
  stage: Stage,
  page: Parameters<typeof say>[0],
  name: string,
  mimeType: string,
  text: string,
): Promise<string> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: Buffer.from(text) });
  await say(page, `here is ${name}`);
  await stage.heard(`here is ${name}`);
  const link = mine(page).getByRole('link', { name: `Download ${name}` });
  await link.and(page.locator('[href^="/chat/files/"]')).waitFor();
  return (await link.getAttribute('href')) ?? '';
}
