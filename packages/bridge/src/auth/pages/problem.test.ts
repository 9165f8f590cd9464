import { expect, it } from 'vitest';
import { textOf } from './client.fixture.ts';
import { renderProblem } from './problem.ts';

it('says what happened, and what to do', () => {
  const problem = { title: 'This <link> is old', message: 'It was "used".', locale: 'en' } as const;
  const page = renderProblem({ ...problem, hint: 'Begin again.' });
  expect(page).toContain('<title>This &lt;link&gt; is old – clawbridge</title>');
  expect(page).toContain('role="alert"');
  expect(textOf(page)).toContain('This &lt;link&gt; is old It was &quot;used&quot;. Begin again.');
  expect(textOf(renderProblem(problem))).toContain('It was &quot;used&quot;. Your own bridge');
});

it('has no link that would replace the request it is about', () => {
  const page = renderProblem({ title: 'No', message: 'No.', locale: 'en' });
  expect(page).not.toContain('lang=zh');
});
