import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abortContract } from './contract/abort.testsuite.ts';
import { agentContract, toolContract } from './contract/agent.testsuite.ts';
import { approvalRequestContract } from './contract/approval-request.testsuite.ts';
import { approvalsContract } from './contract/approvals.testsuite.ts';
import { callContract } from './contract/call.testsuite.ts';
import { connectContract, remoteContract } from './contract/connect.testsuite.ts';
import { Contract, type ExecMode, type GatewayUnderTest } from './contract/contract.ts';
import { cursorContract } from './contract/cursor.testsuite.ts';
import { eventsContract } from './contract/events.testsuite.ts';
import { historyContract } from './contract/history.testsuite.ts';
import { chatCompletionsContract, httpContract } from './contract/http.testsuite.ts';
import { inboundContract } from './contract/inbound.testsuite.ts';
import { livesContract } from './contract/lives.testsuite.ts';
import { messageContract } from './contract/message.testsuite.ts';
import { sendContract } from './contract/send.testsuite.ts';
import { sessionsContract } from './contract/sessions.testsuite.ts';
import { waitContract } from './contract/wait.testsuite.ts';
import type { GatewayKind } from './requirements.ts';

/**
 * Proves that a gateway keeps every promise it makes. Boots it twice, one after the other: with tools that run
 * everything, and with tools that ask.
 */
export function describeGateway(
  kind: GatewayKind,
  boot: (exec: ExecMode) => Promise<GatewayUnderTest>,
): void {
  describe(`the ${kind} gateway`, () => {
    const contract = new Contract(kind);

    describe('that runs every command', () => {
      running('full');
      httpContract(contract);
      chatCompletionsContract(contract);
      connectContract(contract);
      callContract(contract);
      agentContract(contract);
      toolContract(contract);
      waitContract(contract);
      sendContract(contract);
      messageContract(contract);
      abortContract(contract);
      historyContract(contract);
      sessionsContract(contract);
      cursorContract(contract);
      inboundContract(contract);
      eventsContract(contract);
      livesContract(contract);
    });

    describe('that asks before every command', () => {
      running('ask');
      approvalsContract(contract);
      approvalRequestContract(contract);
      remoteContract(contract);
    });

    it('has every promise proven', () => {
      expect(contract.unproven()).toEqual([]);
    });

    function running(exec: ExecMode): void {
      let gateway: GatewayUnderTest | undefined;
      beforeAll(async () => {
        gateway = await boot(exec);
        contract.use(gateway);
      });
      afterAll(() => gateway?.stop());
    }
  });
}
