import { describeAccessTokens } from './access-tokens.testsuite.ts';
import { makeHome } from './program.ts';

describeAccessTokens('SQLite', async () => {
  const home = makeHome();
  return { env: { CLAWBRIDGE_HOME: home.path }, remove: async () => home.remove() };
});
