import { describe } from 'vitest';
import { describeConsole } from './web/console.testsuite.ts';
import { describeHostile } from './web/hostile.testsuite.ts';
import { describeLooks } from './web/looks.testsuite.ts';
import { describeOffline } from './web/offline.testsuite.ts';
import { describeSaying } from './web/saying.testsuite.ts';
import { describeSession } from './web/session.testsuite.ts';
import { describeThreads } from './web/threads.testsuite.ts';
import { describeWeight } from './web/weight.testsuite.ts';

/** The chat and the console as people have them: in a browser, served by the built program, with an agent behind it. */
describe.concurrent('the web chat in Chromium', () => {
  describeSession();
  describeSaying();
  describeHostile();
  describeThreads();
  describeOffline();
  describeLooks();
  describeWeight();
  describeConsole();
});
