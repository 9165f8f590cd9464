import { describeAgentRunner } from '../agent-runner.testsuite.ts';
import { onSimulator } from '../simulated-runner.fixture.ts';

describeAgentRunner(
  'HTTP on the simulator',
  { survivesDisconnect: false, showsTools: false, queuesTurns: false },
  () => onSimulator('http'),
);
