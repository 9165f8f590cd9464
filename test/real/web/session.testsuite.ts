import { describe } from 'vitest';
import { runProgram } from '../../journeys/program.ts';
import { composer, converse } from './chat-page.ts';
import { it, PASSWORD, type Stage } from './stage.ts';

export function describeSession(): void {
  describe.concurrent('who comes', () => {
    it('is let in by an invitation, which is then good for nothing and nowhere to be seen', async ({
      stage,
      open,
      expect,
    }) => {
      const hash = await invite(stage, 'Anna');
      const { page } = await open({ as: 'nobody', hash });
      await page.getByRole('heading', { name: 'You are invited' }).waitFor();
      expect(page.url()).toBe(`${stage.url}/#/`);
      await page.getByRole('button', { name: 'Join the chat' }).click();
      await page.getByText('Hello, Anna').waitFor();
      await converse(page, 'I am in');
      await page.goBack();
      expect(page.url()).not.toContain('invite');

      const { page: thief, forgive } = await open({ as: 'nobody', hash });
      forgive(/401/);
      await thief.getByRole('button', { name: 'Join the chat' }).click();
      await thief.getByRole('heading', { name: 'This invitation cannot be used' }).waitFor();
    });

    it('is the owner with his password, and nobody with another', async ({ open, expect }) => {
      const { page, forgive } = await open({ as: 'nobody' });
      forgive(/401/);
      await page.getByLabel('Owner’s password').fill('guessed');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      await page.getByLabel('Owner’s password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await composer(page).waitFor();
      await page.getByRole('button', { name: 'Account and settings' }).click();
      expect(await page.getByRole('link', { name: 'Console' }).count()).toBe(1);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('Owner’s password').waitFor();
      await page.reload();
      await page.getByLabel('Owner’s password').waitFor();
    });

    it('gets no console when he is not the owner', async ({ open, expect }) => {
      const { page } = await open({ hash: '/console' });
      await composer(page).waitFor();
      expect(await page.getByRole('navigation', { name: 'Parts of the console' }).count()).toBe(0);
    });
  });
}

async function invite({ world }: Stage, name: string): Promise<string> {
  const { stdout } = await runProgram(['invite', name], world.env);
  return /#(invite=[\w-]+)/.exec(stdout)?.[1] ?? '';
}
