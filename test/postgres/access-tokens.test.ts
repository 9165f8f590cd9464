import { describeAccessTokens } from '../journeys/access-tokens.testsuite.ts';
import { makeHome } from '../journeys/program.ts';
import { startPostgres } from './server.ts';

describeAccessTokens('PostgreSQL', async () => {
  const server = await startPostgres();
  const home = makeHome();
  return {
    env: { CLAWBRIDGE_HOME: home.path, CLAWBRIDGE_DATABASE_URL: server.urlOf('postgres') },
    async remove() {
      home.remove();
      await server.discard();
    },
  };
});
