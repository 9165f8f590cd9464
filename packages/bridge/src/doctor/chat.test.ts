import { expect, it } from 'vitest';
import { linkVerdicts, pageVerdict } from './chat.ts';

it('says whether the page was built, and what to do where it was not', () => {
  expect(pageVerdict(true)).toMatchObject({ status: 'ok' });
  expect(pageVerdict(false)).toMatchObject({
    status: 'warn',
    hint: expect.stringContaining('npm run build'),
  });
});

it('says how to connect an OpenClaw where there never was one', () => {
  expect(linkVerdicts([])).toEqual([
    { status: 'ok', detail: expect.stringContaining('clawbridge channel install') },
  ]);
});

it('says of each link whether it is connected, and since when', () => {
  const links = [
    { name: 'default', isConnected: true, since: 0 },
    { name: 'home', isConnected: false, since: 0 },
  ];
  expect(linkVerdicts(links)).toEqual([
    { status: 'ok', detail: 'default is connected since 1970-01-01T00:00:00.000Z' },
    {
      status: 'warn',
      detail: expect.stringContaining('home is not connected since'),
      hint: expect.stringContaining('openclaw channels status'),
    },
  ]);
});
