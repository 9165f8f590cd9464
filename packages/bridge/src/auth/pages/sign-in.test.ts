import { describe, expect, it } from 'vitest';
import { aClient, harmIn, textOf } from './client.fixture.ts';
import { renderNoPassword } from './no-password.ts';
import { renderSignIn, type SignInPage } from './sign-in.ts';

const page = (over: Partial<SignInPage> = {}) =>
  renderSignIn({ csrf: 'token', client: aClient(), locale: 'en', ...over });

describe('the sign-in page', () => {
  it('asks for the password in a form that carries the CSRF token and what is to be done', () => {
    const form = page({ csrf: '"><b>' });
    expect(form).toMatch(/<form method="post">/);
    expect(form).toContain('name="csrf" value="&quot;&gt;&lt;b&gt;"');
    expect(form).toContain('name="action" value="sign-in"');
    expect(form).toMatch(
      /type="password"\s+id="password"\s+name="password"\s+autocomplete="current-password"/,
    );
    expect(form).toContain('<label class="field" for="password">Password</label>');
    expect(form).not.toContain('role="alert"');
  });

  it('says who wants to connect, and what to do without the password', () => {
    expect(textOf(page())).toContain('“Claude Code” wants to connect.');
    expect(textOf(page())).toContain('clawbridge passwd sets a new one.');
  });

  it.each([
    ['wrong_password', 0, 'This is not the password.'],
    ['wrong_password', 1, 'This is not the password. Try again in 1 second.'],
    ['wrong_password', 30, 'This is not the password. Try again in 30 seconds.'],
    ['too_many', 91, 'There were too many attempts; this one was not looked at. Try again in 2 minutes.'],
    ['too_many', 900, 'There were too many attempts; this one was not looked at. Try again in 15 minutes.'],
    [
      'busy',
      5,
      'Many people are signing in at this moment; your password was not looked at. Try again in 5 seconds.',
    ],
  ] as const)('tells of %s, and of %i seconds', (error, retryAfterS, text) => {
    const answer = page({ error, retryAfterS });
    expect(answer).toContain('role="alert"');
    expect(textOf(answer)).toContain(text);
  });

  it('speaks Chinese, too, and leads to the other language', () => {
    const chinese = page({ locale: 'zh', error: 'too_many', retryAfterS: 900 });
    expect(chinese).toContain('<html lang="zh-Hans">');
    expect(textOf(chinese)).toContain('尝试次数过多，这一次没有被检查。请在 15 分钟后重试。');
    expect(chinese).toMatch(/<a href="\?lang=en" lang="en" hreflang="en"\s*>English</);
    expect(page()).toMatch(/<a href="\?lang=zh" lang="zh-Hans" hreflang="zh-Hans"\s*>简体中文</);
  });

  it('shows a hostile client harmlessly', () => {
    const hostile = page({
      client: aClient({ name: '<script>alert(1)</script>\u202E<img src=x onerror=alert(1)>' }),
    });
    expect(harmIn(hostile)).toEqual([]);
  });
});

describe('the page in place of it while there is no password', () => {
  it.each([
    ['en', 'No password yet', 'run clawbridge passwd'],
    ['zh', '尚未设置密码', '执行 clawbridge passwd'],
  ] as const)('says in %s how to set one, and has no form', (locale, title, hint) => {
    const text = renderNoPassword({ locale });
    expect(text).toContain(`<title>${title} – clawbridge</title>`);
    expect(textOf(text)).toContain(hint);
    expect(text).not.toMatch(/<form|<input/);
  });
});
