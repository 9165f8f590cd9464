import { describeAgentRunner } from '../agent-runner.testsuite.ts';
import { onSimulator } from '../simulated-runner.fixture.ts';

describeAgentRunner(
  'WebSocket on the simulator',
  { survivesDisconnect: true, showsTools: true, queuesTurns: true },
  () => onSimulator('ws'),
);
