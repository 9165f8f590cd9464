import type { Config } from '../config/read.ts';
import { toFailure } from '../domain/failure.ts';
import { isoTime } from '../domain/iso-time.ts';
import type { LinkReport } from '../domain/link.ts';
import { createPage } from '../serve/page.ts';
import { pageFolder } from '../serve/page-folder.ts';
import { openStore } from '../store/open-store.ts';
import type { Check, Verdict } from './check.ts';

const NAME = 'Web chat';

/** Whether people find a page, and an OpenClaw behind it. */
export const checkChat: Check = async (config) => {
  if (!config.chat) return [{ name: NAME, status: 'ok', detail: 'switched off with --no-chat' }];
  return [{ name: NAME, ...pageVerdict(createPage(pageFolder()).isThere) }, ...(await linksOf(config))];
};

export function pageVerdict(isThere: boolean): Verdict {
  if (isThere) return { status: 'ok', detail: '`clawbridge serve` has its page for browsers' };
  return {
    status: 'warn',
    detail: 'the page for browsers is not there: it was not built with this program',
    hint: 'Install clawbridge again, or build it with `npm run build`.',
  };
}

async function linksOf(config: Config) {
  const name = 'Web chat link';
  try {
    const store = await openStore(config);
    try {
      return linkVerdicts(await store.links.list(Date.now())).map((verdict) => ({ name, ...verdict }));
    } finally {
      await store.close();
    }
  } catch (thrown) {
    const { message, hint = 'Look at the file and its folder.' } = toFailure(thrown);
    return [{ name, status: 'fail' as const, detail: message, hint }];
  }
}

/** One for each link there ever was. */
export function linkVerdicts(links: readonly LinkReport[]): readonly Verdict[] {
  if (links.length === 0)
    return [{ status: 'ok', detail: 'no OpenClaw was ever connected; `clawbridge channel install` adds it' }];
  return links.map(({ name, isConnected, since }) =>
    isConnected
      ? { status: 'ok', detail: `${name} is connected since ${isoTime(since)}` }
      : {
          status: 'warn',
          detail: `${name} is not connected since ${isoTime(since)}: what people write waits for it`,
          hint: 'Only matters while `clawbridge serve` runs: look whether OpenClaw runs, and at `openclaw channels status`.',
        },
  );
}
